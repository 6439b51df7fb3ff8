"""Time zones for tests: from the `tzdata` package, so that old system data changes no result."""

import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


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
