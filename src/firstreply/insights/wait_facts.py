"""The fact table of waits: durations on both clocks, ends, and what a wait is counted under."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from firstreply.core.respond.wait import Outcome
from firstreply.insights.local_time import local_time
from firstreply.insights.look import BusinessClock, Look
from firstreply.insights.names import Codes, Names, through
from firstreply.insights.statistics.comparison import latest_and_previous
from firstreply.insights.statistics.survival import End, Ints

Columns = dict[str, npt.NDArray[Any]]
VOIDED: Final = 3  #: the code of a voided wait; the others have the codes of `End`
PREVIOUS: Final = 1  #: in the column `period`: the stretch before the latest one
LATEST: Final = 2
_ENDS: Final[dict[str, int]] = {
    Outcome.OPEN: End.OPEN,
    Outcome.ANSWERED: End.ANSWERED,
    Outcome.DISMISSED: End.DISMISSED,
    Outcome.VOIDED: VOIDED,
}
_NEVER: Final = 1 << 62
_FIELDS: Final = ("started_at", "ended_at", "outcome", "first", "truncated", "author", "owner", "touched_at")


def wait_columns(look: Look, people: Names, edges: Ints) -> tuple[Columns, tuple[BusinessClock | None, ...]]:
    """The columns (`person`: who a wait counts for, its author or while open its owner) and their calendars.

    `wall` and `business` are seconds to the end of the wait, or to the end of watching while it is open; `touch` those
    to the first thing of ours that arrived, else the same as `wall`, and `touch_end` how that ended.
    """
    started, ended, outcomes, first, truncated, authors, owners, touches = (
        list(map(attrgetter(name), look.waits)) for name in _FIELDS
    )
    start = np.array(started, dtype=np.int64)
    stop = np.maximum(np.array([look.end if at is None else at for at in ended], dtype=np.int64), start)
    outcome = np.fromiter((_ENDS[each] for each in outcomes), np.int8, len(start))
    author, owner = people.codes(authors), people.codes(owners)
    calendars, calendar = _calendars(look, people, owner)
    business, hours = measured(calendars, calendar, start, stop), _has_hours(calendars)[calendar]
    local = local_time(start, look.zone)
    truncated_ = np.array(truncated, dtype=np.bool_)
    columns: Columns = {
        "outcome": outcome,
        "first": np.array(first, dtype=np.bool_) & ~truncated_,
        "truncated": truncated_,
        "start": start,
        "wall": stop - start,
        "business": business,
        **_touch(touches, start, stop, outcome),
        **_credit(author, owner, outcome),
        "calendar": calendar,
        "weekday": local.weekday.astype(np.int8),
        "hour": local.hour.astype(np.int8),
        "trend": (np.searchsorted(edges, start, side="right") - 1).astype(np.int32),
        "period": _period(look, start),
        "in_scope": chosen(start, look),
        "off_hours": hours & (outcome == End.ANSWERED) & (business == 0) & (stop > start),
    }
    if look.sla_s is not None:
        # Met iff the stop is not after the due instant, the first at which the target is used up: that is, iff it
        # was not used up a second before. A reply after closing on a day that the target fills is late.
        columns["short_of_stop"] = measured(calendars, calendar, start, np.maximum(stop - 1, start))
    return columns, calendars


def _credit(author: Codes, owner: Codes, outcome: Any) -> Columns:
    """Who a wait counts for: its author, while open its owner; nobody (-1) otherwise."""
    answered, still_open = outcome == End.ANSWERED, outcome == End.OPEN
    return {
        "person": np.where(answered, author, np.where(still_open, owner, np.int32(-1))),
        "unattributed": answered & (author < 0),
        "covered": answered & (owner >= 0) & (author >= 0) & (owner != author),
    }


def _touch(touches: list[int | None], start: Ints, stop: Ints, outcome: Any) -> Columns:
    """Seconds to the first thing of ours that arrived, and how the wait for it ended."""
    touched = np.array([at if at is not None else _NEVER for at in touches], dtype=np.int64)
    came = touched < _NEVER
    return {
        "touch": np.where(came, touched, stop) - start,
        "touch_end": np.where(came & (outcome != VOIDED), np.int8(End.ANSWERED), outcome),
    }


def measured(calendars: Sequence[BusinessClock | None], calendar: Codes, start: Ints, stop: Ints) -> Ints:
    """Seconds of [start, stop) by each wait's calendar; wall seconds where it has none."""
    seconds = stop - start
    for code, clock in enumerate(calendars):
        if clock is not None:
            mine = np.flatnonzero(calendar == code)
            seconds[mine] = np.asarray(clock.between_many(start[mine], stop[mine]), dtype=np.int64)
    return seconds


def _calendars(look: Look, people: Names, owner: Codes) -> tuple[tuple[BusinessClock | None, ...], Codes]:
    """All calendars in force, the default first, and each wait's: its owner's own, else the default."""
    own = {name: clock for name, clock in look.calendar_of.items() if clock is not look.calendar}
    calendars = (look.calendar, *{id(clock): clock for clock in own.values()}.values())
    place = {id(clock): code for code, clock in enumerate(calendars)}
    of_person = np.array([place[id(own.get(name, look.calendar))] for name in people.names], dtype=np.int32)
    return calendars, np.maximum(through(of_person, owner), 0)


def _has_hours(calendars: Sequence[BusinessClock | None]) -> npt.NDArray[np.bool_]:
    return np.array([clock is not None for clock in calendars], dtype=np.bool_)


def chosen(at: Ints, look: Look) -> npt.NDArray[np.bool_]:
    """Which instants lie within since..until."""
    inside = np.ones(len(at), dtype=np.bool_)
    if look.since is not None:
        inside &= at >= look.since
    if look.until is not None:
        inside &= at < look.until
    return inside


def _period(look: Look, start: Ints) -> npt.NDArray[np.int8]:
    stretches = latest_and_previous(look.first, look.end + 1, look.since, look.until)
    period = np.zeros(len(start), dtype=np.int8)
    if stretches is not None:
        for code, stretch in ((LATEST, stretches[0]), (PREVIOUS, stretches[1])):
            period[(start >= stretch.start) & (start < stretch.stop)] = code
    return period
