"""The calendar as others see it: is it open, how much open time lies between, when has so much passed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

from firstreply.core.calendar import many
from firstreply.core.calendar.breaks import (
    FIRST_YEAR,
    HORIZON,
    NOTHING,
    Breaks,
    table_of,
    year_of,
    year_of_hours,
)
from firstreply.core.calendar.version import ALWAYS, Version, last_opening, read_versions
from firstreply.core.refusal import Refused

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_KEYS: Final = frozenset({"name", "zone", "versions"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Working hours in force, a value: hashable, comparable, safe to share among threads.

    Instants are aware datetimes (exact to the microsecond) or epoch seconds, of the UTC years 1900 to
    2199; others are refused with `beyond_horizon`, naive datetimes with `datetime_naive`. The past keeps
    the hours of its version and the zone's offset of then.
    """

    zone: ZoneInfo
    versions: tuple[Version, ...]
    name: str = ""
    #: What has been worked out so far. Replaced whole by a wider one, so readers never see half of it.
    _breaks: Breaks = field(default=NOTHING, init=False, repr=False, compare=False)

    @classmethod
    def always(cls) -> Self:
        """Open 24/7: the clock where no hours were agreed. Its open time is wall time."""
        return cls(zone=ZoneInfo("UTC"), versions=(ALWAYS,))

    @classmethod
    def from_dict(cls, raw: Mapping[str, object] | None) -> Self:
        """Read `{"zone": "Asia/Tehran", "versions": [{"from": "2026-01-01", "week": WEEK}]}`.

        WEEK is `{"sat": [["09:00", "13:00"], ["14:00", "18:00"]], ...}`, days that are left out are closed.
        A version may have `holidays` (a list of dates) and `exceptions` (date to windows). "from" may be left
        out of one version, which is then in force from the beginning. None is 24/7, as is a calendar
        without versions.

        Refuses, saying where: `calendar_not_a_table`, `calendar_key_unknown`, `calendar_zone_unknown`,
        `calendar_day_unknown`, `calendar_date_malformed`, `calendar_version_repeated`,
        `calendar_window_malformed`, `calendar_window_empty`. One that never opens is read: see `problems`.
        """
        if raw is None:
            return cls.always()
        if not isinstance(raw, Mapping):
            raise Refused("calendar_not_a_table", place="calendar", value=raw)
        for key in raw:
            if key not in _KEYS:
                raise Refused("calendar_key_unknown", place="calendar", key=key)
        name, zone = raw.get("name", ""), _read_zone(raw.get("zone", "UTC"))
        return cls(zone=zone, versions=read_versions(raw.get("versions")), name=str(name))

    @property
    def opens_ever(self) -> bool:
        """Whether there is any open time at all; a calendar without is a mistake of configuration."""
        last = last_opening(self.versions)
        return last is None or last.year >= FIRST_YEAR

    def problems(self) -> tuple[Refused, ...]:
        """What to refuse this calendar for when it is configured: `never_due` if it never opens."""
        return () if self.opens_ever else (Refused("never_due", calendar=self.name, zone=self.zone.key),)

    def is_open(self, at: datetime) -> bool:
        """Whether the instant is inside a window: opening is inside, closing is not."""
        return self.open_at(_whole(at)[0])

    def between(self, start: datetime, stop: datetime) -> timedelta:
        """Open time in `[start, stop)`; zero when `stop` is not after `start`."""
        (first, first_rest), (last, last_rest) = _whole(start), _whole(stop)
        if (last, last_rest) <= (first, first_rest):
            return timedelta(0)
        table = self._covering(first, last)
        microseconds = last_rest * table.is_open(last) - first_rest * table.is_open(first)
        return timedelta(seconds=table.upto(last) - table.upto(first), microseconds=microseconds)

    def add(self, start: datetime, span: timedelta) -> datetime:
        """The first instant at which `span` of open time has passed since `start`; `start` itself for zero.

        In UTC: datetimes that share another zone are compared by wall clock, which is wrong in a fold.
        Refuses `span_negative`; `never_due` when we do not open for so long again; `beyond_horizon`.
        """
        first, rest = _whole(start)
        table = self._covering(first, first)
        if not span:
            return start.astimezone(UTC)
        # The part of a second that has already passed counts only if it passed while open.
        span += rest * table.is_open(first) * _MICROSECOND
        whole, fraction = divmod(span, timedelta(seconds=1))
        if not fraction:
            return _EPOCH + timedelta(seconds=self.due(first, whole))
        return _EPOCH + timedelta(seconds=self.due(first, whole + 1) - 1) + fraction

    def open_at(self, at: int) -> bool:
        """`is_open` of epoch seconds."""
        return self._covering(at, at).is_open(at)

    def seconds_between(self, start: int, stop: int) -> int:
        """Open seconds in `[start, stop)`, epoch seconds; 0 when `stop` is not after `start`."""
        if stop <= start:
            return 0
        table = self._breaks
        if start < table.start or stop > table.stop:
            table = self._covering(start, stop)
        return table.upto(stop) - table.upto(start)

    def due(self, start: int, seconds: int) -> int:
        """`add` in epoch seconds."""
        if seconds < 0:
            raise Refused("span_negative", seconds=seconds)
        if seconds == 0:
            return start
        if seconds > HORIZON[1] - start:
            raise Refused("beyond_horizon", at=start + seconds)
        years = 1
        table = self._covering(start, start)
        while True:
            found = table.reach(table.upto(start) + seconds)
            if found is not None:
                return found
            self._refuse_if_over(table.stop, start, seconds)
            table = self._covering(start, min(table.stop + years * 366 * 86_400, HORIZON[1]))
            years *= 2

    def off_hours(self, start: int, stop: int) -> bool:
        """Whether nothing of `[start, stop)` was open, so that an answer took 0 seconds: a row to flag."""
        return self.seconds_between(start, stop) == 0 and not self.open_at(start)

    def between_many(self, starts: Any, stops: Any) -> Any:
        """`seconds_between` of many pairs of epoch seconds.

        Integer arrays that follow the array API standard (NumPy 2) give an int64 array of the same shape,
        other sequences a list. Refuses `instants_not_whole` for other arrays, and `beyond_horizon`.
        """
        if not hasattr(starts, "__array_namespace__"):
            return [self.seconds_between(start, stop) for start, stop in zip(starts, stops, strict=True)]
        space = starts.__array_namespace__()
        if 0 in (*starts.shape, *stops.shape):
            return space.zeros(starts.shape, dtype=space.int64)
        starts, stops = _instants(space, starts), _instants(space, stops)
        lookup = self._lookup(space, starts, stops)
        return space.where(stops > starts, many.upto(lookup, stops) - many.upto(lookup, starts), 0)

    def open_many(self, ats: Any) -> Any:
        """`open_at` of many epoch seconds: a boolean array for an array, a list for any other sequence."""
        if not hasattr(ats, "__array_namespace__"):
            return [self.open_at(at) for at in ats]
        space = ats.__array_namespace__()
        if 0 in ats.shape:
            return space.zeros(ats.shape, dtype=space.bool)
        ats = _instants(space, ats)
        return many.is_open(self._lookup(space, ats), ats)

    def breaks(self, first: int, last: int) -> Breaks:
        """The table of break points from `first` to `last` (epoch seconds) at least, in whole years."""
        return self._covering(first, last)

    def _lookup(self, space: Any, *arrays: Any) -> many.Lookup:
        first = min(int(space.min(array)) for array in arrays)
        last = max(int(space.max(array)) for array in arrays)
        return many.lookup(self._covering(first, last), arrays[0])

    def _covering(self, first: int, last: int) -> Breaks:
        """The table, widened to include both instants if it does not yet."""
        table = self._breaks
        if table.start <= first and last <= table.stop:
            return table
        for at in (first, last):
            if not HORIZON[0] <= at <= HORIZON[1]:
                raise Refused("beyond_horizon", at=at)
        wanted = {year_of(min(at, HORIZON[1] - 1)) for at in (first, last)} | table.years.keys()
        years = {
            year: table.years[year] if year in table.years else year_of_hours(self.zone, self.versions, year)
            for year in range(min(wanted), max(wanted) + 1)
        }
        wider = table_of(years)
        object.__setattr__(self, "_breaks", wider)
        return wider

    def _refuse_if_over(self, upto: int, start: int, seconds: int) -> None:
        """Refuse a due instant that was not found up to `upto` and never will be."""
        last = last_opening(self.versions)
        if last is not None and last.year < year_of(upto - 1):
            raise Refused("never_due", calendar=self.name, start=start, seconds=seconds)
        if upto >= HORIZON[1]:
            raise Refused("beyond_horizon", at=upto)


def _read_zone(key: object) -> ZoneInfo:
    try:
        return ZoneInfo(key)  # type: ignore[arg-type]  # a wrong type is refused like a wrong name
    except (KeyError, TypeError, ValueError, OSError):
        raise Refused("calendar_zone_unknown", zone=key) from None


def _whole(at: datetime) -> tuple[int, int]:
    """Epoch seconds and the microseconds beyond them."""
    if at.utcoffset() is None:
        raise Refused("datetime_naive", at=at.isoformat())
    since = at - _EPOCH
    return since.days * 86_400 + since.seconds, since.microseconds


def _instants(space: Any, array: Any) -> Any:
    if not space.isdtype(array.dtype, "integral"):
        raise Refused("instants_not_whole", dtype=str(array.dtype))
    return space.astype(array, space.int64, copy=False)
