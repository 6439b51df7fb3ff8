"""Looking: who has a lead open and who is writing, told every few seconds by the page itself."""

from uuid import UUID

from django.http import HttpResponse

from firstreply.journey import drafting
from firstreply.store.tenancy import acting
from firstreply.web.desk.lead.finding import find, given, member
from firstreply.web.desk.lead.page import PAGE, others
from firstreply.web.desk.page import SeeOther, asks_for_part, posted, show
from firstreply.web.desk.visit import Visit


@posted
def look(who: Visit, lead: UUID) -> HttpResponse:
    """I am here, and may be writing (`writing`), or have gone (`gone`): who else is."""
    me = member(who)
    with acting(who.organisation):
        row = find(who, lead)
    if given(who, "gone"):
        drafting.leave(who.organisation, lead, me, now=who.now)
        return HttpResponse(status=204)
    drafting.look(who.organisation, lead, me, writing=given(who, "writing") == "yes", now=who.now)
    if not asks_for_part(who.request):
        return SeeOther(f"/leads/{lead}")
    with acting(who.organisation):
        facts = others(who, row)
    return show(who, PAGE, fragment="others", **facts)
