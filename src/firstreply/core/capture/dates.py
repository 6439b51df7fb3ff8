"""Dates as people write them in a column: in which order, of which calendar; what cannot be known is asked for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple

from firstreply.core.capture.month_names import JALALI_MONTHS, MONTHS
from firstreply.core.lead.fold import ascii_digits, fold

ORDERS: Final = ("ymd", "dmy", "mdy")
CALENDARS: Final = ("gregorian", "jalali", "hijri")
_TRIPLE: Final = re.compile(r"(\d{1,4})\s*[./\- ]\s*(\d{1,2})\s*[./\- ]\s*(\d{1,4})(?!\d)\.?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_DAY_NAMED: Final = re.compile(r"(\d{1,2})\.?\s*[ \-/]\s*([^\W\d_]+)\.?,?\s*[ \-/]\s*(\d{4})")
_NAMED_DAY: Final = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_TIME: Final = re.compile(
    r"[T,\s]*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(a\.?m\.?|p\.?m\.?|ص|م|ق\.?ظ|ب\.?ظ)?\s*"
    r"(z|utc|gmt|[+-]\d{2}:?\d{2})?", re.IGNORECASE,
)  # fmt: skip
_SERIAL: Final = re.compile(r"(\d{5})(?:[.,](\d+))?")
_PERSIAN, _ARABIC = re.compile("[۰-۹]"), re.compile("[٠-٩]")
_OLD: Final = range(1200, 1500)  #: years of the Jalali and the Hijri calendar that a list may hold
_JALALI_BEHIND, _HIJRI_BEHIND = 621, 579  #: years, about: what Gregorian ones are ahead
#: The calendar of whoever chose none, by their language; of any other one the Gregorian.
_CALENDAR_OF: Final = {"fa": "jalali"}


def calendar_of(chosen: str, language: str) -> str:
    """The calendar that somebody reads days in, one of `CALENDARS`; `chosen` is "" where the language tells it."""
    return chosen if chosen in CALENDARS else _CALENDAR_OF.get(language, "gregorian")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How the dates of a column are written."""

    order: str = "ymd"
    calendar: str = "gregorian"

    def __str__(self) -> str:
        return f"{self.calendar}:{self.order}"


class Guess(NamedTuple):
    """What the values allow: one shape, several that somebody has to choose from, or none where there are no dates."""

    choices: tuple[Shape, ...]

    @property
    def shape(self) -> Shape | None:
        """The shape, if there is but one."""
        return self.choices[0] if len(self.choices) == 1 else None


class Written(NamedTuple):
    """A date and time as it is written, of `calendar`. `offset_s` None: no zone is said; `timed` False: no time is."""

    calendar: str
    year: int
    month: int
    day: int
    hour: int = 0
    minute: int = 0
    second: int = 0
    timed: bool = False
    offset_s: int | None = None


def shape(given: str) -> Shape | None:
    """The shape of a text as `str(shape)` writes it, or of an order alone; None for anything else."""
    calendar, _, order = given.partition(":") if ":" in given else ("gregorian", "", given)
    return Shape(order=order, calendar=calendar) if order in ORDERS and calendar in CALENDARS else None


def guess(values: Iterable[str], *, year: int, home: str = "", past: bool = False) -> Guess:
    """How a column's dates are written. `year` is now's (Gregorian); `home` the calendar that people here use besides.

    `past`: they may lie far back (birthdays). Values that are no dates are left out.
    """
    texts = [one.strip() for one in values if one.strip()]
    triples = [found for one in texts if (found := _triple(one)) is not None]
    if not triples:
        return Guess((Shape(),) if any(_unmistakable(one) for one in texts) else ())
    calendars = _calendars(triples, "".join(texts), year, home, past)
    return Guess(tuple(Shape(order=order, calendar=one) for one in calendars for order in _orders(triples)))


def read(text: str, of: Shape) -> Written | None:
    """The date that this says, in a column of that shape; None when it says none. Days that no month has are found by
    whoever makes a date of it.
    """
    plain = ascii_digits(text).strip()
    day, rest = _named(plain) or _numbered(plain, of) or (None, "")
    if day is None:
        return _serial(plain) if of.calendar == "gregorian" else None
    time = _time(rest)
    return None if time is None or not (1 <= day.month <= 12 and 1 <= day.day <= 31) else _at(day, time)


def _triple(text: str) -> tuple[int, int, int, int] | None:
    """Three numbers, and how many digits the first has (the year, where it has three or more)."""
    found = _TRIPLE.match(ascii_digits(text))
    return None if found is None else (int(found[1]), int(found[2]), int(found[3]), len(found[1]))


def _unmistakable(text: str) -> bool:
    plain = ascii_digits(text)
    return _named(plain) is not None or _COMPACT.match(plain) is not None or _serial(plain) is not None


