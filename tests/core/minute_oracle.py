"""An oracle for open time that shares nothing with the product: it walks the minutes of three years, one by one.

Each UTC minute is shown on the local clock. A window is open from the first minute that shows its opening (or, if
the clock skipped it, something later) until the last minute that shows its closing (likewise). Then it counts.
"""

import random
from array import array
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

FIRST = int(datetime(2025, 1, 1, tzinfo=UTC).timestamp())
MINUTES = 3 * 365 * 1440
LAST = FIRST + MINUTES * 60
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

#: With clock changes in the north and the south, at midnight, by 30 minutes, around Ramadan, and none.
ZONES = (
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Gaza",
    "Africa/Casablanca",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Santiago",
    "America/Havana",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Australia/Adelaide",
    "Pacific/Auckland",
    "Asia/Tehran",
    "Asia/Kathmandu",
)


class Clock(NamedTuple):
    """What a zone's clock showed in each UTC minute, as minutes since 2025-01-01 00:00 local time."""

    shown: array  # type: ignore[type-arg]
    first: dict[int, int]  #: from what is shown to the first UTC minute that shows it
    last: dict[int, int]
    changes: tuple[int, ...]  #: UTC minutes at which the clock jumped


class Counted(NamedTuple):
    """Open minutes before each minute, and whether each is open."""

    before: list[int]
    is_open: bytearray

    def upto(self, at: int) -> int:
        minute, second = divmod(at - FIRST, 60)
        return self.before[minute] * 60 + second * self.is_open[minute]

    def between(self, start: int, stop: int) -> int:
        return self.upto(stop) - self.upto(start)


@lru_cache(maxsize=2)
def clock(zone: str) -> Clock:
    tz, origin = ZoneInfo(zone), datetime(2025, 1, 1)  # noqa: DTZ001 (a wall time)
    shown = array("l")
    for minute in range(MINUTES + 1):
        local = datetime.fromtimestamp(FIRST + minute * 60, tz).replace(tzinfo=None) - origin
        shown.append(local.days * 1440 + local.seconds // 60)
    last = {label: minute for minute, label in enumerate(shown)}
    first = {label: minute for minute, label in reversed(list(enumerate(shown)))}
    changes = tuple(m for m in range(1, len(shown)) if shown[m] != shown[m - 1] + 1)
    return Clock(shown, first, last, changes)


def count(zone: str, raw: dict[str, Any]) -> Counted:
    """Count the open minutes of a calendar's dict, in which windows lie on whole minutes."""
    seen, is_open = clock(zone), bytearray(MINUTES + 1)
    for opens, closes in _windows(raw):
        start, stop = _minute(seen, opens, seen.first), _minute(seen, closes, seen.last)
        for minute in range(start, stop):
            is_open[minute] = 1
    return Counted([0, *accumulate(is_open)], is_open)


def pairs(zone: str, chance: random.Random, number: int) -> Iterator[tuple[int, int]]:
    """Random pairs of instants, half of them near a clock change, and of all lengths."""
    changes = clock(zone).changes or (MINUTES // 2,)
    for n in range(number):
        if n % 2:
            start = FIRST + chance.choice(changes) * 60 + chance.randrange(-3 * 86_400, 2 * 86_400)
        else:
            start = chance.randrange(FIRST, LAST)
        start = min(max(start, FIRST), LAST - 1)
        length = int(10 ** chance.uniform(0, 7.9))
        yield start, min(start + length, LAST - 1)


def some_calendar(zone: str, chance: random.Random) -> dict[str, Any]:
    """A random calendar's dict: versions, split shifts, nights, holidays, exceptions."""
    starts = ["2024-01-01", _day(chance), _day(chance)]
    versions = [
        {
            "from": start,
            "week": {day: _some_windows(chance) for day in DAYS if chance.random() < 0.75},
            "holidays": [_day(chance) for _ in range(40)],
            "exceptions": {_day(chance): _some_windows(chance) for _ in range(20)},
        }
        for start in dict.fromkeys(starts)
    ]
    return {"zone": zone, "versions": versions}


def with_changes(raw: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """The calendar with windows that open and close around each clock change, inside gaps and folds too."""
    seen = clock(raw["zone"])
    for change in seen.changes:
        day, minute = divmod(seen.shown[change], 1440)
        text = (date(2025, 1, 1) + timedelta(days=day)).isoformat()
        edges = sorted({min(max(minute + chance.randrange(-90, 90), 0), 1440) for _ in range(4)})
        windows = [[_text(a), _text(b)] for a, b in zip(edges[::2], edges[1::2], strict=False)]
        for version in raw["versions"]:
            version["exceptions"][text] = windows
    return raw


def _windows(raw: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """Opening and closing of each window, on the scale of `Clock.shown`."""
    versions = sorted(raw["versions"], key=lambda version: str(version["from"]))
    for number in range(-2, 3 * 365 + 2):
        day = date(2025, 1, 1) + timedelta(days=number)
        version = [one for one in versions if one["from"] <= day.isoformat()][-1]
        windows = version["week"].get(DAYS[day.weekday()], [])
        if day.isoformat() in version["holidays"]:
            windows = []
        for opens, closes in version["exceptions"].get(day.isoformat(), windows):
            start, stop = _of_day(opens), _of_day(closes)
            yield number * 1440 + start, number * 1440 + stop + (1440 if stop <= start else 0)


def _minute(seen: Clock, label: int, where: dict[int, int]) -> int:
    """The minute that shows `label`, or if it is skipped the one that shows what comes next."""
    if label < min(seen.shown[0], seen.shown[1]):
        return 0
    while label not in where:
        if label > seen.shown[-1]:
            return MINUTES
        label += 1
    return where[label]


def _some_windows(chance: random.Random) -> list[list[str]]:
    kind = chance.random()
    if kind < 0.1:
        return [["00:00", "24:00"]]
    edges = sorted(chance.sample(range(1440), 4))
    if kind < 0.4:
        return [[_text(edges[0]), _text(edges[1])], [_text(edges[2]), _text(edges[3])]]
    if kind < 0.6:
        return [[_text(edges[3]), _text(edges[0])], [_text(edges[1]), _text(edges[2])]]
    if kind < 0.8:
        # Around the hours at which clocks change.
        return [[_text(chance.randrange(0, 200)), _text(chance.randrange(200, 1440))]]
    return [[_text(chance.randrange(1320, 1440)), _text(chance.choice([60, 90, 120, 150, 180, 360]))]]


def _day(chance: random.Random) -> str:
    return (date(2025, 1, 1) + timedelta(days=chance.randrange(3 * 365))).isoformat()


def _text(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _of_day(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)
