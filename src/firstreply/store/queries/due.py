"""Due: by which promise and whose hours a wait is measured, what is due now, and who is told of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from firstreply.core.calendar import Calendar
from firstreply.core.lead import Persona
from firstreply.core.member import Role
from firstreply.core.qualify import Rule, Sheet, from_dict, sheet
from firstreply.core.respond.wait_row import WaitRow
from firstreply.store import bulk
from firstreply.store.queries.standing import unless_changed
from firstreply.store.tenancy import organisation

ALWAYS: Final = Calendar.always()
_SLAS: Final = """
SELECT id, name, covers, condition, seconds, warn_at, ladder, calendar_id, priority FROM sla
WHERE organisation_id = %(own)s AND {which} ORDER BY position, id
"""
_HOURS: Final = """
SELECT DISTINCT ON (v.calendar_id) v.calendar_id, v.id, v.value FROM calendar_version v
WHERE v.organisation_id = %(own)s ORDER BY v.calendar_id, v.number DESC
"""
_VERSIONS: Final = """
SELECT id, calendar_id, value FROM calendar_version WHERE organisation_id = %(own)s AND id = ANY(%(ids)s)
"""
#: Hours of a wait's owner: their own, else those of their team (the lead's before others).
_PLACED: Final = """
SELECT v.wait, m.id, coalesce(l.team_id, s.team_id), coalesce(l.name, ''), coalesce(l.company, ''),
       m.calendar_id, coalesce(t.calendar_id, s.calendar_id),
       CASE WHEN %(asked)s THEN l.persona END, l.points, l.created_at
FROM unnest(%(waits)s::uuid[], %(leads)s::uuid[], %(owners)s::uuid[]) AS v(wait, lead, owner)
LEFT JOIN lead l ON l.organisation_id = %(own)s AND l.id = v.lead
LEFT JOIN member m ON m.organisation_id = %(own)s AND m.id = coalesce(v.owner, l.owner_id)
LEFT JOIN team t ON t.organisation_id = %(own)s AND t.id = l.team_id
LEFT JOIN LATERAL (SELECT s.team_id, o.calendar_id FROM membership s JOIN team o ON o.id = s.team_id
    WHERE s.organisation_id = %(own)s AND s.member_id = m.id
      AND (s.since IS NULL OR s.since <= %(now)s) AND (s.until IS NULL OR s.until > %(now)s)
    ORDER BY o.calendar_id IS NULL, s.since NULLS FIRST, s.id LIMIT 1) s ON true
"""
_ABOVE: Final = """
SELECT m.id, m.role, s.team_id, s.manages FROM member m
LEFT JOIN membership s ON s.member_id = m.id AND s.organisation_id = m.organisation_id
     AND (s.since IS NULL OR s.since <= %(now)s) AND (s.until IS NULL OR s.until > %(now)s)
WHERE m.organisation_id = %(own)s AND m.left_at IS NULL
  AND (s.team_id IS NOT NULL OR m.role IN ('owner', 'admin'))
