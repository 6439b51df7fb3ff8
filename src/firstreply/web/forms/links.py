"""Links: what a mail or a thank-you page leads to: the button that confirms, and the document."""

from typing import Any, Final

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from firstreply.channels.form.ticket import Purpose, opened
from firstreply.core.lead.consent import State
from firstreply.core.refusal import Refused
from firstreply.insights.reasons import mark
from firstreply.journey import consent
from firstreply.store.queries import handouts
from firstreply.store.tenancy import acting
from firstreply.web.forms import render
from firstreply.web.forms.asked import Asked, sent
from firstreply.web.forms.render import Ask, Look
from firstreply.web.forms.views import found_form, problem

CONFIRM: Final = mark("Please confirm")
CONFIRM_THIS: Final = mark("Press the button, and what you agreed to counts.")
YES: Final = mark("Yes, I agree")
CONFIRMED: Final = mark("Thank you, it is confirmed")
AGREED_TO: Final = mark("You agreed to:")
OVER: Final = mark("This link is no longer valid")
OVER_TEXT: Final = mark(
    "It was not used in time, so nothing of it counts. Fill in the form again if you still want to."
)


@found_form("GET", "HEAD", "POST")
def confirm(one: Asked) -> HttpResponse:
    """The link of a confirming mail. Following it changes nothing: programs follow every link in a mail."""
    post = one.request.method == "POST"
    try:
        given = sent(one.request) if post else None
    except Refused as refused:
        return problem(one.look(), 400, refused.code, **refused.facts)
    look = one.look(given.first("_l") if given else "")
    ticket = given.first("_t") if given else one.query.get("t", "")
    told = opened(one.found.secret, Purpose.CONFIRM, ticket)
    if told is None:
        return problem(look, 400, "form_ticket_unknown")
    if told["e"] <= one.at.timestamp():
        return _over(look)
    if post:
        return _confirmed(one, look, told)
    say = look.spoken.say
    ask = Ask(f"{one.place}/confirm?lang={look.spoken.lang}", ticket, say(YES))
    title = one.form.says(one.form.title, look.spoken.lang)
    return render.said(look, say(CONFIRM), [title, say(CONFIRM_THIS)], ask=ask)


def _confirmed(one: Asked, look: Look, told: dict[str, Any]) -> HttpResponse:
    try:
        found = consent.confirm(one.found.organisation, one.found.id, told["x"], now=one.at)
    except Refused as refused:
        return problem(look, 409, refused.code)
    given = [each.text for each in found if each.state is State.GIVEN]
    if not given:
        return _over(look)
    say = look.spoken.say
    return render.said(look, say(CONFIRMED), [say(AGREED_TO)], items=given)


def _over(look: Look) -> HttpResponse:
    say = look.spoken.say
    return render.said(look, say(OVER), [say(OVER_TEXT)], status=410)


@found_form("GET", "HEAD")
def document(one: Asked) -> HttpResponse:
    """The document that a form promised: to be kept, never shown by the browser. Fetching it is noted once."""
    look = one.look()
    told = opened(one.found.secret, Purpose.DOCUMENT, one.query.get("t", ""))
    if told is None:
        return problem(look, 400, "form_ticket_unknown")
    if told["e"] <= one.at.timestamp():
        return problem(look, 410, "document_over")
    with acting(one.found.organisation):
        found = handouts.handout(one.found.id, told["f"])
        octets = b"".join(handouts.octets(found.id)) if found and one.request.method == "GET" else b""
    if found is None:
        return problem(look, 410, "document_over")
    if one.request.method == "GET":
        consent.downloaded(one.found.organisation, one.found.id, told["x"], found.id, now=one.at)
    response = HttpResponse(octets, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, found.name)
    response["Content-Length"] = str(found.size)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
