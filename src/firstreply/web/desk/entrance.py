"""Entrance: in by a token, out again, and how the pages look."""

import math
import time
from datetime import UTC, datetime
from typing import Final

from django.http import HttpRequest, HttpResponse

from firstreply.core.access import Scope
from firstreply.core.pace import Rate
from firstreply.core.refusal import Refused
from firstreply.journey.access import Caller, caller
from firstreply.store.queries import members
from firstreply.store.queries.tokens import by_id
from firstreply.store.tenancy import acting
from firstreply.web.desk import visit
from firstreply.web.desk.page import SeeOther, go, posted, refusal, show, status_of, told
from firstreply.web.desk.visit import SignInError, Visit, own_path

FAILURES: Final = 10  #: wrong tokens a minute from one address
_rate: Final = Rate()


def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for a token, and let in whoever shows one that may read."""
    who = visit.visitor(request)
    try:
        visit.refuse_large(request)
    except Refused as refused:
        return refusal(who, refused)
    to = own_path(request.POST.get("to") or request.GET.get("to", ""))
    try:
        visit.visit(request)
    except SignInError:
        pass
    else:
        return SeeOther(to)
    if request.method != "POST":
        return show(who, "sign_in.html.j2", to=to, said="")
    try:
        visit.refuse_strange(who)
        return _let_in(request, to)
    except Refused as refused:
        return show(who, "sign_in.html.j2", status=status_of(refused), to=to, said=told(who.words, refused))


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session; the token stays as it is."""
    try:
        who = visit.visit(request)
        visit.refuse_large(request)
        visit.refuse_strange(who)
    except SignInError:
        return go("/sign-in")
    except Refused as refused:
        return refusal(who, refused)
    response = go("/sign-in", "signed-out")
    visit.forget(response)
    return response


@posted
def looks(who: Visit) -> HttpResponse:
    """Language and colours, kept in this browser."""
    response = SeeOther(own_path(who.request.POST.get("to", "")))
    visit.keep_looks(response, who.request)
    return response


def forget() -> None:
    """Know nothing of who failed before."""
    _rate.forget()


def _let_in(request: HttpRequest, to: str) -> HttpResponse:
    """Refuses `too_many_requests`, `token_unknown`, `token_lacks_scope`."""
    address = request.META.get("REMOTE_ADDR", "")
    _slow(address, 0)
    found = caller(request.POST.get("token", "").strip())
    if found is None:
        _slow(address, 1)
        raise Refused("token_unknown")
    if Scope.READ not in found.scopes:
        raise Refused("token_lacks_scope", scope=Scope.READ.value)
    response = SeeOther(to)
    visit.remember(response, request, found, **_shown(found))
    return response


def _shown(found: Caller) -> dict[str, str]:
    row = by_id(found.organisation, found.token)
    with acting(found.organisation):
        member = members.member(found.member, datetime.now(UTC)) if found.member else None
        zone = members.organisation().zone
    return {"name": member.name if member else row.name if row else "", "zone": zone}


def _slow(address: str, cost: int) -> None:
    left = _rate.take(address, FAILURES, time.monotonic(), cost)
    if left.wait_s:
        raise Refused("too_many_requests", seconds=math.ceil(left.wait_s))
