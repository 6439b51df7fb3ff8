"""Why this number: a wait's open parts and pauses, which add up to its seconds (the clock, law 5)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from firstreply.core.calendar import Calendar, Part, open_seconds
from firstreply.core.calendar.breaks import Stretch, merged


class Counted(NamedTuple):
    """How a wait `[start, stop)` was counted; instants are epoch seconds.

    `parts` are the open stretches without what was paused, so their seconds add up to `business`.
    """

    wall: int
    business: int
    off_hours: bool
    parts: Sequence[Stretch]
    pauses: Sequence[Stretch]


def counted(
    start: int, stop: int, hours: Mapping[str, Any] | None, stops: Iterable[tuple[bool, int]]
) -> Counted:
    """Count a wait. `hours` is the calendar of then (None: 24/7), `stops` when its clock stopped (True) or went on.

    Refuses `beyond_horizon` as `Calendar` does.
    """
    calendar = Calendar.from_dict(hours)
    pauses = paused(start, stop, stops)
    parts = open_parts(calendar, start, stop, pauses)
    return Counted(
        wall=max(0, stop - start),
        business=open_seconds([Part(calendar=calendar, start=start, stop=stop)], pauses),
        off_hours=stop > start and calendar.off_hours(start, stop),
        parts=parts,
        pauses=pauses,
    )


def open_parts(calendar: Calendar, start: int, stop: int, out: Iterable[Stretch] = ()) -> list[Stretch]:
    """The open stretches of `[start, stop)`, less what is left out of them: pauses, leave. In any order, apart or not.

    Refuses `beyond_horizon` as `Calendar` does.
    """
    left_out = merged(sorted(one for one in out if one[0] < one[1]))
    return [part for one in _open(calendar, start, stop) for part in _without(one, left_out)]


def within(start: int, stop: int, stretches: Iterable[Stretch]) -> list[Stretch]:
    """What stretches have in common with `[start, stop)`, in order."""
    cut = [(max(start, first), min(stop, last)) for first, last in stretches]
    return list(merged(sorted(one for one in cut if one[0] < one[1])))


def paused(start: int, stop: int, stops: Iterable[tuple[bool, int]]) -> list[Stretch]:
    """The stretches of `[start, stop)` during which the clock stood still."""
    found: list[Stretch] = []
    since: int | None = None
    for stopped, at in stops:
        if stopped and since is None:
            since = at
        elif not stopped and since is not None:
            found.append((since, at))
            since = None
    if since is not None:
        found.append((since, stop))
    return within(start, stop, found)


def _open(calendar: Calendar, start: int, stop: int) -> list[Stretch]:
    table = calendar.breaks(start, stop)
    return within(start, stop, table.stretches())


def _without(part: Stretch, pauses: Iterable[Stretch]) -> list[Stretch]:
    found, (at, stop) = [], part
    for first, last in pauses:
        if first >= stop or last <= at:
            continue
        if at < first:
            found.append((at, first))
        at = max(at, last)
    return [*found, (at, stop)] if at < stop else found
