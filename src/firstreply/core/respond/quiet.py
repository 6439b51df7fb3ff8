"""Quiet hours: when somebody is not to be disturbed. The clock of a wait does not know them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from firstreply.core.refusal import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Every day from `start` to `end` by the clock of `zone`; an end before its start is on the next day, an equal one is none."""

    zone: str
    start: time
    end: time

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> "QuietHours":
        """`{"zone": "Asia/Tehran", "from": "22:00", "to": "07:00"}`. Refuses `quiet_hours_malformed`."""
        try:
            zone = str(value["zone"])
            ZoneInfo(zone)
            return cls(
                zone=zone, start=time.fromisoformat(value["from"]), end=time.fromisoformat(value["to"])
            )
        except (KeyError, TypeError, ValueError, ZoneInfoNotFoundError) as error:
            raise Refused("quiet_hours_malformed", value=str(value)) from error

    def to_dict(self) -> dict[str, str]:
        """As `from_dict` reads it."""
        return {
            "zone": self.zone,
            "from": self.start.isoformat("minutes"),
            "to": self.end.isoformat("minutes"),
        }

    def next_allowed(self, at: int) -> int:
        """The first instant from `at` on (epoch seconds) that is not quiet."""
        here = datetime.fromtimestamp(at, ZoneInfo(self.zone))
        for day in (here.date() - timedelta(days=1), here.date()):
            start = datetime.combine(day, self.start, here.tzinfo)
            over = day + timedelta(days=self.end < self.start)
            end = datetime.combine(over, self.end, here.tzinfo)
            # Compared on the instant line: local times repeat when clocks change.
            if start.astimezone(UTC) <= here.astimezone(UTC) < end.astimezone(UTC):
                return int(end.timestamp())
        return at
