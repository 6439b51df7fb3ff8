"""Retry: when to try again what was not taken, and when to stop."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

_FIRST: Final = 5.0
_LONGEST: Final = 3600.0
_SPREAD: Final = 0.2

#: How long each channel is tried. A letter and a program's event stay worth something; a ring of the phone does not.
UNTIL: Final[Mapping[str, timedelta]] = MappingProxyType(
    {
        "email": timedelta(hours=12),
        "webhook": timedelta(hours=12),
        "apprise": timedelta(hours=1),
        "push": timedelta(minutes=15),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """How often, since when, and how long the other side asked us to wait (seconds)."""

    channel: str
    attempts: int
    since: datetime
    asked: float | None = None


def again(tried: Tried, now: datetime, chance: float) -> datetime | None:
    """When to try next: 5 s, doubled each time up to an hour, spread by a fifth; None when it has been long enough.

    `chance` is a random number in [0, 1): a thousand deliveries that failed together do not come back together.
    """
    wait = min(_FIRST * 2.0 ** min(tried.attempts - 1, 20), _LONGEST) * (1 + _SPREAD * (2 * chance - 1))
    at = now + timedelta(seconds=max(wait, tried.asked or 0.0))
    return at if at - tried.since <= UNTIL.get(tried.channel, timedelta(0)) else None
