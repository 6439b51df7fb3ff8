"""Rehearsal: what rehearsing a rule needs: whose hours count, what was asked and answered in a period."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from firstreply.core.lead import Persona
from firstreply.core.qualify import Sheet, sheet
from firstreply.store import bulk
from firstreply.store.models import Replay
from firstreply.store.queries import due
from firstreply.store.tenancy import organisation

_HOURS: Final = """
SELECT m.id, m.calendar_id, s.calendar_id FROM member m
LEFT JOIN LATERAL (SELECT o.calendar_id FROM membership s JOIN team o ON o.id = s.team_id
    WHERE s.organisation_id = %(own)s AND s.member_id = m.id
      AND (s.since IS NULL OR s.since <= %(now)s) AND (s.until IS NULL OR s.until > %(now)s)
    ORDER BY o.calendar_id IS NULL, s.since NULLS FIRST, s.id LIMIT 1) s ON true
WHERE m.organisation_id = %(own)s AND m.left_at IS NULL
"""
_TEAMS: Final = "SELECT id, calendar_id FROM team WHERE organisation_id = %(own)s"
_POSITIONS: Final = "SELECT id, position FROM sla WHERE organisation_id = %(own)s AND retired_at IS NULL"
_LEAVES: Final = """
SELECT member_id, starts_at, ends_at FROM leave
WHERE organisation_id = %(own)s AND ends_at > %(since)s AND starts_at < %(until)s
"""
_COUNT: Final = """
SELECT count(*) FROM wait
WHERE organisation_id = %(own)s AND started_at >= %(since)s AND started_at < %(until)s AND lead_id IS NOT NULL
"""
_WAITS: Final = """
SELECT w.id, w.lead_id, w.channel, w.started_at, w.ended_at, w.outcome, w.first,
       NOT w.first AND EXISTS (SELECT 1 FROM wait b WHERE b.organisation_id = %(own)s
           AND b.conversation_id = w.conversation_id AND b.started_at < w.started_at AND b.outcome = 'answered'),
       w.addressed, w.first_owner_id, w.sla_id, w.due_at, a.member_id, a.kind, a.why
FROM wait w
LEFT JOIN LATERAL (SELECT g.member_id, g.kind, g.reasons->>'why' AS why FROM assignment g
    WHERE g.organisation_id = %(own)s AND g.lead_id = w.lead_id AND g.wait_id = w.id
    ORDER BY g.at, g.id LIMIT 1) a ON true
WHERE w.organisation_id = %(own)s AND w.started_at >= %(since)s AND w.started_at < %(until)s
  AND w.lead_id IS NOT NULL
ORDER BY w.started_at DESC, w.id DESC LIMIT %(most)s
"""
_LEADS: Final = """
SELECT id, persona, folded, budget, deal_size, points, team_id, created_at FROM lead
WHERE organisation_id = %(own)s AND id = ANY(%(ids)s)
"""
_ENGAGED: Final = """
SELECT lead_id, kind, extract(epoch FROM at)::bigint FROM engagement
WHERE organisation_id = %(own)s AND lead_id = ANY(%(ids)s)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """By which calendars people work: their own, else their team's; and each team's."""

    own: Mapping[UUID, UUID | None]
    of_team: Mapping[UUID, UUID | None]  #: by member: the one of the first of their teams that has any
    teams: Mapping[UUID, UUID | None]

    def calendars(self, owner: UUID | None, team: UUID | None) -> tuple[UUID, ...]:
        """Whose hours count for a wait of that owner, about a lead of that team; as `due.placed` has it."""
        mine = None if owner is None else self.own.get(owner)
        theirs = self.teams.get(team) if team is not None else None
        if theirs is None and owner is not None:
            theirs = self.of_team.get(owner)
        return tuple(one for one in (mine, theirs) if one is not None)

    def of(self, member: UUID) -> UUID | None:
        """By which calendar somebody is given leads."""
        return self.own.get(member) or self.of_team.get(member)


