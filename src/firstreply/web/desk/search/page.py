"""Search: leads by whatever is known of them, as one types."""

from typing import Final

from django.http import HttpResponse

from firstreply.insights.reasons import mark
from firstreply.store.queries import find
from firstreply.store.queries.stages import named
from firstreply.store.tenancy import acting
from firstreply.web.desk.handed import EXPORTING
from firstreply.web.desk.lead.stages import stage_name
from firstreply.web.desk.page import show, signed_in
from firstreply.web.desk.visit import Visit

MOST = 30
_LONGEST = 200
#: Where something is found, in words; a hit by its name says nothing of that on the page.
FIELDS: Final = {
    "name": mark("Name"),
    "company": mark("Company"),
    "emails": mark("E-mail"),
    "phones": mark("Phone"),
    "customer_id": mark("Customer number"),
    "tags": mark("Tags"),
    "product": mark("Product"),
    "segment": mark("Segment"),
    "need": mark("Need"),
    "city": mark("City"),
    "message": mark("Message"),
    "note": mark("Note"),
    "file": mark("File"),
}


def asked_for(who: Visit) -> str:
    """The words that are looked for."""
    return " ".join(who.request.GET.get("q", "").split())[:_LONGEST]


@signed_in
def page(who: Visit) -> HttpResponse:
    """What is found, the best first; each with the place where it was found."""
    asked = asked_for(who)
    viewer = who.viewer
    with acting(who.organisation):
        found = find.find(viewer, asked, limit=MOST)
        known = named()
    return show(
        who,
        "search/page.html.j2",
        fragment="found",
        q=asked,
        fields=FIELDS,
        may_export=who.caller.role in EXPORTING,
        found=found,
        stages=known,
        stage_name=stage_name,
    )
