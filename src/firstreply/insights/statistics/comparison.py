"""Two periods beside each other."""

from typing import NamedTuple


class Stretch(NamedTuple):
    """A half-open stretch of time [start, stop), epoch seconds."""

    start: int
    stop: int


def latest_and_previous(
    first: int, end: int, since: int | None, until: int | None
) -> tuple[Stretch, Stretch] | None:
    """The period to look at and the equally long one before it; None when that is not covered.

    With `since`, the period is since..until (or the end); otherwise the second half of what is covered, so
    that there is a half before it. `first` is the first instant covered, `end` one past the last.
    """
    stop = end if until is None else min(until, end)
    start = (first + stop) // 2 if since is None else since
    if stop <= start:
        return None
    before = Stretch(start - (stop - start), start)
    # An odd second of coverage may not cost the comparison.
    return (Stretch(start, stop), before) if before.start >= first - 1 else None


def change(now: float | None, then: float | None) -> float | None:
    """What was added since then; None when either is unknown."""
    return None if now is None or then is None else now - then
