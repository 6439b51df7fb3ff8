"""Presets: when a next step is due, in working time."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from firstreply.core.calendar import Calendar
from firstreply.insights.reasons import mark

#: When it is due, by working time.
PRESETS: Final = {
    "hours": mark("In 2 hours of work"),
    "tomorrow": mark("The next working day"),
    "days": mark("In 3 working days"),
    "week": mark("In a week"),
    "day": mark("On a day…"),
    "open": mark("No time"),
}
_MOMENT: Final = timedelta(seconds=1)
_FURTHEST: Final = 60  #: days that are looked through for an open one


def due(calendar: Calendar, preset: str, now: datetime) -> datetime | None:
    """When that is, in working time; None: at no certain time."""
    if preset == "hours":
        return calendar.add(now, timedelta(hours=2))
    days = {"tomorrow": 1, "days": 3}.get(preset)
    if days is None:
        return _opens(calendar, _morning(calendar, now, 7)) if preset == "week" else None
    found = 0
    for ahead in range(1, _FURTHEST):
        morning = _morning(calendar, now, ahead)
        if calendar.between(morning, _morning(calendar, now, ahead + 1)):
            found += 1
            if found == days:
                return _opens(calendar, morning)
    return None


def _morning(calendar: Calendar, now: datetime, ahead: int) -> datetime:
    day = now.astimezone(calendar.zone).date() + timedelta(days=ahead)
    return datetime.combine(day, time(), calendar.zone).astimezone(UTC)


def _opens(calendar: Calendar, at: datetime) -> datetime:
    return calendar.add(at, _MOMENT) - _MOMENT
