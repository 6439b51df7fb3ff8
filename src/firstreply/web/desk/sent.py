"""Sent: what a page sends again, because the answer got lost on the way, is done once.

A page gives each thing it sends by hand an id of chance, and the same id whenever it sends it again (asking.js,
waiting.js). An id is noted before the work and again after it, and given back if the work came to nothing: what was
refused can be mended and sent again, what was done is not done twice, not even by two windows at once, and what was
broken off in between is neither done again nor thrown away unasked.
"""

from collections.abc import Callable
from typing import Final

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from firstreply.core.refusal import Refused
from firstreply.journey import once
from firstreply.store.tenancy import acting
from firstreply.web.desk.visit import Visit

_HEADER: Final = "X-Sent"
_LONGEST: Final = 64
_UNSENT: Final = "X-Unsent"


def done_once(
    who: Visit, work: Callable[[], HttpResponseBase], again: Callable[[], HttpResponse]
) -> HttpResponseBase:
    """What `work` answers; what `again` does where it was done before. Without an id it is done whenever it comes.

    Refuses `sent_unsure` where it was begun before and nobody knows that it ended.
    """
    given = who.request.headers.get(_HEADER, "")[:_LONGEST]
    if not given:
        return work()
    begun, done = f"{who.account}:{given}", f"{who.account}:{given}:done"
    with acting(who.organisation):
        if not once.first(begun, who.now):
            if once.was(done):
                return again()
            raise Refused("sent_unsure")
    try:
        answer = work()
    except Exception:
        _note(who, begun, done, well=False)
        raise
    _note(who, begun, done, well=answer.status_code < 400)
    return answer


def unsent(response: HttpResponse) -> HttpResponse:
    """The same, saying that nothing was sent well by it: what was typed is the browser's to keep (keep.js)."""
    response[_UNSENT] = "1"
    return response


def _note(who: Visit, begun: str, done: str, *, well: bool) -> None:
    with acting(who.organisation):
        if well:
            once.first(done, who.now)
        else:
            once.forget(begun)
