"""Consent: a person lets us use their mailbox at Google, Microsoft or another service that asks by OAuth.

The service sends the browser back from its own page, so the cookie of the session (SameSite=Strict) does not come
along; a short-lived one of its own does, and only that browser may bring the answer. Who was sent by the API has none:
they are told which mailbox they connected, and to whom.
"""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from firstreply.core.refusal import Refused
from firstreply.journey.mailbox import consent
from firstreply.web.desk import visit
from firstreply.web.desk.page import posted, refusal, show
from firstreply.web.desk.visit import Visit

COOKIE: Final = "firstreply_consent"
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


@posted
def ask(who: Visit, source: UUID) -> HttpResponse:
    """Send them to the service's own page, which asks them."""
    who.decides()
    begun = consent.begin(who.organisation, None, source, member=who.caller.member)
    # A page, not a redirect: the policy lets no form lead to another site.
    response = show(
        who, "onward.html.j2", to=begun.url, title=who.words.say("On to the service that keeps the mailbox")
    )
    response.set_cookie(
        COOKIE, begun.browser, max_age=consent.LASTS, path=consent.PATH, httponly=True, samesite="Lax",
        secure=who.request.is_secure() or _given.FIRSTREPLY_PUBLIC_URL.startswith("https:"),
    )  # fmt: skip
    return response


def back(request: HttpRequest) -> HttpResponse:
    """They agreed or did not: keep what the service gives for it, and say so."""
    who = visit.visitor(request)
    try:
        response = _back(who)
    except Refused as refused:
        response = refusal(who, refused)
    response["Referrer-Policy"] = "no-referrer"  # the address of this page has a code in it
    return response


def _back(who: visit.Visitor) -> HttpResponse:
    if who.request.method != "GET":
        raise Refused("method_not_allowed")
    answer = who.request.GET.dict()
    at_desk = consent.was_at_desk(answer.get("state", ""))
    agreed = consent.agreed(answer, who.request.COOKIES.get(COOKIE, ""), now=who.now)
    if not at_desk:
        title = who.words.say("{mailbox} is connected", mailbox=agreed.mailbox)
        return show(who, "connected.html.j2", title=title, organisation=agreed.organisation)
    to = f"/channels/{agreed.source}?done=connected"
    response = show(who, "onward.html.j2", to=to, title=who.words.say("Back to the mailbox"))
    response.delete_cookie(COOKIE, path=consent.PATH, samesite="Lax")
    return response
