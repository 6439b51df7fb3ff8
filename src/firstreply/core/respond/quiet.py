"""Quiet hours: when a recipient is not to be disturbed. The clock goes on; only the alert waits."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self, TypeGuard

from firstreply.core.calendar import Calendar
from firstreply.core.calendar.week import DAYS
from firstreply.core.refusal import Refused

_KEYS: Final = frozenset({"zone", "windows", "days"})
_DAY: Final = 86_400
_FORTNIGHT: Final = 14 * _DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Local windows on some days of the week, in one zone; one over midnight belongs to the day it begins on.

    No windows: never quiet. Refuses what `Calendar.from_dict` refuses, and `quiet_never_ends`.
    """

    zone: str = "UTC"
    windows: tuple[tuple[str, str], ...] = ()  #: such as ("22:00", "07:00")
    days: tuple[str, ...] = DAYS
    _hours: Calendar = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        week = dict.fromkeys(self.days, self.windows)
        hours = Calendar.from_dict({"zone": self.zone, "versions": [{"week": week}]})
        if hours.seconds_between(_DAY, _DAY + _FORTNIGHT) == _FORTNIGHT:
            raise Refused("quiet_never_ends", zone=self.zone)
        object.__setattr__(self, "_hours", hours)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any] | None) -> Self:
        """Read `{"zone": "Asia/Tehran", "windows": [["22:00", "07:00"]], "days": ["sat"]}`; None: never quiet.

        Refuses `quiet_malformed` with the place, and what `QuietHours` refuses.
        """
        if raw is None:
            return cls()
        if not isinstance(raw, Mapping) or not set(raw) <= _KEYS:
            raise Refused("quiet_malformed", at="quiet")
        windows, days = raw.get("windows", ()), raw.get("days", DAYS)
        if not _is_list(windows) or not all(_is_list(one) and len(one) == 2 for one in windows):
            raise Refused("quiet_malformed", at="windows")
        if not _is_list(days) or not all(isinstance(day, str) for day in days):
            raise Refused("quiet_malformed", at="days")
        pairs = tuple((one[0], one[1]) for one in windows)
        return cls(zone=raw.get("zone", "UTC"), windows=pairs, days=tuple(days))

    def to_dict(self) -> dict[str, Any]:
        return {"zone": self.zone, "windows": [list(one) for one in self.windows], "days": list(self.days)}

    def is_quiet(self, at: int) -> bool:
        """Whether the instant (epoch seconds) is inside a window: its beginning is, its end is not."""
        return self._hours.open_at(at)

    def end(self, at: int) -> int:
        """The first instant after `at` that is not quiet, when `at` is."""
        table = self._hours.breaks(at, at + _FORTNIGHT)
        n = bisect_right(table.opens, at)
        return table.caps[n] - table.shifts[n]


def next_allowed(at: int, quiet: QuietHours, urgent: bool = False) -> int:
    """When an alert of `at` (epoch seconds) may be delivered: at once, or when the quiet hours end."""
    return at if urgent or not quiet.is_quiet(at) else quiet.end(at)


def _is_list(raw: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(raw, Sequence) and not isinstance(raw, str | bytes)
