"""Pace: how fast one caller may come.

The generic cell rate algorithm: one instant a caller, the earliest at which all it sent would be spread evenly. Who
sends evenly is never stopped; a burst of a whole minute's worth is let through once.
"""

import math
from collections.abc import Hashable
from typing import Final, NamedTuple

WINDOW_S: Final = 60
_MOST: Final = 100_000


class Left(NamedTuple):
    """What is left to a caller: requests now, and seconds until all of the quota is there again."""

    quota: int
    remaining: int
    reset_s: int
    wait_s: float  #: 0 when this request is let through

    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers writes it."""
        told = {
            "RateLimit-Policy": f'"default";q={self.quota};w={WINDOW_S}',
            "RateLimit": f'"default";r={self.remaining};t={self.reset_s}',
        }
        return told | {"Retry-After": str(math.ceil(self.wait_s))} if self.wait_s else told


class Rate:
    """Callers and how far ahead of an even pace each is."""

    def __init__(self) -> None:
        self._even: dict[Hashable, float] = {}

    def take(self, who: Hashable, quota: int, now: float, cost: int = 1) -> Left:
        """Count a request of `who`, unless it came too fast; `cost` 0 only looks. `now` in seconds of any clock."""
        each = WINDOW_S / quota
        even = max(self._even.get(who, now), now)
        after = even + cost * each
        wait = max(0.0, (even + max(cost, 1) * each) - now - WINDOW_S)
        if wait < 1e-9:
            wait = 0.0
            if cost:
                self._keep(who, after, now)
                even = after
        ahead = even - now
        return Left(quota, max(0, int((WINDOW_S - ahead) / each + 1e-9)), math.ceil(ahead), wait)

    def forget(self) -> None:
        """Know nobody."""
        self._even = {}

    def _keep(self, who: Hashable, even: float, now: float) -> None:
        if len(self._even) >= _MOST:
            self._even = {one: at for one, at in self._even.items() if at > now}
        self._even[who] = even
