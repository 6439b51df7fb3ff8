"""Speak: what was said elsewhere is written down: a call, a meeting, a note."""

from typing import Final
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.fact import FactKind
from firstreply.journey import acted
from firstreply.journey.call.logged import Logged, logged
from firstreply.store.queries import lead_page
from firstreply.store.tenancy import acting
from firstreply.web.desk.frame import undo
from firstreply.web.desk.lead.finding import find, given
from firstreply.web.desk.lead.page import answered
from firstreply.web.desk.page import posted
from firstreply.web.desk.visit import Visit

MEETINGS: Final = ("in_person", "video", "other")


@posted
def call(who: Visit, lead: UUID) -> HttpResponse:
    """A call: whether anybody was reached, who called, and what was said."""
    reached = given(who, "reached") == "yes"
    what = Logged(inbound=given(who, "inbound") == "yes", reached=reached, note=given(who, "note"))
    with acting(who.organisation):
        find(who, lead)
    logged(who.organisation, lead, what, by=who.caller.member, now=who.now)
    done = "lead-called" if reached else "lead-tried"
    return answered(who, lead, done, _ticket(who, lead, FactKind.TALKED, FactKind.CALLED))


@posted
def meet(who: Visit, lead: UUID) -> HttpResponse:
    """A meeting, and what was said."""
    channel = given(who, "channel") or MEETINGS[0]
    with acting(who.organisation):
        find(who, lead)
    acted.met(
        who.organisation, lead, by=who.caller.member, now=who.now, channel=channel, text=given(who, "note")
    )
    return answered(who, lead, "lead-met", _ticket(who, lead, FactKind.TALKED))


@posted
def note(who: Visit, lead: UUID) -> HttpResponse:
    """A note. Refuses `text_missing`."""
    with acting(who.organisation):
        find(who, lead)
    acted.note(who.organisation, lead, given(who, "text"), by=who.caller.member, now=who.now)
    return answered(who, lead, "lead-noted", _ticket(who, lead, FactKind.NOTED))


def unsay(who: Visit, fact: str) -> None:
    """It was not said."""
    acted.unsay(who.organisation, UUID(fact), by=who.caller.member, now=who.now)


def _ticket(who: Visit, lead: UUID, *kinds: FactKind) -> str:
    if who.caller.member is None:
        return ""
    with acting(who.organisation):
        fact = lead_page.last_fact(lead, who.caller.member, kinds)
    return undo.ticket(who, "unsay", fact=fact) if fact else ""
