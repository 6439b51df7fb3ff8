"""When a local wall time happens: on the instant line, through gaps and folds of the zone."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_EPOCH_DAY: Final = date(1970, 1, 1).toordinal()
_ONE_DAY: Final = timedelta(days=1)


def moment(zone: ZoneInfo, day: date, second: int, *, closing: bool) -> int:
    """The instant (epoch seconds) of the wall time `second` seconds after the midnight of `day`.

    A wall time that is skipped happens at the first valid instant after it. One that happens twice is the
    first occurrence for an opening and the second for a closing.
    """
    days, within = divmod(second, 86_400)
    hour, rest = divmod(within, 3600)
    local = day + _ONE_DAY * days if days else day
    wall = datetime(local.year, local.month, local.day, hour, rest // 60, rest % 60)  # noqa: DTZ001 (a wall time)
    earlier = _seconds(zone.utcoffset(wall))
    later = _seconds(zone.utcoffset(wall.replace(fold=1)))
    naive = (local.toordinal() - _EPOCH_DAY) * 86_400 + within
    if earlier < later:
        return _change(zone, naive - later, naive - earlier)
    return naive - (later if closing else earlier)


def _change(zone: ZoneInfo, before: int, after: int) -> int:
    """The first instant with the offset of `after`, which one clock change in `(before, after]` brought."""
    new = datetime.fromtimestamp(after, zone).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == new:
            after = middle
        else:
            before = middle
    return after


def _seconds(offset: timedelta | None) -> int:
    assert offset is not None  # a ZoneInfo knows its offset at every wall time
    return offset.days * 86_400 + offset.seconds
