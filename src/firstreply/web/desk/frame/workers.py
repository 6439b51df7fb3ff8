"""Workers: the dot that tells whether anybody works on what comes in."""

import time
from typing import Final

from django.http import HttpResponse

from firstreply.store.queries import working
from firstreply.web.desk.page import show, signed_in
from firstreply.web.desk.visit import Visit

_KEPT_S: Final = 3.0
_last: tuple[float, bool] = (-_KEPT_S, False)


@signed_in
def dot(who: Visit) -> HttpResponse:
    """The dot, and in words what it means."""
    return show(who, "frame/workers.html.j2", fragment="dot", alive=_alive())


def _alive() -> bool:
    """Asked once in a few seconds by each process, however many pages are open."""
    global _last
    now = time.monotonic()
    if now - _last[0] >= _KEPT_S:
        seen = working.seen_seconds_ago()
        _last = (now, seen is not None and seen < working.GONE_S)
    return _last[1]
