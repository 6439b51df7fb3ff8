"""Snooze: until when somebody does not want to see a lead, in the words people use, by the hours they work."""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from firstreply.core.calendar import Calendar
from firstreply.core.refusal import Refused

_HOUR: Final = timedelta(hours=1)
_SECOND: Final = timedelta(seconds=1)
_MORNING: Final = time(9)  #: where nobody agreed when a day begins


class Until(StrEnum):
    """Until when."""

    HOUR = "hour"
    TOMORROW = "tomorrow"
    WORKDAY = "workday"  #: the next day on which they work
    WEEK = "week"


def until(choice: Until, now: datetime, hours: Calendar, zone: ZoneInfo) -> datetime:
    """The instant that is meant, for somebody who works these `hours` where clocks show `zone`."""
    if choice is Until.HOUR:
        return now + _HOUR
    days = 7 if choice is Until.WEEK else 1
    midnight = _at(now, days, time(0), zone)
    opening = _opening(hours, midnight)
    around_the_clock = opening == midnight
    late = choice is Until.TOMORROW and opening is not None and opening >= _at(now, days + 1, time(0), zone)
    if opening is None or around_the_clock or late:  # a day that is free begins in the morning all the same
        return _at(now, days, _MORNING, zone)
    return opening


def choices(now: datetime, hours: Calendar, zone: ZoneInfo) -> list[tuple[Until, datetime]]:
    """What to choose from, in order; of two that mean the same instant the first."""
    found: dict[datetime, Until] = {}
    for choice in Until:
        found.setdefault(until(choice, now, hours, zone), choice)
    return sorted(((choice, at) for at, choice in found.items()), key=lambda one: one[1])


def _opening(hours: Calendar, since: datetime) -> datetime | None:
    """When they are open next, at the earliest `since`; None: never again."""
    try:
        return hours.add(since, _SECOND) - _SECOND
    except Refused:
        return None


def _at(now: datetime, days: int, clock: time, zone: ZoneInfo) -> datetime:
    """That time of day, so many days on. Back to UTC: adding time in local time breaks at clock changes."""
    day = now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, clock, zone).astimezone(UTC)
