"""Claiming: one button takes the most urgent of what may be taken, and opens it."""

from uuid import UUID

from django.http import HttpResponse

from firstreply.core.refusal import Refused
from firstreply.insights.reasons import mark
from firstreply.journey import acted as did
from firstreply.journey.act.deed import Deed
from firstreply.web.desk.done import DONE
from firstreply.web.desk.frame import undo
from firstreply.web.desk.inbox.outcome import back
from firstreply.web.desk.page import acted, asks_for_part, go, posted
from firstreply.web.desk.visit import Visit

DONE.update(
    {
        "inbox-claimed": mark("It is yours now."),
        "inbox-declined": mark("Declined. The next in line is asked."),
    }
)


@posted
def claim_next(who: Visit) -> HttpResponse:
    """Take the most urgent, and go to it. Of two who press at once each gets another one."""
    return _taken(who, did.claim_next(who.organisation, by=_member(who), now=who.now))


@posted
def claim(who: Visit, offer: UUID) -> HttpResponse:
    """Take one that is offered, and go to it."""
    return _taken(who, did.claim(who.organisation, offer, by=_member(who), now=who.now))


@posted
def decline(who: Visit, offer: UUID) -> HttpResponse:
    """Leave it to the next in line."""
    said = did.decline_offer(who.organisation, offer, by=_member(who), now=who.now).made
    return acted(
        who, to=back(who), done="inbox-declined", undo=undo.ticket(who, "inbox-reconsider", made=said)
    )


def _taken(who: Visit, deed: Deed) -> HttpResponse:
    lead = next(one.lead for one in deed.facts if one.lead is not None)
    ticket = undo.ticket(who, "inbox-release", lead=lead, made=deed.made)
    onward = go(f"/leads/{lead}?reply=1&next=1", "inbox-claimed", ticket)
    if not asks_for_part(who.request):
        return onward
    response = HttpResponse(status=200)
    response["HX-Redirect"] = onward.url
    return response


def _member(who: Visit) -> UUID:
    if who.caller.member is None:
        raise Refused("no_member")
    return who.caller.member
