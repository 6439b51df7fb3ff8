"""Retry: when to try again what was not taken, and when to stop."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

_FIRST: Final = 5.0
_LONGEST: Final = 3600.0
_SPREAD: Final = 0.2

#: How often each channel is tried: about 12 hours, for a letter and a program's event stay worth something; 40
#: minutes a message; 10 minutes a ring of the phone.
MOST: Final[Mapping[str, int]] = MappingProxyType(
    {"email": 21, "webhook": 21, "apprise": 10, "push": 8, "reply": 21, "filing": 21}
)


def again(
    channel: str, attempts: int, now: datetime, *, asked: float | None, chance: float
) -> datetime | None:
    """When to try next after so many attempts: 5 s, doubled each time up to an hour; None when it has been enough.

    `asked` is how long the other side told us to wait (seconds). `chance` is a random number in [0, 1): it spreads by a
    fifth, so that a thousand deliveries that failed together do not come back together.
    """
    if attempts >= MOST.get(channel, 1):
        return None
    wait = min(_FIRST * 2.0 ** (attempts - 1), _LONGEST) * (1 + _SPREAD * (2 * chance - 1))
    return now + timedelta(seconds=max(wait, asked or 0.0))
