"""Day input: a day as somebody types it, in the calendar they use; and as it stands in the box."""

import re
from datetime import date
from typing import Final

from firstreply.channels.file import days
from firstreply.core.capture.dates import Shape
from firstreply.core.lead.fold import ascii_digits
from firstreply.core.refusal import Refused
from firstreply.insights.dates import Dates

_LAST_YEAR_FIRST: Final = re.compile(r"\s*\d{1,2}\s*[./\- ]\s*\d{1,2}\s*[./\- ]\s*\d{4}\s*")
_OLD: Final = re.compile(r"(?<!\d)1[2-5]\d\d(?!\d)")  #: a year of the Jalali or the Hijri calendar


def read_day(text: str, system: str) -> date:
    """The day that was typed: ISO 8601, or the reader's calendar (`system`), in any digits, year first or last.

    A year far behind the Gregorian one is the reader's calendar's; for who uses the Gregorian, the Jalali one's.
    Refuses `date_unreadable`.
    """
    plain = ascii_digits(text).strip()
    order = "dmy" if _LAST_YEAR_FIRST.fullmatch(plain) else "ymd"
    old = "hijri" if system == "hijri" else "jalali"
    calendar = old if _OLD.search(plain) else "gregorian"
    found = days.day(plain, Shape(order=order, calendar=calendar)) if plain else None
    if found is None:
        raise Refused("date_unreadable", given=text)
    return found


def typed(day: date | None, dates: Dates) -> str:
    """The day as it stands in a box, in the reader's calendar and digits; None: empty.

    `read_day` reads it back: a day so far off that its year there would be taken for another is written in the
    Gregorian calendar. Years 1200 to 1599 of that one are beyond this: they are always read as Jalali or Hijri.
    """
    if day is None:
        return ""
    shown = dates.numeric(day)
    return shown if _reads_back(shown, day, dates.system) else dates.iso(day)


def _reads_back(text: str, day: date, system: str) -> bool:
    try:
        return read_day(text, system) == day
    except Refused:
        return False
