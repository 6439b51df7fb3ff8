"""Presets: the stretches of time that people ask about, in local days of their own calendar."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from persiantools.jdatetime import JalaliDate

_jalali: Any = JalaliDate  # the library has no types
Months = Literal["gregorian", "jalali"]
Stretch = tuple[int | None, int | None]
NAMES: Final = (
    "today", "yesterday", "7d", "30d", "90d", "week", "last_week", "month", "last_month", "quarter", "last_quarter",
    "year", "last_year", "all",
)  # fmt: skip


def presets(
    now: datetime, zone: str, months: Months = "gregorian", *, week_begins: int = 0
) -> dict[str, Stretch]:
    """Each preset as [since, until), epoch seconds; None: from the beginning, to the end. By the names of `NAMES`.

    `week_begins`: Monday 0. Those that go on (`today`, `30d`, `month`) end with the local day of `now`, which counts.
    """
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    week = today - timedelta(days=(today.weekday() - week_begins) % 7)
    end = today + timedelta(days=1)
    month, quarter, year = (_begun(today, months, size) for size in (1, 3, 12))
    last = [
        _begun(one - timedelta(days=1), months, size) for one, size in ((month, 1), (quarter, 3), (year, 12))
    ]
    days = {
        "today": (today, end),
        "yesterday": (today - timedelta(days=1), today),
        **{f"{count}d": (end - timedelta(days=count), end) for count in (7, 30, 90)},
        "week": (week, end),
        "last_week": (week - timedelta(days=7), week),
        "month": (month, end),
        "last_month": (last[0], month),
        "quarter": (quarter, end),
        "last_quarter": (last[1], quarter),
        "year": (year, end),
        "last_year": (last[2], year),
    }
    found: dict[str, Stretch] = {
        name: (_midnight(place, first), _midnight(place, stop)) for name, (first, stop) in days.items()
    }
    return {**found, "all": (None, None)}


def _begun(day: date, months: Months, size: int) -> date:
    """The first day of the month, quarter or year (`size` months) that a day is in."""
    if months == "jalali":
        local = _jalali.to_jalali(day)
        begun = _jalali(local.year, (local.month - 1) // size * size + 1, 1)
        first: date = begun.to_gregorian()
        return first
    return day.replace(month=(day.month - 1) // size * size + 1, day=1)


def _midnight(place: ZoneInfo, day: date) -> int:
    """One in the gap of a clock change moves on with the clock."""
    return int(datetime(day.year, day.month, day.day, tzinfo=place).astimezone(UTC).timestamp())
