"""Routing: who works here now, which pools there are, and how much everybody has."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import orjson

from firstreply.core.calendar import Calendar
from firstreply.core.member import Presence, Role
from firstreply.core.route import Capacity, Load, Member, Pool, PoolState
from firstreply.store import bulk
from firstreply.store.tenancy import organisation

_MEMBERS: Final = """
SELECT m.id, m.role, m.presence, m.languages, m.skills, m.capacity, m.per_day, m.joined_at, m.calendar_id,
       l.open_waits, l.day, l.day_count, l.assigned_at
FROM member m LEFT JOIN member_load l ON l.member_id = m.id AND l.organisation_id = m.organisation_id
WHERE m.organisation_id = %(organisation)s AND m.left_at IS NULL
ORDER BY m.id
"""
_TEAMS: Final = """
SELECT s.member_id, s.team_id, s.manages, t.calendar_id
FROM membership s JOIN team t ON t.id = s.team_id
WHERE s.organisation_id = %(organisation)s AND (s.since IS NULL OR s.since <= %(now)s)
  AND (s.until IS NULL OR s.until > %(now)s)
ORDER BY s.since NULLS FIRST, s.id
"""
_LEAVES: Final = """
SELECT member_id, starts_at, ends_at FROM leave WHERE organisation_id = %(organisation)s AND ends_at > %(now)s
"""
_CALENDARS: Final = """
SELECT DISTINCT ON (calendar_id) calendar_id, value FROM calendar_version
WHERE organisation_id = %(organisation)s ORDER BY calendar_id, number DESC
"""
_POOLS: Final = """
SELECT id, name, value, state FROM pool WHERE organisation_id = %(organisation)s AND retired_at IS NULL ORDER BY id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Everybody who works here, by id as text, and what each has; `days` is each one's date today."""

    members: Mapping[str, Member]
    loads: Mapping[str, Load]
    days: Mapping[str, date]


def crew(now: datetime) -> Crew:
    """Everybody who works here now; four queries."""
    given = {"organisation": organisation(), "now": now}
    teams: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for member, *team in bulk.fetch(_TEAMS, given):
        teams[member].append(tuple(team))
    leaves: dict[UUID, list[tuple[int, int]]] = defaultdict(list)
    for member, start, stop in bulk.fetch(_LEAVES, given):
        leaves[member].append((int(start.timestamp()), int(stop.timestamp())))
    calendars = {own: _calendar(value) for own, value in bulk.fetch(_CALENDARS, given)}
    rows = bulk.fetch(_MEMBERS, given)
    members = {str(row[0]): _member(row, teams[row[0]], leaves[row[0]], calendars) for row in rows}
    days = {own: now.astimezone(member.calendar.zone).date() for own, member in members.items()}
    loads = {str(row[0]): _load(row, days[str(row[0])]) for row in rows}
    return Crew(members=members, loads=loads, days=days)


def pools() -> dict[str, tuple[str, Pool]]:
    """Name and value of each pool that is in use, by id as text; whose turn it is included."""
    rows = bulk.fetch(_POOLS, {"organisation": organisation()})
    return {str(own): (name, _pool(str(own), value, state)) for own, name, value, state in rows}


def _member(
    row: tuple[Any, ...],
    teams: list[tuple[Any, ...]],
    leaves: list[tuple[int, int]],
    calendars: Mapping[UUID, Calendar],
) -> Member:
    own, role, presence, languages, skills, capacity, per_day, joined_at, calendar_id, *_ = row
    hours = next((one for one in (calendar_id, *(team[2] for team in teams)) if one in calendars), None)
    roles = {Role(role)} | ({Role.MANAGER} if any(team[1] for team in teams) else set())
    return Member(
        id=str(own),
        teams=tuple(dict.fromkeys(str(team[0]) for team in teams)),
        roles=frozenset(roles),
        calendar=_ALWAYS if hours is None else calendars[hours],
        leave=tuple(leaves),
        presence=Presence(presence),
        capacity=Capacity(open=capacity, per_day=per_day),
        languages=frozenset(one.casefold() for one in orjson.loads(languages)),
        tags=frozenset(orjson.loads(skills)),
        joined_at=int(joined_at.timestamp()),
    )


def _load(row: tuple[Any, ...], today: date) -> Load:
    open_waits, day, count, assigned_at = row[-4:]
    return Load(
        open=max(0, open_waits or 0),
        today=(count or 0) if day == today else 0,
        last_at=None if assigned_at is None else int(assigned_at.timestamp()),
    )


def _pool(own: str, value: str, state: str) -> Pool:
    given = {**orjson.loads(value), "id": own}
    return Pool.from_dict(given, state=PoolState.from_dict(orjson.loads(state)))


@lru_cache(maxsize=4096)
def _calendar(value: str) -> Calendar:
    """Shared among batches: a calendar remembers what it has worked out."""
    return Calendar.from_dict(orjson.loads(value))


_ALWAYS: Final = Calendar.always()
