"""Opening: when somebody is there again."""

from datetime import datetime, timedelta

from firstreply.core.calendar import Calendar
from firstreply.core.refusal import Refused


def opening(hours: Calendar, now: datetime) -> datetime | None:
    """The next moment at which the calendar opens; None while it is open, and where it never opens again."""
    if not hours.opens_ever or hours.is_open(now):
        return None
    second = timedelta(seconds=1)
    try:
        return hours.add(now, second) - second
    except Refused:  # no opening within the years that calendars cover
        return None
