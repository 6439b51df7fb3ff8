"""Calendars: when we are open, and how much open time lies between two instants (the clock, section 4)."""

from firstreply.core.calendar.calendar import Calendar
from firstreply.core.calendar.part import Part, in_parts, open_seconds

__all__ = ["Calendar", "Part", "in_parts", "open_seconds"]
