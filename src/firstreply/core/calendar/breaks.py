"""Where open time starts and stops on the instant line: one table for the scalar, vector and SQL forms.

Open seconds up to an instant are piecewise linear: they grow by one a second inside a window and stand still
outside. The table holds that line's break points, in whole years of UTC; a wider one replaces it on demand.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from typing import Any, Final
from zoneinfo import ZoneInfo

from firstreply.core.calendar.moment import moment
from firstreply.core.calendar.version import Version, openings

#: Years (UTC) whose hours can be told. Instants outside are refused with `beyond_horizon`.
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199

Stretch = tuple[int, int]


def year_start(year: int) -> int:
    """Epoch seconds of the first instant of a UTC year."""
    return (date(year, 1, 1).toordinal() - date(1970, 1, 1).toordinal()) * 86_400


def year_of(at: int) -> int:
    """The UTC year of an instant inside the horizon."""
    return datetime.fromtimestamp(at, UTC).year


HORIZON: Final = (year_start(FIRST_YEAR), year_start(LAST_YEAR + 1))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Breaks:
    """Break points of open time in `[start, stop)`, epoch seconds.

    `opens[i]` are the instants at which we open, merged so that each is preceded by closed time. With
    `n = bisect_right(opens, t)`, open seconds from `start` to `t` are `min(t + shifts[n], caps[n])`.
    """

    start: int
    stop: int
    opens: tuple[int, ...]
    shifts: tuple[int, ...]  #: one longer than `opens`
    caps: tuple[int, ...]  #: likewise; rising, from 0
    years: Mapping[int, tuple[Stretch, ...]]
    lookups: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)  #: of the vector form

    def upto(self, at: int) -> int:
        """Open seconds from the table's start to `at`."""
        n = bisect_right(self.opens, at)
        value, cap = at + self.shifts[n], self.caps[n]
        return value if value < cap else cap

    def is_open(self, at: int) -> bool:
        n = bisect_right(self.opens, at)
        return at + self.shifts[n] < self.caps[n]

    def reach(self, value: int) -> int | None:
        """The first instant at which `upto` is `value` (at least 1), or None when the table ends before."""
        n = bisect_left(self.caps, value)
        return value - self.shifts[n] if n < len(self.caps) else None

    def stretches(self) -> list[Stretch]:
        """The open stretches `[opens, closes)`."""
        closes = (cap - shift for cap, shift in zip(self.caps[1:], self.shifts[1:], strict=True))
        return list(zip(self.opens, closes, strict=True))


def table_of(years: Mapping[int, tuple[Stretch, ...]]) -> Breaks:
    """The table of consecutive years."""
    start, stop = year_start(min(years)), year_start(max(years) + 1)
    opens: list[int] = []
    shifts, caps = [-start], [0]
    for open_at, close_at in merged(chain.from_iterable(years[year] for year in sorted(years))):
        opens.append(open_at)
        shifts.append(caps[-1] - open_at)
        caps.append(caps[-1] + close_at - open_at)
    return Breaks(
        start=start, stop=stop, opens=tuple(opens), shifts=tuple(shifts), caps=tuple(caps), years=years
    )


#: Covers nothing: a calendar that nobody has asked yet.
NOTHING: Final = Breaks(start=HORIZON[1], stop=HORIZON[0], opens=(), shifts=(0,), caps=(0,), years={})


def year_of_hours(zone: ZoneInfo, versions: tuple[Version, ...], year: int) -> tuple[Stretch, ...]:
    """The open stretches of one UTC year, merged and cut at its ends."""
    start, stop = year_start(year), year_start(year + 1)
    if all(version.never_closes for version in versions):
        return ((start, stop),)
    # Local days may lie 14 hours off UTC, and a window may last until the end of the next day.
    days = openings(versions, date(year, 1, 1) - timedelta(days=4), date(year, 12, 31) + timedelta(days=2))
    stretches = (
        (
            max(start, moment(zone, day, window.opens, closing=False)),
            min(stop, moment(zone, day, window.closes, closing=True)),
        )
        for day, window in days
    )
    return tuple(merged(sorted(stretch for stretch in stretches if stretch[0] < stretch[1])))


def merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Stretches in order of their start, with those that overlap or touch made one."""
    out: list[Stretch] = []
    for open_at, close_at in stretches:
        if out and open_at <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], close_at))
        else:
            out.append((open_at, close_at))
    return out
