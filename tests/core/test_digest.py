"""Digests: when they are due, and which whole period they are about, by whichever calendar its reader has."""

from datetime import UTC, date, datetime, time

import pytest

from firstreply.core.digest import gregorian, next_after, stretch


def moved(day: date) -> tuple[int, int]:
    """Months of a calendar whose first month begins with 21 March, and each other one on a 21st."""
    month = (day.month - (3 if day.day >= 21 else 4)) % 12 + 1
    return month, day.day - 20 if day.day >= 21 else day.day + 11


@pytest.mark.parametrize(
    ("every", "months", "since", "until", "next_at"),
    [
        ("month", gregorian, (2026, 4, 1), (2026, 5, 1), (2026, 6, 1)),
        ("month", moved, (2026, 3, 21), (2026, 4, 21), (2026, 5, 21)),
        ("quarter", gregorian, (2026, 1, 1), (2026, 4, 1), (2026, 7, 1)),
        ("quarter", moved, (2025, 12, 21), (2026, 3, 21), (2026, 6, 21)),
        ("week", moved, (2026, 4, 27), (2026, 5, 4), (2026, 5, 11)),
        ("day", moved, (2026, 5, 4), (2026, 5, 5), (2026, 5, 6)),
    ],
)  # fmt: skip
def test_months_and_quarters_are_of_the_readers_calendar(
    every: str,
    months: object,
    since: tuple[int, int, int],
    until: tuple[int, int, int],
    next_at: tuple[int, int, int],
) -> None:
    at = datetime(2026, 5, 5, 9, tzinfo=UTC)
    found = stretch(at, every, UTC, months=months)  # type: ignore[arg-type]  # one of the two above
    assert found == (datetime(*since, tzinfo=UTC), datetime(*until, tzinfo=UTC))
    due = next_after(at, every, time(8), UTC, months=months)  # type: ignore[arg-type]
    assert due == datetime(*next_at, 8, tzinfo=UTC)