def _orders(triples: Sequence[tuple[int, int, int, int]]) -> tuple[str, ...]:
    """The orders that all (or nearly all) values allow."""
    first = sum(digits >= 3 or a > 31 for a, _, _, digits in triples)
    if first * 2 > len(triples):
        return ("ymd",)
    rest = [(a, b) for a, b, _, digits in triples if digits < 3 and a <= 31]
    day_first, month_first = sum(a > 12 for a, _ in rest), sum(b > 12 for _, b in rest)
    if day_first and day_first >= 19 * month_first:
        return ("dmy",)
    return ("mdy",) if month_first and month_first >= 19 * day_first else ("dmy", "mdy")


def _calendars(
    triples: Sequence[tuple[int, int, int, int]], text: str, year: int, home: str, past: bool
) -> tuple[str, ...]:
    years = [a if digits >= 3 else c for a, _, c, digits in triples]
    old = [one for one in years if one in _OLD]
    if len(old) * 2 <= len(years):
        return ("gregorian",)
    if max(old) > year - _JALALI_BEHIND + 5:
        return ("hijri",)
    days = [c if digits >= 3 else a for a, _, c, digits in triples]
    if _PERSIAN.search(text) or (max(days) == 31 and min(years) in _OLD):
        return ("jalali",)
    if _ARABIC.search(text):
        return ("hijri",)
    if home in ("jalali", "hijri"):
        return (home,)
    # As Hijri years these would be decades ago, where things of now are told.
    return ("jalali", "hijri") if past or max(old) + _HIJRI_BEHIND > year - 15 else ("jalali",)


def _numbered(text: str, of: Shape) -> tuple[Written, str] | None:
    found = _TRIPLE.match(text)
    if found is None:
        compact = _COMPACT.match(text)
        if compact is None:
            return None
        year, month, day = map(int, compact.groups())
        return Written(of.calendar if year in _OLD else "gregorian", year, month, day), text[compact.end() :]
    first, second, third = found.groups()
    if len(first) >= 3 or int(first) > 31 or (of.order == "ymd" and len(third) <= 2):
        written, of_month, of_day = first, second, third
    else:
        of_day, of_month, written = (second, first, third) if of.order == "mdy" else (first, second, third)
    calendar = of.calendar if int(written) in _OLD else "gregorian"
    return Written(calendar, _whole_year(written), int(of_month), int(of_day)), text[found.end() :]


def _whole_year(written: str) -> int:
    """Two digits are of this century up to 69, as spreadsheets have it; 0001 is the first year there was."""
    year = int(written)
    return year if len(written) > 2 else year + (2000 if year < 70 else 1900)


def _named(text: str) -> tuple[Written, str] | None:
    found = _DAY_NAMED.match(text)
    day, name, year = (found[1], found[2], found[3]) if found else ("", "", "")
    if found is None:
        found = _NAMED_DAY.match(text)
        if found is None:
            return None
        name, day, year = found[1], found[2], found[3]
    month = fold(name)
    if month in JALALI_MONTHS and int(year) in _OLD:
        return Written("jalali", int(year), JALALI_MONTHS[month], int(day)), text[found.end() :]
    number = MONTHS.get(month, MONTHS.get(month[:3], 0))
    return (Written("gregorian", int(year), number, int(day)), text[found.end() :]) if number else None


class _Time(NamedTuple):
    hour: int = 0
    minute: int = 0
    second: int = 0
    timed: bool = False
    offset_s: int | None = None


def _at(day: Written, time: _Time) -> Written:
    return day._replace(
        hour=time.hour, minute=time.minute, second=time.second, timed=time.timed, offset_s=time.offset_s
    )


def _time(rest: str) -> _Time | None:
    """The time after a date; none is midnight, None where what follows is no time."""
    if not rest.strip():
        return _Time()
    found = _TIME.fullmatch(rest.strip())
    if found is None:
        return None
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    half = (found[4] or "").lower().replace(".", "")
    if half in ("pm", "م", "بظ"):
        hour = hour % 12 + 12
    elif half in ("am", "ص", "قظ"):
        hour %= 12
    if hour > 23 or minute > 59 or second > 59:
        return None
    return _Time(hour, minute, second, timed=True, offset_s=_offset(found[5] or ""))


def _offset(text: str) -> int | None:
    if not text:
        return None
    if text[0] not in "+-":
        return 0
    digits = text[1:].replace(":", "")
    seconds = int(digits[:2]) * 3600 + int(digits[2:]) * 60
    return -seconds if text[0] == "-" else seconds


def _serial(text: str) -> Written | None:
    """The number of a day as spreadsheets count them (45678.5), of 1954 to 2064."""
    found = _SERIAL.fullmatch(text)
    days = int(found[1]) if found else 0
    if found is None or not 20_000 <= days <= 60_000:
        return None
    seconds = round(float(f"0.{found[2]}") * 86400) if found[2] else 0
    year, month, day = _gregorian(days)
    hour, rest = divmod(min(seconds, 86399), 3600)
    return Written("gregorian", year, month, day, hour, rest // 60, rest % 60, bool(found[2]))


def _gregorian(days: int) -> tuple[int, int, int]:
    found = date(1899, 12, 30) + timedelta(days=days)
    return found.year, found.month, found.day
