"""Digest: when figures that somebody wants by mail are due, and which days they are about."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo
from types import MappingProxyType
from typing import Final

from firstreply.core.refusal import Refused

EVERY: Final = ("day", "week", "month", "quarter")
_DAY: Final = timedelta(days=1)
Months = Callable[
    [date], tuple[int, int]
]  #: of a day: its month (1 to 12) and its number in it, of some calendar


def gregorian(day: date) -> tuple[int, int]:
    """The months of the Gregorian calendar."""
    return day.month, day.day


def read_time(text: str) -> time:
    """`08:00` as a time of the day. Refuses `digest_time_unreadable`."""
    try:
        hour, minute = text.split(":")
        return time(int(hour), int(minute))
    except ValueError as error:
        raise Refused("digest_time_unreadable", given=text) from error


def next_after(
    at: datetime, every: str, on: time, zone: tzinfo, *, first_weekday: int = 0, months: Months = gregorian
) -> datetime:
    """The first moment after `at` at which a digest is due: on the first day of each period, at `on` local time.

    `first_weekday` is the day that weeks begin with (Monday 0), `months` tell where months begin.
    Refuses `digest_period_unknown`.
    """
    begins = _begins(every, first_weekday, months)
    day = at.astimezone(zone).date()
    while True:
        due = datetime.combine(day, on, zone)
        if begins(day) and due > at:
            return due
        day += _DAY


def stretch(
    due: datetime, every: str, zone: tzinfo, *, first_weekday: int = 0, months: Months = gregorian
) -> tuple[datetime, datetime]:
    """The whole period before the one in which the digest is due: [from, to)."""
    begins = _begins(every, first_weekday, months)
    stop = due.astimezone(zone).date()
    while not begins(stop):
        stop -= _DAY
    start = stop - _DAY
    while not begins(start):
        start -= _DAY
    return datetime.combine(start, time(), zone), datetime.combine(stop, time(), zone)


def _begins(every: str, first_weekday: int, months: Months) -> Callable[[date], bool]:
    """Whether a period begins on a day."""
    known: MappingProxyType[str, Callable[[date], bool]] = MappingProxyType(
        {
            "day": lambda day: True,
            "week": lambda day: day.weekday() == first_weekday,
            "month": lambda day: months(day)[1] == 1,
            "quarter": lambda day: months(day)[1] == 1 and months(day)[0] % 3 == 1,
        }
    )
    if every not in known:
        raise Refused("digest_period_unknown", every=every, known=", ".join(EVERY))
    return known[every]
