"""Instants and days as the result document writes them."""

from datetime import UTC, datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def iso(at: int) -> str:
    """ISO 8601 in UTC, with Z, to the second; `at` is epoch seconds."""
    return f"{(_EPOCH + timedelta(seconds=at)).replace(tzinfo=None).isoformat()}Z"


def iso_or_none(at: int | None) -> str | None:
    """`iso`, None for None."""
    return None if at is None else iso(at)


def iso_day(day: int) -> str:
    """A local day, counted from 1970-01-01, as YYYY-MM-DD."""
    return (_EPOCH + timedelta(days=day)).date().isoformat()
