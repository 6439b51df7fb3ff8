"""Looks: language and colours, kept in the browser, and with the member who is signed in."""

from django.http import HttpResponse

from firstreply.insights.words import LANGUAGES
from firstreply.journey import accounts
from firstreply.web.desk import visit
from firstreply.web.desk.looks import THEMES
from firstreply.web.desk.page import SeeOther, posted
from firstreply.web.desk.visit import Visit, own_path


@posted
def looks(who: Visit) -> HttpResponse:
    """Keep what was chosen."""
    given = who.request.POST
    known = {"language": (given.get("lang", ""), LANGUAGES), "theme": (given.get("theme", ""), THEMES)}
    chosen = {name: value for name, (value, ones) in known.items() if value in ones}
    if chosen and who.caller.member:
        accounts.keep_looks(who.organisation, who.caller.member, chosen)
    response = SeeOther(own_path(given.get("to", "")))
    visit.keep_looks(response, who.request)
    return response
