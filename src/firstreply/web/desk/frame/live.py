"""Live: the way from a page to the stream of what happens."""

from django.http import HttpResponse, JsonResponse

from firstreply.store import ticket as passes
from firstreply.web.desk.page import posted
from firstreply.web.desk.sheet.policy import live_address
from firstreply.web.desk.visit import Visit


@posted
def ticket(who: Visit) -> HttpResponse:
    """A pass for a minute, and where to show it: under the name by which this browser knows us."""
    caller = who.caller
    made = passes.made(passes.Pass(caller.organisation, caller.member, caller.token, caller.session))
    response = JsonResponse({"url": f"{live_address(who.request)}/live?ticket={made}"})
    response["Cache-Control"] = "no-store"
    return response
