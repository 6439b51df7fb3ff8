"""Instants and days as the result document writes them."""

from datetime import date
from functools import lru_cache
from typing import Final

_EPOCH: Final = date(1970, 1, 1).toordinal()
_DAY: Final = 86_400


def iso(at: int) -> str:
    """ISO 8601 in UTC, with Z, to the second; `at` is epoch seconds."""
    day, second = divmod(at, _DAY)
    return f"{iso_day(day)}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"


def iso_or_none(at: int | None) -> str | None:
    """`iso`, None for None."""
    return None if at is None else iso(at)


@lru_cache(maxsize=8192)
def iso_day(day: int) -> str:
    """A local day, counted from 1970-01-01, as YYYY-MM-DD."""
    return date.fromordinal(_EPOCH + day).isoformat()
