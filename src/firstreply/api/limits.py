"""Limits: how fast one token, or an address without a token, may come. Counted in each process by itself.

The generic cell rate algorithm: one instant a caller, the earliest at which all it sent would be spread evenly. Who
sends evenly is never stopped; a burst of a whole minute's worth is let through once.
"""

import math
import time
from collections.abc import Hashable
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from firstreply.api.problem import Problem

WINDOW_S: Final = 60
_STRANGERS: Final = 60  #: wrong tokens a minute from one address
_MOST: Final = 100_000
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


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

    def _keep(self, who: Hashable, even: float, now: float) -> None:
        if len(self._even) >= _MOST:
            self._even = {one: at for one, at in self._even.items() if at > now}
        self._even[who] = even


_rate: Final = Rate()


def left(who: Hashable) -> Left | None:
    """Count a request of `who` against the setting `rate_limit`; None when there is no limit."""
    quota: int = _given.FIRSTREPLY_RATE_LIMIT
    return _rate.take(who, quota, time.monotonic()) if quota else None


def take(request: HttpRequest, who: Hashable) -> None:
    """Count a request; what is left is told in its answer. Raises Problem 429."""
    found = left(who)
    if found is None:
        return
    if found.wait_s:
        raise Problem(429, "too_many_requests", headers=found.headers(), seconds=math.ceil(found.wait_s))
    request.META["firstreply.left"] = found


def tell(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Say in the answer what is left to the caller."""
    found: Left | None = request.META.get("firstreply.left")
    for name, value in found.headers().items() if found else ():
        response[name] = value
    return response


def strangers(request: HttpRequest) -> None:
    """Refuse an address that keeps showing wrong tokens, before anybody is asked. Raises Problem 429."""
    _stranger(request, 0)


def stranger(request: HttpRequest) -> None:
    """Count a wrong token against the address it came from. Raises Problem 429."""
    _stranger(request, 1)


def _stranger(request: HttpRequest, cost: int) -> None:
    quota = min(_STRANGERS, _given.FIRSTREPLY_RATE_LIMIT)
    if not quota:
        return
    found = _rate.take(("stranger", request.META.get("REMOTE_ADDR", "")), quota, time.monotonic(), cost)
    if found.wait_s:
        raise Problem(429, "too_many_requests", headers=found.headers(), seconds=math.ceil(found.wait_s))