ORDER BY m.id
"""


class Promising(NamedTuple):
    """One SLA as waits are measured by it. `rule` None fits every lead."""

    id: UUID
    name: str
    covers: str
    rule: Rule | None
    seconds: int
    warn_at: tuple[int, ...]
    ladder: Mapping[str, Any]
    calendar: UUID | None
    priority: str


class Hours(NamedTuple):
    """The version of a calendar that is in force; without an id nobody agreed any hours: 24/7."""

    id: UUID | None
    calendar: Calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an organisation promises and when it works, as of now."""

    slas: tuple[Promising, ...]
    hours: Mapping[UUID, Hours]  #: by calendar

    @property
    def asks(self) -> bool:
        """Whether any promise looks at who the lead is."""
        return any(one.rule is not None for one in self.slas)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What decides on a wait's promise besides itself: whose it is, who asks, whose hours count."""

    owner: UUID | None
    team: UUID | None
    name: str
    company: str
    calendars: tuple[UUID, ...]  #: the owner's, the team's
    sheet: Sheet | None  #: only where promises ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Above:
    """Who is told when an owner does not answer: managers by team, and who runs the organisation."""

    managers: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=lambda: MappingProxyType({}))
    teams: Mapping[UUID, tuple[UUID, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )  #: everybody in it
    admins: tuple[UUID, ...] = ()

    def managing(self, team: UUID | None) -> tuple[UUID, ...]:
        """The managers of a team; without any, the administrators: never nobody."""
        return (self.managers.get(team, ()) if team else ()) or self.admins


def terms() -> Terms:
    """Every promise in force, and every calendar's newest version; two queries."""
    return unless_changed(_terms, "sla", "calendar_version")


def _terms() -> Terms:
    rows = bulk.fetch(_SLAS.format(which="retired_at IS NULL"), {"own": organisation()})
    return Terms(slas=tuple(map(_promising, rows)), hours=newest() if rows else {})


def newest() -> dict[UUID, Hours]:
    """Every calendar's newest version; one query."""
    rows = bulk.fetch(_HOURS, {"own": organisation()})
    return {calendar: Hours(version, _calendar(value)) for calendar, version, value in rows}


def applied(slas: Collection[UUID]) -> dict[UUID, Promising]:
    """Promises that were applied to waits, retired ones too."""
    rows = bulk.fetch(_SLAS.format(which="id = ANY(%(ids)s)"), {"own": organisation(), "ids": list(slas)})
    return {row[0]: _promising(row) for row in rows}


def versions(ids: Collection[UUID]) -> dict[UUID | None, Hours]:
    """Calendars as they were frozen, by the id of the version; None is 24/7."""
    rows = bulk.fetch(_VERSIONS, {"own": organisation(), "ids": list(ids)}) if ids else []
    return {None: Hours(None, ALWAYS), **{own: Hours(own, _calendar(value)) for own, _, value in rows}}


def placed(waits: Collection[WaitRow], *, now: datetime, asked: bool) -> dict[UUID, Placed]:
    """Waits by id, with their owners (the lead's where they have none yet); one query.

    `asked`: with what rules may ask about their leads.
    """
    given = {
        "own": organisation(),
        "waits": [one.id for one in waits],
        "leads": [one.lead for one in waits],
        "owners": [one.owner for one in waits],
        "now": now,
        "asked": asked,
    }
    return {row[0]: _placed(*row[1:], now=now) for row in bulk.fetch(_PLACED, given)} if waits else {}


def above(now: datetime) -> Above:
    """Managers, teams and administrators of the acting organisation; one query."""
    managers: dict[UUID, list[UUID]] = defaultdict(list)
    teams: dict[UUID, list[UUID]] = defaultdict(list)
    admins: dict[UUID, None] = {}
    for member, role, team, manages in bulk.fetch(_ABOVE, {"own": organisation(), "now": now}):
        if team is not None:
            teams[team].append(member)
            if manages:
                managers[team].append(member)
        if role in (Role.ADMIN.value, Role.OWNER.value):
            admins[member] = None
    return Above(
        managers={team: tuple(found) for team, found in managers.items()},
        teams={team: tuple(found) for team, found in teams.items()},
        admins=tuple(admins),
    )


def organisations_due(now: datetime) -> list[UUID]:
    """Which organisations have something due. Asked outside any of them."""
    return [row[0] for row in bulk.fetch("SELECT organisations_due(%s)", [now])]


def next_due() -> datetime | None:
    """When anything is due next, anywhere; None when nothing is planned."""
    found: datetime | None = bulk.fetch("SELECT next_due()")[0][0]
    return found


def _promising(row: tuple[Any, ...]) -> Promising:
    own, name, covers, condition, seconds, warn_at, ladder, calendar, priority = row
    return Promising(
        id=own,
        name=name,
        covers=covers,
        rule=None if condition in (None, "null") else _rule(condition),
        seconds=seconds,
        warn_at=tuple(orjson.loads(warn_at)),
        ladder=orjson.loads(ladder),
        calendar=calendar,
        priority=priority,
    )


def _placed(
    owner: UUID | None, team: UUID | None, name: str, company: str, of_owner: UUID | None, of_team: UUID | None,
    persona: str | None, points: int, created_at: datetime, *, now: datetime,
) -> Placed:  # fmt: skip
    known = None
    if persona is not None:
        read = Persona.from_dict(orjson.loads(persona))
        known = sheet(read, points=points, created=int(created_at.timestamp()), today=now.date())
    calendars = tuple(one for one in (of_owner, of_team) if one is not None)
    return Placed(owner=owner, team=team, name=name, company=company, calendars=calendars, sheet=known)


@lru_cache(maxsize=4096)
def _calendar(value: str) -> Calendar:
    """Shared among batches: a calendar remembers what it has worked out."""
    return Calendar.from_dict(orjson.loads(value))


@lru_cache(maxsize=1024)
def _rule(value: str) -> Rule:
    return from_dict(orjson.loads(value))
