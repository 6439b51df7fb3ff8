"""Weeks, months and longer periods in local time: the points of a trend."""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from firstreply.insights.statistics.survival import Ints

MOST: Final = 60  #: points of a trend
_MONTHS: Final = (1, 3, 12)


def trend_edges(zone: str, start: int, stop: int) -> Ints:
    """Edges of the periods that cover [start, stop): days, weeks from Monday, months, quarters or years.

    The finest that needs no more than `MOST` periods; more years than that stay years. Ascending; empty when
    there is nothing to cover.
    """
    if stop <= start:
        return np.zeros(0, dtype=np.int64)
    place = ZoneInfo(zone)
    first, last = _day(place, start), _day(place, stop - 1)
    days = _every(first, last, 1), _every(first - timedelta(days=first.weekday()), last, 7)
    for edges in days:
        if len(edges) <= MOST + 1:
            return _instants(place, edges)
    for months in _MONTHS:
        edges = _monthly(first, last, months)
        if len(edges) <= MOST + 1:
            break
    return _instants(place, edges)


def _day(place: ZoneInfo, at: int) -> date:
    return datetime.fromtimestamp(at, UTC).astimezone(place).date()


def _every(first: date, last: date, step: int) -> list[date]:
    count = min((last - first).days // step + 1, MOST + 1)
    return [first + timedelta(days=step * place) for place in range(count + 1)]


def _monthly(first: date, last: date, step: int) -> list[date]:
    start = first.year * 12 + (first.month - 1) // step * step
    count = (last.year * 12 + last.month - 1 - start) // step + 1
    months = [start + step * place for place in range(count + 1)]
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def _instants(place: ZoneInfo, days: list[date]) -> Ints:
    """Local midnights; one in the gap of a clock change moves on with the clock."""
    midnights = (datetime(day.year, day.month, day.day, tzinfo=place) for day in days)
    return np.array([int(midnight.timestamp()) for midnight in midnights], dtype=np.int64)
