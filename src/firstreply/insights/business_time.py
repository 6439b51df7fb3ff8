"""Business seconds in the database: the calendar's break points as a table, and the expression that reads it.

The same line that `Calendar` walks, cut at midnights of UTC so that any engine finds the right piece by an equality
join on calendar and day: no ASOF join, no function of one engine. In DuckDB, PostgreSQL and Spark it gives the same
seconds as the scalar and the vector form.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from firstreply.core.calendar import Calendar
from firstreply.core.calendar.breaks import HORIZON

if TYPE_CHECKING:
    import ibis.expr.types as ir

_DAY = 86_400


#: How the waits name a calendar: by its name, or by its place in a list.
Key = str | int


class Piece(NamedTuple):
    """A row of the table: for an instant `t` in `[first, next)`, open seconds so far are `min(t + shift, cap)`.

    Each instant of the covered time lies in exactly one piece of its calendar.
    """

    calendar: Key
    day: int  #: whole days of UTC since 1900, the join's key
    first: int  #: epoch seconds
    next: int
    shift: int
    cap: int


def pieces(calendars: Mapping[Key, Calendar], first: int, last: int) -> list[Piece]:
    """The break points of calendars by their keys, for instants of `first` to `last` (epoch seconds) at least."""
    return list(chain.from_iterable(_pieces(key, one, first, last) for key, one in calendars.items()))


def with_business_seconds(
    waits: "ir.Table", pieces: "ir.Table", *, calendar: str, start: str, stop: str
) -> "ir.Table":
    """The table `waits` with two more columns, as an Ibis expression for any engine.

    `business_s` are the open seconds in `[start, stop)`, 0 when `stop` is not after `start`; `off_hours` says
    whether nothing of it was open. They are NULL where that cannot be told: an instant is NULL or outside the
    pieces, or the calendar is not among them. `start` and `stop` name columns of epoch seconds, `calendar` the
    column of keys; `pieces` is a table of `Piece` rows.
    """
    import ibis

    joined = waits
    for side, instant in (("start", start), ("stop", stop)):
        found = pieces.rename(lambda column, side=side: f"{side}_piece_{column}")
        joined = joined.left_join(found, _inside(waits, found, f"{side}_piece_", calendar, instant))
    begun = ibis.least(joined[start] + joined.start_piece_shift, joined.start_piece_cap)
    ended = ibis.least(joined[stop] + joined.stop_piece_shift, joined.stop_piece_cap)
    # Not `greatest(ended - begun, 0)`: that is 0, not NULL, for an open wait in some engines.
    business_s = ibis.cases((ended >= begun, ended - begun), (ended < begun, 0), else_=None)
    off_hours = (business_s == 0) & (begun == joined.start_piece_cap)
    return joined.select(*waits.columns, business_s=business_s, off_hours=off_hours)


def _inside(
    waits: "ir.Table", pieces: "ir.Table", prefix: str, calendar: str, instant: str
) -> list["ir.BooleanValue"]:
    """Which piece an instant lies in."""
    at = waits[instant]
    return [
        waits[calendar] == pieces[f"{prefix}calendar"],
        # From 1900, because engines differ in how they divide negative numbers.
        (at - HORIZON[0]) // _DAY == pieces[f"{prefix}day"],
        at >= pieces[f"{prefix}first"],
        at < pieces[f"{prefix}next"],
    ]


def _pieces(key: Key, calendar: Calendar, first: int, last: int) -> Iterator[Piece]:
    table = calendar.breaks(first, last)
    start = first - (first - HORIZON[0]) % _DAY
    stop = last - (last - HORIZON[0]) % _DAY + _DAY
    passed = bisect_right(table.opens, start)
    inside = table.opens[passed : bisect_left(table.opens, stop)]
    for begin, end in pairwise(sorted({*range(start, stop + 1, _DAY), *inside})):
        passed = bisect_right(table.opens, begin)
        day = (begin - HORIZON[0]) // _DAY
        yield Piece(key, day, begin, end, table.shifts[passed], table.caps[passed])
