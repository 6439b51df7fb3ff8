"""Days: what is written in a list as an instant or a day, of three calendars."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from hijridate import Hijri
from persiantools.jdatetime import JalaliDate

from firstreply.core.capture.dates import Shape, Written, read


def instant(text: str, shape: Shape, zone: tzinfo) -> datetime | None:
    """When that is, in UTC: a time without a zone is one of `zone`, a day begins at its midnight. None: no date."""
    written = read(text, shape)
    day = None if written is None else _day(written)
    if written is None or day is None:
        return None
    own = zone if written.offset_s is None else timezone(timedelta(seconds=written.offset_s))
    try:
        at = datetime(day.year, day.month, day.day, written.hour, written.minute, written.second, tzinfo=own)
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day(text: str, shape: Shape) -> date | None:
    """Which day that is in our calendar; None: no date."""
    written = read(text, shape)
    return None if written is None else _day(written)


def _day(written: Written) -> date | None:
    return _gregorian(written.calendar, written.year, written.month, written.day)


@lru_cache(maxsize=4096)
def _gregorian(calendar: str, year: int, month: int, number: int) -> date | None:
    try:
        if calendar == "jalali":
            found: date = JalaliDate(year, month, number).to_gregorian()  # type: ignore[no-untyped-call]  # it says no types
            return found
        if calendar == "hijri":
            other = Hijri(year, month, number).to_gregorian()
            return date(other.year, other.month, other.day)
        return date(year, month, number)
    except (ValueError, OverflowError):
        return None


def jalali_month(day: date) -> tuple[int, int]:
    """The month of the Jalali calendar that a day is in (1 to 12), and its number in it."""
    found = JalaliDate.to_jalali(day)  # type: ignore[no-untyped-call]  # it says no types
    return found.month, found.day
