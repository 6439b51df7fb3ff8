"""Which windows a week has: reading `{"sat": [["09:00", "13:00"]]}` into seconds of the day."""

import re
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Final, NamedTuple, TypeGuard

from firstreply.core.refusal import Refused

DAY: Final = 86_400
#: Keys of a week as written, in the order of `date.weekday()`.
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_TIME: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")


class Window(NamedTuple):
    """A half-open local stretch `[opens, closes)` in seconds of wall time since the midnight of its day.

    `closes` is past 86,400 for a window over midnight, which belongs to the day it opens on.
    """

    opens: int
    closes: int


#: Seven days from Monday, each with its windows.
Week = tuple[tuple[Window, ...], ...]

ALL_DAY: Final = Window(0, DAY)
ALL_WEEK: Final[Week] = ((ALL_DAY,),) * 7


def read_week(raw: object) -> Week:
    """A week from its dict; a day that is not named is closed."""
    if not isinstance(raw, Mapping):
        raise Refused("calendar_not_a_table", place="week", value=raw)
    for day in raw:
        if day not in DAYS:
            raise Refused("calendar_day_unknown", day=day)
    return tuple(read_windows(raw.get(day, ()), day) for day in DAYS)


def read_windows(raw: object, day: str) -> tuple[Window, ...]:
    """The windows of one day, in order of opening; a refusal names `day`, a weekday or a date."""
    if not _is_list(raw):
        raise Refused("calendar_window_malformed", day=day, window=raw)
    return tuple(sorted(_read_window(window, day) for window in raw))


def _read_window(raw: object, day: str) -> Window:
    if not _is_list(raw) or len(raw) != 2:
        raise Refused("calendar_window_malformed", day=day, window=raw)
    opens, closes = (_read_time(end) for end in raw)
    if opens is None or closes is None or opens == DAY:
        raise Refused("calendar_window_malformed", day=day, window=list(raw))
    if opens == closes:
        raise Refused("calendar_window_empty", day=day, window=list(raw))
    return Window(opens, closes if closes > opens else closes + DAY)


def _read_time(raw: object) -> int | None:
    """Seconds since midnight of "09:00", "24:00", "09:00:30" or a `time`; None when it is none of these."""
    if isinstance(raw, time):
        return (raw.hour * 60 + raw.minute) * 60 + raw.second
    found = _TIME.fullmatch(raw) if isinstance(raw, str) else None
    if not found:
        return None
    hour, minute, second = (int(part or 0) for part in found.groups())
    seconds = (hour * 60 + minute) * 60 + second
    return seconds if minute < 60 and second < 60 and seconds <= DAY else None


def _is_list(raw: object) -> TypeGuard[Sequence[object]]:
    return isinstance(raw, Sequence) and not isinstance(raw, str | bytes)
