"""Retry: when to try again what was not taken, and when to stop."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

_FIRST: Final = 5.0
_LONGEST: Final = 3600.0
_SPREAD: Final = 0.2
_DAY: Final = 86_400.0
#: Seconds between the tries of channels that are tried for days: as Standard Webhooks recommends.
_FOR_DAYS: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType(
    {"webhook": (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)}
)

#: How often each channel is tried: about 12 hours, for a letter stays worth something; three days a program; 40
#: minutes a message; 10 minutes a ring of the phone.
MOST: Final[Mapping[str, int]] = MappingProxyType(
    {"email": 21, "webhook": 10, "apprise": 10, "push": 8, "reply": 21, "filing": 21}
)


def again(
    channel: str, attempts: int, now: datetime, *, asked: float | None, chance: float
) -> datetime | None:
    """When to try next after so many attempts: 5 s, doubled each time up to an hour; None when it has been enough.

    Programs are told for three days, at growing distances. `asked` is how long the other side told us to wait
    (seconds); it may make the wait longer, up to a day for programs and an hour for others. `chance` is a random
    number in [0, 1): it spreads by a fifth, so that a thousand deliveries that failed together do not come back
    together.
    """
    if attempts >= MOST.get(channel, 1):
        return None
    steps = _FOR_DAYS.get(channel)
    wait = steps[attempts - 1] if steps else min(_FIRST * 2.0 ** (attempts - 1), _LONGEST)
    longest = _DAY if steps else _LONGEST
    return now + timedelta(seconds=max(wait * (1 + _SPREAD * (2 * chance - 1)), min(asked or 0.0, longest)))
