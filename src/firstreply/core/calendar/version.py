"""Which hours were in force on a day: versions, their holidays and exceptions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

from firstreply.core.calendar.week import ALL_WEEK, Week, Window, read_week, read_windows
from firstreply.core.refusal import Refused

_KEYS: Final = frozenset({"from", "week", "holidays", "exceptions"})
_ONE_DAY: Final = timedelta(days=1)
#: Longer than any week: before the first date that is named, every week is like the one before.
_WEEKS: Final = timedelta(days=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The hours in force from one local date until the next version's.

    A day's windows are those of its exception if it has one, else none on a holiday, else its weekday's.
    """

    start: date
    week: Week
    holidays: frozenset[date] = frozenset()
    exceptions: tuple[tuple[date, tuple[Window, ...]], ...] = ()

    @property
    def never_closes(self) -> bool:
        return self.week == ALL_WEEK and not self.holidays and not self.exceptions


ALWAYS: Final = Version(start=date.min, week=ALL_WEEK)


def read_versions(raw: object) -> tuple[Version, ...]:
    """Versions in order of their dates. None and an empty list mean 24/7: no hours were ever agreed."""
    if raw is None:
        return (ALWAYS,)
    if not isinstance(raw, Sequence) or isinstance(raw, str | bytes):
        raise Refused("calendar_not_a_table", place="versions", value=raw)
    versions = sorted((_read_version(one) for one in raw), key=lambda version: version.start)
    for earlier, later in pairwise(versions):
        if earlier.start == later.start:
            raise Refused("calendar_version_repeated", day=later.start.isoformat())
    return tuple(versions) or (ALWAYS,)


def openings(versions: Sequence[Version], first: date, last: date) -> Iterator[tuple[date, Window]]:
    """Every window that opens on a local day of `first` to `last`, both included, in order.

    The first version also covers the days before it: its hours are the best knowledge of them there is.
    """
    starts = [version.start for version in versions[1:]]
    exceptions = [dict(version.exceptions) for version in versions]
    current = sum(start <= first for start in starts)
    day = first
    while day <= last:
        while current < len(starts) and starts[current] <= day:
            current += 1
        version = versions[current]
        windows = exceptions[current].get(day)
        if windows is None:
            windows = () if day in version.holidays else version.week[day.weekday()]
        for window in windows:
            yield day, window
        day += _ONE_DAY


def last_opening(versions: Sequence[Version]) -> date | None:
    """The last local day that opens at all, or None when there is no last: the weeks go on.

    `date.min` when no day opens ever.
    """
    if any(versions[-1].week):
        return None
    dates = [version.start for version in versions[1:]]
    dates += [day for version in versions for day, _ in version.exceptions]
    dates += [day for version in versions for day in version.holidays]
    if not dates:
        return date.min
    earliest = max(min(dates), date.min + _WEEKS) - _WEEKS
    return max((day for day, _ in openings(versions, earliest, max(dates))), default=date.min)


def _read_version(raw: object) -> Version:
    if not isinstance(raw, Mapping):
        raise Refused("calendar_not_a_table", place="versions", value=raw)
    for key in raw:
        if key not in _KEYS:
            raise Refused("calendar_key_unknown", place="versions", key=key)
    holidays, exceptions = raw.get("holidays") or (), raw.get("exceptions") or {}
    if not isinstance(holidays, Sequence | frozenset | set) or isinstance(holidays, str):
        raise Refused("calendar_not_a_table", place="holidays", value=holidays)
    if not isinstance(exceptions, Mapping):
        raise Refused("calendar_not_a_table", place="exceptions", value=exceptions)
    return Version(
        start=_read_date(raw["from"], "from") if "from" in raw else date.min,
        week=read_week(raw.get("week", {})),
        holidays=frozenset(_read_date(day, "holidays") for day in holidays),
        exceptions=tuple(sorted(_read_exception(day, windows) for day, windows in exceptions.items())),
    )


def _read_exception(day: object, windows: object) -> tuple[date, tuple[Window, ...]]:
    return _read_date(day, "exceptions"), read_windows(windows, str(day))


def _read_date(raw: object, place: str) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    try:
        return date.fromisoformat(raw)  # type: ignore[arg-type]  # a wrong type is refused like a wrong text
    except (TypeError, ValueError):
        raise Refused("calendar_date_malformed", place=place, value=raw) from None
