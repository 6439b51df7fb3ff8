"""`firstreply bench calendar`: how many business times a CPU second gives, beside plain ways to count them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from firstreply.cli.bench.figure import Figure
from firstreply.core.calendar import Calendar

_RUNS: Final = 5
_PAIRS: Final = 1_000_000
_TARGET: Final = 4 * 3600
_HOURS: Final = ((9, 13), (14, 18))
_FIRST: Final = int(datetime(2020, 1, 1, tzinfo=UTC).timestamp())
_SPAN: Final = 7 * 365 * 86_400
_LONGEST: Final = 10 * 86_400
_ZONE: Final = ZoneInfo("Europe/Berlin")


def figures(_data: Path | None = None) -> list[Figure]:
    """Medians of five runs: split shifts on working days in Berlin over seven years, waits of up to ten days."""
    chance = np.random.default_rng(20260101)
    starts = chance.integers(_FIRST, _FIRST + _SPAN, _PAIRS)
    stops = starts + chance.integers(0, _LONGEST, _PAIRS)
    calendar = _calendar()
    some = list(zip(starts[:100_000].tolist(), stops[:100_000].tolist(), strict=True))
    few, fewest = some[:2_000], some[:20]
    moments = [datetime.fromtimestamp(start, UTC) for start, _ in some]
    span = timedelta(seconds=_TARGET)
    return [
        _figure("seconds_between", lambda: _each(calendar.seconds_between, some), len(some), goal=300_000),
        _figure("due", lambda: [calendar.due(start, _TARGET) for start, _ in some], len(some)),
        _figure("add", lambda: [calendar.add(moment, span) for moment in moments], len(some)),
        _figure("is_open", lambda: [calendar.is_open(moment) for moment in moments], len(some)),
        _figure("between_many", lambda: calendar.between_many(starts, stops), _PAIRS, goal=10_000_000),
        _figure("between_many_list", lambda: calendar.between_many(*zip(*some, strict=True)), len(some)),
        _figure("peer_binary_search_numpy", lambda: _searched(calendar, starts, stops), _PAIRS),
        _figure("peer_day_by_day", lambda: _each(_day_by_day, few), len(few)),
        _figure("peer_minute_by_minute", lambda: _each(_minute_by_minute, fewest), len(fewest)),
        _first_answer(),
    ]


def _calendar() -> Calendar:
    windows = [[f"{opens:02}:00", f"{closes:02}:00"] for opens, closes in _HOURS]
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), windows)
    return Calendar.from_dict({"zone": _ZONE.key, "versions": [{"from": "2020-01-01", "week": week}]})


def _first_answer() -> Figure:
    """What a calendar costs before its first answer: eight years of break points."""
    seconds = _seconds(lambda: _calendar().seconds_between(_FIRST, _FIRST + _SPAN))
    return Figure(name="build_8_years", value=seconds * 1000, unit="ms", better="less")


def _figure(name: str, work: Callable[[], object], count: int, goal: float | None = None) -> Figure:
    return Figure(name=name, value=count / _seconds(work), unit="1/CPU-s", goal=goal)


def _seconds(work: Callable[[], object]) -> float:
    """CPU seconds, the median of five runs after one that warms up."""
    work()
    taken = []
    for _ in range(_RUNS):
        start = process_time()
        work()
        taken.append(process_time() - start)
    return median(taken)


def _each(one: Callable[[int, int], int], pairs: Sequence[tuple[int, int]]) -> list[int]:
    return [one(start, stop) for start, stop in pairs]


def _searched(calendar: Calendar, starts: np.ndarray, stops: np.ndarray) -> np.ndarray:
    """The vector form as it would be with a binary search for each instant."""
    table = calendar.breaks(_FIRST, _FIRST + _SPAN + _LONGEST)
    opens, shifts, caps = (np.asarray(values) for values in (table.opens, table.shifts, table.caps))

    def upto(at: np.ndarray) -> np.ndarray:
        passed = np.searchsorted(opens, at, side="right")
        return np.asarray(np.minimum(at + shifts[passed], caps[passed]))

    between: np.ndarray = upto(stops) - upto(starts)
    return between


def _day_by_day(start: int, stop: int) -> int:
    """Walk the local days and add up what each window has in common with the wait: what most systems do."""
    day, last = (datetime.fromtimestamp(at, _ZONE).date() for at in (start, stop))
    total = 0
    while day <= last:
        for hours in _HOURS if day.weekday() < 5 else ():
            opens, closes = (
                datetime(day.year, day.month, day.day, h, tzinfo=_ZONE).timestamp() for h in hours
            )
            total += max(0, min(stop, int(closes)) - max(start, int(opens)))
        day += timedelta(days=1)
    return total


def _minute_by_minute(start: int, stop: int) -> int:
    """Ask each minute whether it is open."""
    total = 0
    for at in range(start, stop, 60):
        local = datetime.fromtimestamp(at, _ZONE)
        if local.weekday() < 5 and any(opens <= local.hour < closes for opens, closes in _HOURS):
            total += 60
    return total
