"""Dates as people write them: Gregorian, Jalali or Hijri, in the reader's language, digits and time zone."""

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from firstreply.core.refusal import Refused
from firstreply.insights.reasons import mark
from firstreply.insights.words import Words

SYSTEMS: Final = ("gregorian", "jalali", "hijri")

GREGORIAN: Final = (
    mark("January"), mark("February"), mark("March"), mark("April"), mark("May"), mark("June"),
    mark("July"), mark("August"), mark("September"), mark("October"), mark("November"), mark("December"),
)  # fmt: skip
JALALI: Final = (
    mark("Farvardin"), mark("Ordibehesht"), mark("Khordad"), mark("Tir"), mark("Mordad"), mark("Shahrivar"),
    mark("Mehr"), mark("Aban"), mark("Azar"), mark("Dey"), mark("Bahman"), mark("Esfand"),
)  # fmt: skip
HIJRI: Final = (
    mark("Muharram"), mark("Safar"), mark("Rabi al-Awwal"), mark("Rabi al-Thani"), mark("Jumada al-Ula"),
    mark("Jumada al-Akhirah"), mark("Rajab"), mark("Shaban"), mark("Ramadan"), mark("Shawwal"),
    mark("Dhu al-Qadah"), mark("Dhu al-Hijjah"),
)  # fmt: skip
#: Monday first, as ISO 8601 counts them.
WEEKDAYS: Final = (
    mark("Monday"), mark("Tuesday"), mark("Wednesday"), mark("Thursday"),
    mark("Friday"), mark("Saturday"), mark("Sunday"),
)  # fmt: skip
#: The day a week begins with on a chart, Monday = 0.
_FIRST_WEEKDAY: Final = {"en": 0, "ar": 6, "fa": 5}


#: The first day of the first Jalali year, and the last of the last one that begins and ends in years we know.
_FIRST_JALALI: Final = dt.date(622, 3, 22)
_LAST_JALALI: Final = dt.date(9999, 3, 20)


class Dates:
    """Writes instants and days. An instant is ISO 8601 text ending in Z, as the result document has them."""

    def __init__(self, words: Words, system: str, zone: str) -> None:
        if system not in SYSTEMS:
            raise Refused("unknown_calendar_system", system=system, known=", ".join(SYSTEMS))
        self.zone_name: Final = zone
        self.system: Final = system
        self._words = words
        self._zone = ZoneInfo(zone)
        self._numeric: dict[dt.date, str] = {}

    def local(self, instant: str) -> dt.datetime:
        return dt.datetime.fromisoformat(instant).astimezone(self._zone)

    def moment(self, instant: str | None) -> str:
        """Day and time in figures only: `2026-11-22 13:05`, `۱۴۰۵/۰۹/۰۱ ۱۳:۰۵`. None is a dash."""
        if instant is None:
            return "–"
        at = self.local(instant)
        return f"{self.numeric(at.date())} {self.clock(at.hour, at.minute)}"

    def numeric(self, day: dt.date) -> str:
        known = self._numeric.get(day)
        if known is None:
            year, month, number = self._in_system(day)
            sign = "-" if self._words.lang == "en" else "/"
            known = self._words.digits(f"{year:04d}{sign}{month:02d}{sign}{number:02d}")
            self._numeric[day] = known
        return known

    def iso(self, day: dt.date) -> str:
        """The Gregorian day, whatever the calendar, in the reader's digits: `2026-11-22`."""
        return self._words.digits(day.isoformat())

    def clock(self, hour: int, minute: int) -> str:
        return self._words.digits(f"{hour:02d}:{minute:02d}")

    def day(self, instant: str | None) -> str:
        """The day in words: `22 November 2026`. None is a dash."""
        return "–" if instant is None else self.long(self.local(instant).date())

    def long(self, day: dt.date) -> str:
        year, month, number = self._in_system(day)
        digits = self._words.digits
        return self._words.say(
            mark("{day} {month} {year}"),
            day=digits(str(number)),
            month=self._month(month, day),
            year=digits(str(year)),
        )

    def day_and_month(self, day: dt.date) -> str:
        """For axes: `22 November`."""
        _, month, number = self._in_system(day)
        return self._words.say(
            mark("{day} {month}"), day=self._words.digits(str(number)), month=self._month(month, day)
        )

    def month_and_year(self, day: dt.date) -> str:
        """For axes of several years: `November 2026`."""
        year, month, _ = self._in_system(day)
        return self._words.say(
            mark("{month} {year}"), month=self._month(month, day), year=self._words.digits(str(year))
        )

    def weekday(self, number: int) -> str:
        return self._words.say(WEEKDAYS[number])

    def week(self) -> tuple[int, ...]:
        """The seven days (Monday = 0) in the order this language's calendars show them."""
        first = _FIRST_WEEKDAY[self._words.lang]
        return tuple((first + step) % 7 for step in range(7))

    def _month(self, month: int, day: dt.date) -> str:
        names = {"gregorian": GREGORIAN, "jalali": JALALI, "hijri": HIJRI}[self._system_of(day)]
        return self._words.say(names[month - 1])

    def _system_of(self, day: dt.date) -> str:
        """The Hijri tables end in 2077 and begin in 1924: days outside are written in the Gregorian calendar."""
        if self.system == "hijri" and not dt.date(1924, 8, 1) <= day <= dt.date(2077, 11, 16):
            return "gregorian"
        if self.system == "jalali" and not _FIRST_JALALI <= day <= _LAST_JALALI:
            return "gregorian"
        return self.system

    def _in_system(self, day: dt.date) -> tuple[int, int, int]:
        system = self._system_of(day)
        if system == "jalali":
            from persiantools.jdatetime import JalaliDate

            jalali = JalaliDate.to_jalali(day)  # type: ignore[no-untyped-call]  # the library has no types
            return jalali.year, jalali.month, jalali.day
        if system == "hijri":
            from hijridate import Gregorian

            year, month, number = Gregorian.fromdate(day).to_hijri().datetuple()
            return year, month, number
        return day.year, day.month, day.day
