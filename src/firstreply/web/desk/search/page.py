"""Search: leads by whatever is known of them, as one types."""

from django.http import HttpResponse

from firstreply.store.queries import find
from firstreply.store.queries.stages import named
from firstreply.store.tenancy import acting
from firstreply.web.desk.lead.stages import stage_name
from firstreply.web.desk.page import show, signed_in
from firstreply.web.desk.visit import Visit

MOST = 30
_LONGEST = 200


@signed_in
def page(who: Visit) -> HttpResponse:
    """What is found, the best first; each with the place where it was found."""
    asked = " ".join(who.request.GET.get("q", "").split())[:_LONGEST]
    viewer = who.viewer
    with acting(who.organisation):
        found = find.find(viewer, asked, limit=MOST)
        known = named()
    return show(
        who,
        "search/page.html.j2",
        fragment="found",
        q=asked,
        found=found,
        stages=known,
        stage_name=stage_name,
    )
