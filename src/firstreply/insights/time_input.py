"""Time input: a time of day as somebody types it, in any digits."""

import re
from datetime import time
from typing import Final

from firstreply.core.lead.fold import ascii_digits
from firstreply.core.refusal import Refused

_TIME: Final = re.compile(
    r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?"
)  #: a telephone's keys for numbers have no colon


def clock(text: str) -> str:
    """`9`, `9.30`, `930` or `۰۹:۳۰` as `09:30`; what is no time as it is. `24:00` stays: where something ends."""
    read = _read(text)
    return f"{read[0]:02d}:{read[1]:02d}" if read else text


def read_time(text: str) -> time:
    """The time of day that was typed. Refuses `time_unreadable`."""
    try:
        return time(*(_read(text) or (24, 0)))
    except ValueError:
        raise Refused("time_unreadable", given=text[:40]) from None


def _read(text: str) -> tuple[int, int] | None:
    found = _TIME.fullmatch(ascii_digits(text).strip())
    return (int(found[1]), int(found[2] or 0)) if found else None
