"""Identity: whose the contact points of a batch are, and what is known of these leads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

import orjson

from firstreply.core.capture.parse_rules import Rule, rules_of
from firstreply.core.lead import ContactPoint, Persona, PointKind, points
from firstreply.core.refusal import Refused
from firstreply.core.respond.waits import IDLE_S
from firstreply.store import bulk
from firstreply.store.queries.standing import unless_changed
from firstreply.store.tenancy import organisation

ALIKE: Final = (
    "alike"  #: kind of the contact points that hold keys of likeness; always shared, they tell nobody apart
)
IDLE_DAYS: Final = IDLE_S // 86400  #: unless the team has set `idle_days`
_MOST_ALIKE: Final = 10  #: leads that one key may suggest
_KINDS: Final[Mapping[str, PointKind]] = {kind.name.lower(): kind for kind in PointKind}

_WHOSE: Final = """
SELECT v.kind, v.value, p.lead_id
FROM unnest(%(kinds)s::text[], %(values)s::text[]) AS v(kind, value)
CROSS JOIN LATERAL (
    SELECT coalesce(l.merged_into_id, l.id) AS lead_id
    FROM contact_point c JOIN lead l ON l.id = c.lead_id
    WHERE c.organisation_id = %(organisation)s AND c.kind = v.kind AND c.value = v.value
      AND (NOT c.shared OR v.kind = %(alike)s)
    LIMIT %(most)s
) p
"""
_LEADS: Final = """
SELECT id, persona, stage, stage_at, source_id, points, point_reasons, qualified, qualified_reasons, owner_id, team_id,
       inquired_at, last_in_at, created_at, revision, touches, consents
FROM lead WHERE organisation_id = %(organisation)s AND id = ANY(%(ids)s)
FOR NO KEY UPDATE
"""
_SAME: Final = """
SELECT a.source_id, a.digest, w.lead_id, w.conversation_id
FROM wait w
JOIN message m ON m.id = w.opened_by_id
JOIN arrival a ON a.id = m.arrival_id
WHERE w.organisation_id = %(organisation)s AND w.lead_id = ANY(%(leads)s)
  AND w.outcome = 'open' AND w.started_at >= %(since)s AND a.digest = ANY(%(digests)s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The organisation, as far as whoever reads its inquiries must know it."""

    region: str  #: ISO country of phone numbers without one
    zone: str
    settings: Mapping[str, Any]

    @property
    def shared(self) -> frozenset[ContactPoint]:
        """Contact points of several people, as the team has set `shared_points`: [["email", "info@x.com"], ...]."""
        given = self.settings.get("shared_points", ())
        return frozenset(ContactPoint(_KINDS[kind], value) for kind, value in given if kind in _KINDS)

    @property
    def mail_rules(self) -> tuple[Rule, ...]:
        """By which portals' notifications are read, as the team has set `mail_rules`."""
        return _mail_rules(orjson.dumps(self.settings.get("mail_rules", [])))

    @property
    def idle_s(self) -> int:
        """After how many seconds of silence what a lead writes is a new inquiry, by `idle_days`."""
        return int(self.settings.get("idle_days", IDLE_DAYS)) * 86400


@lru_cache(maxsize=64)
def _mail_rules(kept: bytes) -> tuple[Rule, ...]:
    try:
        return rules_of(orjson.loads(kept))
    except Refused:  # of another version of ours: nothing is read by them, and everything else is
        return ()


def home() -> Home:
    """The acting organisation."""
    return unless_changed(_home, "organisation")


def _home() -> Home:
    row = bulk.fetch("SELECT region, zone, settings FROM organisation WHERE id = %s", [organisation()])[0]
    return Home(region=row[0], zone=row[1], settings=orjson.loads(row[2]))


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadRow:
    """A lead as the journey works on it; `fresh` while it is not in the table yet."""

    id: UUID
    persona: Persona
    stage: str = "open"
    stage_at: datetime | None = None  #: since when; None: since it was first heard of
    source: UUID | None = None  #: where it first came from
    points: int = 0
    point_reasons: tuple[Any, ...] = ()
    qualified: str = ""
    qualified_reasons: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    owner: UUID | None = None
    team: UUID | None = None
    inquired_at: datetime
    last_in_at: datetime | None = None
    created_at: datetime
    revision: int = 1
    touches: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))  #: as core.lead.touch
    consents: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))  #: as core.lead.consent
    fresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """Whose the points of a batch are, and who has the same keys of likeness."""

    known: Mapping[ContactPoint, UUID]
    alike: Mapping[str, tuple[UUID, ...]]


