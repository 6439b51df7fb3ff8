"""Standings: which promises would have been kept, many waits at once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from firstreply.core.calendar import Calendar
from firstreply.core.respond.wait import Outcome
from firstreply.core.sla import Standing
from firstreply.store.queries.rehearsal import Past


class Timed(NamedTuple):
    """A wait with a promise (None: nothing was promised) and the hours it is counted by."""

    past: Past
    promise: UUID | None
    seconds: int
    calendar: Calendar


def standings(timed: Sequence[Timed], now: datetime) -> list[str]:
    """Where each promise stands at `now`: a `Standing`, or "" where there is none to keep."""
    found = [_untimed(one) for one in timed]
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for n, one in enumerate(timed):
        if found[n] is None:
            groups[id(one.calendar), one.seconds].append(n)
    end = int(now.timestamp())
    for group in groups.values():
        late = _late([timed[n] for n in group], end)
        for n, missed in zip(group, late, strict=True):
            ended = timed[n].past.outcome == Outcome.ANSWERED
            found[n] = Standing.MISSED if missed else Standing.MET if ended else Standing.PENDING
    return [one or "" for one in found]


def _untimed(one: Timed) -> str | None:
    if one.promise is None or one.past.outcome == Outcome.VOIDED:
        return ""
    return Standing.DISMISSED if one.past.outcome == Outcome.DISMISSED else None


def _late(group: Sequence[Timed], now: int) -> Sequence[bool]:
    """Whether each was still without an answer after its due instant; all of the same target and calendar.

    The due instant is the first at which the target's open seconds have passed. So it was before a stop exactly if they
    had passed a second before that.
    """
    import numpy as np  # a server starts without it

    starts = np.array([int(one.past.started_at.timestamp()) for one in group], dtype=np.int64)
    stops = np.array([_stop(one.past, now) for one in group], dtype=np.int64)
    late: Sequence[bool] = (group[0].calendar.between_many(starts, stops - 1) >= group[0].seconds).tolist()
    return late


def _stop(past: Past, now: int) -> int:
    return now if past.ended_at is None else int(past.ended_at.timestamp())


def stood(past: Past, now: datetime) -> str:
    """Where the promise that was really made stood."""
    if past.sla is None or past.due_at is None or past.outcome == Outcome.VOIDED:
        return ""
    if past.outcome == Outcome.DISMISSED:
        return Standing.DISMISSED
    if (past.ended_at or now).replace(microsecond=0) > past.due_at:
        return Standing.MISSED
    return Standing.MET if past.outcome == Outcome.ANSWERED else Standing.PENDING
