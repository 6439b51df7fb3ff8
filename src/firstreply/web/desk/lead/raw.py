"""Raw: a message as it came, as text and nothing but text, for administrators; that they looked is written down."""

from typing import Final
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.permission import DECIDING
from firstreply.journey import audit
from firstreply.store.tenancy import acting
from firstreply.web.desk.account.raw import as_text
from firstreply.web.desk.lead.attachment import octets_of
from firstreply.web.desk.page import posted, show
from firstreply.web.desk.visit import Visit

_MOST: Final = 200_000  #: characters on the page


@posted
def page(who: Visit, lead: UUID, message: UUID) -> HttpResponse:
    """Its octets. By a button, not by a link: looking leaves a trace. Refuses `not_allowed`, `not_found`."""
    who.decides(DECIDING)
    text = as_text(octets_of(who, lead, message))
    with acting(who.organisation):
        told = {"message": str(message), "lead": str(lead)}
        audit.note("raw_mail_shown", now=who.now, member=who.caller.member, came=who.came, data=told)
    return show(who, "lead/raw.html.j2", lead=lead, text=text[:_MOST], is_cut=len(text) > _MOST)
