"""Snooze: one of ours does not want to see a lead in their list for a while; here it says so, and wakes."""

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.refusal import Refused
from firstreply.journey import acted
from firstreply.store.queries import lead_beside
from firstreply.store.tenancy import acting
from firstreply.web.desk.frame import undo
from firstreply.web.desk.inbox.fields import snoozed_until
from firstreply.web.desk.inbox.snoozing import must_snooze, offered
from firstreply.web.desk.lead.finding import find, member
from firstreply.web.desk.lead.page import answered
from firstreply.web.desk.page import posted, show, signed_in
from firstreply.web.desk.visit import Visit


@signed_in
def snooze(who: Visit, lead: UUID) -> HttpResponse:
    """Until when: shown on demand, and done. No clock stops."""
    me = member(who)
    must_snooze(who)
    with acting(who.organisation):
        row = find(who, lead)
        before = lead_beside.snoozed(lead, me, who.now)
    if who.request.method != "POST":
        return show(who, "lead/snooze.html.j2", fragment="snoozing", row=row, **offered(who))
    until = snoozed_until(who, who.request.POST)
    if not acted.snooze(who.organisation, [lead], until, by=me, now=who.now):
        raise Refused("not_found", what="lead", id=str(lead))
    if before is not None:
        ticket = undo.ticket(who, "snooze-again", lead=lead, until=before.isoformat())
    else:
        ticket = undo.ticket(who, "inbox-wake", leads=[lead])
    return answered(who, lead, "inbox-snoozed", ticket)


@posted
def wake(who: Visit, lead: UUID) -> HttpResponse:
    """It is in their list again."""
    me = member(who)
    with acting(who.organisation):
        find(who, lead)
        before = lead_beside.snoozed(lead, me, who.now)
    acted.wake(who.organisation, [lead], by=me)
    ticket = "" if before is None else undo.ticket(who, "snooze-again", lead=lead, until=before.isoformat())
    return answered(who, lead, "inbox-woken", ticket)


def snooze_again(who: Visit, lead: str, until: str) -> None:
    """It is hidden until when it was."""
    acted.snooze(who.organisation, [UUID(lead)], datetime.fromisoformat(until), by=member(who), now=who.now)
