"""Routing: who works here now, which pools there are, and how much everybody has."""

from bisect import bisect_right
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
from firstreply.store.queries.standing import unless_changed
from firstreply.store.tenancy import organisation

_MEMBERS: Final = """
SELECT m.id, m.role, m.presence, m.languages, m.skills, m.capacity, m.per_day, m.joined_at, m.calendar_id
FROM member m WHERE m.organisation_id = %(organisation)s AND m.left_at IS NULL
ORDER BY m.id
"""
_LOADS: Final = """
SELECT member_id, open_waits, day, day_count, assigned_at FROM member_load WHERE organisation_id = %(organisation)s
"""
_TEAMS: Final = """
SELECT s.since, s.until, s.member_id, s.team_id, s.manages, t.calendar_id
FROM membership s JOIN team t ON t.id = s.team_id
WHERE s.organisation_id = %(organisation)s
ORDER BY s.since NULLS FIRST, s.id
"""
_LEAVES: Final = """
SELECT member_id, starts_at, ends_at FROM leave WHERE organisation_id = %(organisation)s
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
    """Everybody who works here now; five queries, most of them asked again only when something changed."""
    everyone = unless_changed(_everyone, "member", "membership", "team", "leave", "calendar_version")
    members = everyone.at(now)
    days = {own: now.astimezone(member.calendar.zone).date() for own, member in members.items()}
    rows = {str(row[0]): row for row in bulk.fetch(_LOADS, {"organisation": organisation()})}
    loads = {own: _load(rows.get(own, _NOTHING), days[own]) for own in members}
    return Crew(members=members, loads=loads, days=days)


class _Everyone:
    """Whoever works here, as the rows say; as of an instant by `at`."""

    def __init__(self, members: list[Any], teams: list[Any], leaves: list[Any], calendars: list[Any]) -> None:
        self._rows, self._teams = members, teams
        self._leaves: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
        for member, *leave in leaves:
            self._leaves[member].append((leave[0], leave[1]))
        self._calendars = {own: _calendar(value) for own, value in calendars}
        self._turns = sorted({at for row in teams for at in row[:2] if at is not None})
        self._known: tuple[int, Mapping[str, Member]] | None = None

    def at(self, now: datetime) -> Mapping[str, Member]:
        """By id as text; worked out again only after somebody joined or left a team."""
        turn = bisect_right(self._turns, now)
        if self._known is None or self._known[0] != turn:
            self._known = turn, self._members(now)
        return self._known[1]

    def _members(self, now: datetime) -> Mapping[str, Member]:
        teams: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
        for since, until, member, *team in self._teams:
            if (since is None or since <= now) and (until is None or until > now):
                teams[member].append(tuple(team))
        return {
            str(row[0]): _member(row, teams[row[0]], self._away(row[0], now), self._calendars)
            for row in self._rows
        }

    def _away(self, member: UUID, now: datetime) -> list[tuple[int, int]]:
        some = self._leaves.get(member, ())
        return [(int(start.timestamp()), int(stop.timestamp())) for start, stop in some if stop > now]


def _everyone() -> _Everyone:
    given = {"organisation": organisation()}
    return _Everyone(*(bulk.fetch(query, given) for query in (_MEMBERS, _TEAMS, _LEAVES, _CALENDARS)))


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
    own, role, presence, languages, skills, capacity, per_day, joined_at, calendar_id = row
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
    _, open_waits, day, count, assigned_at = row
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


_NOTHING: Final = (None, 0, None, 0, None)
_ALWAYS: Final = Calendar.always()
