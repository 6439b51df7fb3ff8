"""Own clock: how long those who had a wait had it, each by their own hours (the clock, sections 3 and 4).

The customer's clock does not know of it: the promise runs by the calendar it was made with.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, Final, NamedTuple
from uuid import UUID

from firstreply.core.calendar import Calendar, Part, open_seconds
from firstreply.store import bulk
from firstreply.store.queries.due import ALWAYS, newest
from firstreply.store.tenancy import organisation

Stretch = tuple[int, int]  #: `[start, stop)`, epoch seconds
_HANDS: Final = """
SELECT w.id, w.started_at, w.ended_at, f.at, (f.data->>'member')::uuid, f.kind
FROM wait w JOIN fact f ON f.organisation_id = w.organisation_id AND f.lead_id = w.lead_id
     AND (f.wait_id = w.id OR f.wait_id IS NULL) AND f.kind IN ('assigned', 'paused', 'resumed')
     AND (f.kind <> 'assigned' OR f.data->>'how' <> 'offered') AND f.at < coalesce(w.ended_at, %(now)s)
WHERE w.organisation_id = %(own)s AND w.id = ANY(%(ids)s) ORDER BY w.id, f.at, f.id
"""
_HOURS: Final = """
SELECT m.id, m.name, coalesce(m.calendar_id, (SELECT t.calendar_id FROM membership s JOIN team t ON t.id = s.team_id
    WHERE s.organisation_id = %(own)s AND s.member_id = m.id AND t.calendar_id IS NOT NULL
    ORDER BY s.until IS NOT NULL, s.since NULLS FIRST, s.id LIMIT 1))
FROM member m WHERE m.organisation_id = %(own)s AND m.id = ANY(%(members)s)
"""
_LEAVES: Final = """
SELECT member_id, starts_at, ends_at FROM leave WHERE organisation_id = %(own)s AND member_id = ANY(%(members)s)
"""


class Hand(NamedTuple):
    """Somebody who had a wait during `[start, stop)`, and the seconds of it that were open to them."""

    member: UUID
    seconds: int
    name: str
    start: int
    stop: int
    calendar: UUID | None  #: theirs, else their team's; None: 24/7
    hours: Calendar  #: what it says
    leaves: tuple[Stretch, ...]  #: of theirs, at any time
    pauses: tuple[Stretch, ...]


class _Own(NamedTuple):
    """What is a member's own: name and hours."""

    name: str
    calendar: UUID | None
    hours: Calendar


class _Course(NamedTuple):
    """What happened to a wait, in epoch seconds."""

    stop: int
    hands: list[tuple[int, UUID | None]]
    pauses: list[Stretch]


def own_clock(waits: Collection[UUID], *, now: datetime) -> dict[UUID, tuple[Hand, ...]]:
    """Who had each wait, in order, since it was first given to somebody, until it ended or `now`; four queries.

    Each hand is measured by its own hours, less its leave and what was agreed to be a pause; an offer is no hand.
    """
    courses = {wait: _course(rows, now) for wait, rows in _by_wait(waits, now)}
    members = {member for one in courses.values() for _, member in one.hands if member is not None}
    parameters = {"own": organisation(), "members": list(members)}
    calendars = newest()
    own = {
        member: _Own(name, calendar, calendars[calendar].calendar if calendar in calendars else ALWAYS)
        for member, name, calendar in bulk.fetch(_HOURS, parameters)
    }
    leaves: dict[UUID, list[Stretch]] = defaultdict(list)
    for member, start, stop in bulk.fetch(_LEAVES, parameters):
        leaves[member].append((int(start.timestamp()), int(stop.timestamp())))
    return {wait: tuple(_measured(one, own, leaves)) for wait, one in courses.items()}


def _by_wait(waits: Collection[UUID], now: datetime) -> Iterable[tuple[UUID, list[tuple[Any, ...]]]]:
    found: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
    for wait, *row in bulk.fetch(_HANDS, {"own": organisation(), "ids": list(waits), "now": now}):
        found[wait].append(tuple(row))
    return found.items()


def _course(rows: Sequence[tuple[Any, ...]], now: datetime) -> _Course:
    hands: list[tuple[int, UUID | None]] = []
    pauses: list[Stretch] = []
    since: int | None = None
    stop = 0
    for started, ended, at, member, kind in rows:
        stop = int((ended or now).timestamp())
        instant = max(int(at.timestamp()), int(started.timestamp()))
        if kind == "assigned":
            hands.append((instant, member))
        elif kind == "paused":
            since = instant
        elif since is not None:
            pauses.append((since, instant))
            since = None
    return _Course(stop, hands, pauses if since is None else [*pauses, (since, stop)])


def _measured(
    course: _Course, own: Mapping[UUID, _Own], leaves: Mapping[UUID, Sequence[Stretch]]
) -> Iterator[Hand]:
    for (start, member), (stop, _) in pairwise([*course.hands, (course.stop, None)]):
        if member is not None and start < stop:
            name, calendar, hours = own.get(member, _NOBODY)
            away, pauses = tuple(leaves.get(member, ())), tuple(course.pauses)
            seconds = open_seconds([Part(calendar=hours, start=start, stop=stop)], [*away, *pauses])
            yield Hand(member, seconds, name, start, stop, calendar, hours, away, pauses)


_NOBODY: Final = _Own("", None, ALWAYS)
