"""Limits: how fast one token, or an address without a token, may come. Counted in each process by itself."""

import math
import time
from collections.abc import Hashable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from firstreply.api.problem import Problem
from firstreply.core.pace import Left, Rate

_STRANGERS: Final = 60  #: wrong tokens a minute from one address
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


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