class Past(NamedTuple):
    """A wait as it was: who got it first (`member`, `how`, `why`), and what was promised."""

    id: UUID
    lead: UUID
    channel: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    first: bool
    answered_before: bool
    addressed: str
    first_owner: UUID | None
    sla: UUID | None
    due_at: datetime | None
    member: UUID | None
    how: str | None
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a lead today, as rules ask for it."""

    sheet: Sheet
    language: str
    points: int
    team: UUID | None
    created: int


class ReplayShown(NamedTuple):
    """A rehearsed change, and what it would have done as far as that is known."""

    id: UUID
    kind: str
    about: UUID | None
    value: dict[str, Any]
    revision: int
    state: str
    done: int
    total: int
    result: dict[str, Any]
    member_id: UUID | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


def whose(now: datetime) -> Whose:
    """Whose hours count; two queries."""
    rows = bulk.fetch(_HOURS, {"own": organisation(), "now": now})
    teams = dict(bulk.fetch(_TEAMS, {"own": organisation()}))
    return Whose(own={row[0]: row[1] for row in rows}, of_team={row[0]: row[2] for row in rows}, teams=teams)


def positions() -> dict[UUID, int]:
    """The place of each promise in force."""
    return dict(bulk.fetch(_POSITIONS, {"own": organisation()}))


def hours() -> dict[UUID, due.Hours]:
    """Every calendar as it is in force."""
    return due.newest()


def leaves(since: datetime, until: datetime) -> dict[str, list[tuple[int, int]]]:
    """Who was away in a period: stretches of epoch seconds by member."""
    found: dict[str, list[tuple[int, int]]] = {}
    rows = bulk.fetch(_LEAVES, {"own": organisation(), "since": since, "until": until})
    for member, start, stop in rows:
        found.setdefault(str(member), []).append((int(start.timestamp()), int(stop.timestamp())))
    return found


def count(since: datetime, until: datetime) -> int:
    """How many waits of leads began in a period."""
    return int(bulk.fetch(_COUNT, {"own": organisation(), "since": since, "until": until})[0][0])


def waits(since: datetime, until: datetime, most: int) -> list[Past]:
    """Waits of leads that began in a period, in order of time; the latest ones of more than `most`."""
    given = {"own": organisation(), "since": since, "until": until, "most": most}
    return [Past._make(row) for row in reversed(bulk.fetch(_WAITS, given))]


def known(ids: Collection[UUID]) -> dict[UUID, Known]:
    """What is known of leads; one query, whatever their number."""
    rows = bulk.fetch(_LEADS, {"own": organisation(), "ids": list(ids)}) if ids else []
    return {row[0]: _known(*row[1:]) for row in rows}


def engaged(ids: Collection[UUID]) -> dict[UUID, list[tuple[str, int]]]:
    """What leads did: kind and epoch seconds."""
    found: dict[UUID, list[tuple[str, int]]] = {}
    for lead, kind, at in bulk.fetch(_ENGAGED, {"own": organisation(), "ids": list(ids)}) if ids else []:
        found.setdefault(lead, []).append((kind, at))
    return found


def replay(replay_id: UUID) -> ReplayShown | None:
    """One rehearsed change."""
    row = Replay.objects.filter(pk=replay_id).first()
    return None if row is None else ReplayShown._make(getattr(row, name) for name in ReplayShown._fields)


def latest(kind: str, about: UUID | None) -> ReplayShown | None:
    """The last one about the same."""
    row = Replay.objects.filter(kind=kind, about=about).order_by("-id").first()
    return None if row is None else ReplayShown._make(getattr(row, name) for name in ReplayShown._fields)


def _known(
    persona: str, folded: str, budget: Decimal | None, deal_size: Decimal | None, points: int, team: UUID | None,
    created_at: datetime,
) -> Known:  # fmt: skip
    told, document = orjson.loads(persona), orjson.loads(folded)
    # What is folded already need not be read again: of the rest only what rules compare as it is.
    rest = {name: told[name] for name in ("birthday", "custom") if name in told}
    created = int(created_at.timestamp())
    read = Persona.from_dict(rest) if rest else _NOBODY
    page = sheet(read, points=points, created=created, document=document)
    amounts = {"budget": budget, "deal_size": deal_size}
    values = {**page.values, **{name: amount for name, amount in amounts.items() if amount is not None}}
    page = Sheet(values=values, today=page.today)
    language = str(told.get("language", ""))
    return Known(sheet=page, language=language, points=points, team=team, created=created)


_NOBODY: Final = Persona()
