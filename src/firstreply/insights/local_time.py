"""Local days, weekdays and hours of many instants at once.

A zone's offset is constant between its transitions; so a small table of transitions over the covered range,
found by bisection, turns each instant into local time with one search, instead of one `datetime` per message.
"""

from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from firstreply.insights.statistics.survival import Ints

_DAY: Final = 86_400
_STEP: Final = 6 * _DAY  # no zone has changed its offset and changed it back within a week
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST: Final = -62_135_596_800 + 2 * _DAY  # the years that datetime knows, less what an offset may take
_LAST: Final = 253_402_300_799 - 2 * _DAY


class Offsets(NamedTuple):
    """From `instants[i]` (epoch seconds, ascending) on, local time is `offsets[i]` seconds ahead of UTC."""

    instants: Ints
    offsets: Ints


class LocalTime(NamedTuple):
    """Local parts of each instant: days since 1970-01-01, weekday (Monday 0), hour 0..23."""

    day: Ints
    weekday: Ints
    hour: Ints


def offsets_between(zone: str, start: int, stop: int) -> Offsets:
    """The offsets of an IANA `zone` in force from `start` to `stop` (epoch seconds)."""
    place = ZoneInfo(zone)
    low, stop = max(start, _FIRST), min(stop, _LAST)
    instants, offsets = [low], [_offset(place, low)]
    while low < stop:
        high = min(low + _STEP, stop)
        offset = _offset(place, high)
        if offset != offsets[-1]:
            instants.append(_transition(place, low, high))
            offsets.append(offset)
        low = high
    return Offsets(np.array(instants, dtype=np.int64), np.array(offsets, dtype=np.int64))


def local_time(instants: Ints, zone: str) -> LocalTime:
    """The local day, weekday and hour of each instant (epoch seconds UTC), by the offset in force then."""
    if not len(instants):
        return LocalTime(instants, instants, instants)
    table = offsets_between(zone, int(instants.min()), int(instants.max()))
    where = np.searchsorted(table.instants, instants, side="right") - 1
    local = instants + table.offsets[np.maximum(where, 0)]
    day = local // _DAY
    return LocalTime(day, (day + 3) % 7, (local - day * _DAY) // 3600)


def _offset(place: ZoneInfo, at: int) -> int:
    offset = (_EPOCH + timedelta(seconds=at)).astimezone(place).utcoffset()
    assert offset is not None
    return round(offset.total_seconds())


def _transition(place: ZoneInfo, low: int, high: int) -> int:
    """The first instant after `low` at which the offset of `high` is in force."""
    wanted = _offset(place, high)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(place, middle) == wanted:
            high = middle
        else:
            low = middle
    return high
