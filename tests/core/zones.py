"""Calendars, instants and time zones for tests; zones from the `tzdata` package, whatever the system has."""

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from firstreply.core.calendar import Calendar

Windows = list[list[str]]


@contextmanager
def zones_of_tzdata() -> Iterator[None]:
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=())
    ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath(to=before)
    ZoneInfo.clear_cache()


def at(text: str, zone: str = "UTC", *, second: bool = False) -> datetime:
    """A local wall time as an instant in UTC; `second` picks the second occurrence of a repeated hour."""
    wall = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=int(second))
    return wall.astimezone(UTC)


def epoch(text: str, zone: str = "UTC", *, second: bool = False) -> int:
    return int(at(text, zone, second=second).timestamp())


def days(names: str, *windows: str) -> dict[str, Windows]:
    """`days("mon tue", "09:00-17:00")`."""
    return {name: [window.split("-") for window in windows] for name in names.split()}


EVERY_DAY = "mon tue wed thu fri sat sun"
OFFICE = days("mon tue wed thu fri", "09:00-17:00")


def calendar(week: dict[str, Windows], zone: str = "UTC", **more: object) -> Calendar:
    return Calendar.from_dict({"zone": zone, "versions": [{"from": "2026-01-01", "week": week, **more}]})