def whose(personas: Iterable[Persona], keys: Iterable[str], shared: frozenset[ContactPoint]) -> Whose:
    """Look up the contact points and keys of likeness of a whole batch, in one query."""
    wanted = {point for persona in personas for point in points(persona, shared)}
    pairs = [(point.kind.name.lower(), point.value) for point in wanted] + [(ALIKE, key) for key in keys]
    known: dict[ContactPoint, UUID] = {}
    alike: dict[str, dict[UUID, None]] = {}
    if pairs:
        rows = bulk.fetch(
            _WHOSE,
            {
                "organisation": organisation(),
                "kinds": [kind for kind, _ in pairs],
                "values": [value for _, value in pairs],
                "alike": ALIKE,
                "most": _MOST_ALIKE,
            },
        )
        for kind, value, lead in rows:
            if kind == ALIKE:
                alike.setdefault(value, {})[lead] = None
            else:
                known[ContactPoint(_KINDS[kind], value)] = lead
    return Whose(known=known, alike={key: tuple(leads) for key, leads in alike.items()})


def stored_kind(point: ContactPoint) -> str:
    """The name under which a kind of contact point is stored."""
    return point.kind.name.lower()


def leads(ids: Iterable[UUID]) -> dict[UUID, LeadRow]:
    """What is known of these leads, by id. Nobody else changes them until the transaction ends."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = bulk.fetch(_LEADS, {"organisation": organisation(), "ids": wanted})
    return {row[0]: _lead(row) for row in rows}


def _lead(row: tuple[Any, ...]) -> LeadRow:
    return LeadRow(
        id=row[0],
        persona=Persona.from_dict(orjson.loads(row[1])),
        stage=row[2],
        stage_at=row[3],
        source=row[4],
        points=row[5],
        point_reasons=tuple(orjson.loads(row[6])),
        qualified=row[7],
        qualified_reasons=orjson.loads(row[8]),
        owner=row[9],
        team=row[10],
        inquired_at=row[11],
        last_in_at=row[12],
        created_at=row[13],
        revision=row[14],
        touches=orjson.loads(row[15]),
        consents=orjson.loads(row[16]),
    )


def engagements(ids: Iterable[UUID]) -> dict[UUID, list[tuple[str, datetime]]]:
    """What these leads did so far: kind and instant."""
    wanted = list(ids)
    found: dict[UUID, list[tuple[str, datetime]]] = {}
    if wanted:
        query = (
            "SELECT lead_id, kind, at FROM engagement"
            " WHERE organisation_id = %(organisation)s AND lead_id = ANY(%(ids)s)"
        )
        for lead, kind, at in bulk.fetch(query, {"organisation": organisation(), "ids": wanted}):
            found.setdefault(lead, []).append((kind, at))
    return found


def submitted(
    leads: Iterable[UUID], digests: Iterable[bytes], *, now: datetime, within: timedelta
) -> dict[tuple[UUID | None, bytes, UUID], UUID]:
    """Conversations whose open wait began with one of these contents: by source, digest and lead."""
    asked, contents = list(leads), list(digests)
    if not asked or not contents:
        return {}
    rows = bulk.fetch(
        _SAME,
        {"organisation": organisation(), "leads": asked, "digests": contents, "since": now - within},
    )
    return {(source, bytes(digest), lead): conversation for source, digest, lead, conversation in rows}
