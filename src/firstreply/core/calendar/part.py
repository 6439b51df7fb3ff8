"""Open time of a wait that passed through several hands, less the time its clock was paused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from firstreply.core.calendar.breaks import Stretch, merged
from firstreply.core.calendar.calendar import Calendar

_FOREVER: Final = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch `[start, stop)` of a wait, epoch seconds, during which one calendar counted."""

    calendar: Calendar
    start: int
    stop: int


def open_seconds(parts: Iterable[Part], pauses: Iterable[Stretch] = ()) -> int:
    """Open seconds of the parts, each by its own calendar, less what fell into a pause.

    `pauses` are stretches `[start, stop)` in epoch seconds, in any order, overlapping if need be: an agreed
    pause, or the leave of the rep whose clock this is (the customer's clock does not know of leave).
    """
    paused = merged(sorted(pause for pause in pauses if pause[0] < pause[1]))
    return sum(_counted(part) - sum(_counted(part, *pause) for pause in paused) for part in parts)


def due_after(calendar: Calendar, start: int, seconds: int, pauses: Sequence[Stretch]) -> int:
    """When `seconds` of open time have passed since `start` outside the pauses, which are in order, apart.

    Refuses as `Calendar.due` does.
    """
    for pause, resume in pauses:
        before = calendar.seconds_between(start, pause)
        if before >= seconds:
            break
        seconds -= before
        start = max(start, resume)
    return calendar.due(start, seconds)


def in_parts(hands: Iterable[tuple[int, Calendar]], start: int, stop: int) -> list[Part]:
    """The parts of a wait `[start, stop)` out of its assignments: since when each calendar counted.

    The first assignment also counts for what came before it; without any, the clock runs 24/7.
    """
    ordered = sorted(hands, key=lambda hand: hand[0]) or [(start, Calendar.always())]
    since = [start, *(max(start, at) for at, _ in ordered[1:])]
    until = [*since[1:], stop]
    return [
        Part(calendar=calendar, start=first, stop=min(last, stop))
        for (_, calendar), first, last in zip(ordered, since, until, strict=True)
        if first < min(last, stop)
    ]


def _counted(part: Part, start: int = -_FOREVER, stop: int = _FOREVER) -> int:
    """Open seconds of what a part has in common with `[start, stop)`."""
    return part.calendar.seconds_between(max(part.start, start), min(part.stop, stop))
