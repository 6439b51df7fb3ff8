"""Quarantine: what came in and could not be understood, why, and once more when the cause is mended."""

from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from firstreply.core.permission import DECIDING
from firstreply.core.refusal import Refused
from firstreply.journey import door
from firstreply.store.queries import arrivals, channels
from firstreply.store.queries.paging import After
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import go, posted, show, signed_in
from firstreply.web.desk.visit import Visit

_LIMIT: Final = 50


@signed_in
def page(who: Visit) -> HttpResponse:
    """What is put aside, the newest first."""
    who.decides(DECIDING)
    after = who.request.GET.get("after", "")
    try:
        place = After(UUID(after), UUID(after)) if after else None
    except ValueError as error:
        raise Refused("not_found", what="arrival", id=after) from error
    with acting(who.organisation):
        found = arrivals.arrivals("quarantined", place, _LIMIT)
        names = {one.id: one.name for one in channels.accounts(who.now)}
    onward = str(found.after.id) if found.after else ""
    return show(who, "people/quarantine.html.j2", rows=found.rows, names=names, onward=onward)


@posted
def again(who: Visit) -> HttpResponseBase:
    """These, or all, are worked on again."""
    who.decides(DECIDING)
    given = who.request.POST
    try:
        these = [UUID(one) for one in given.getlist("arrival")]
    except ValueError as error:
        raise Refused("not_found", what="arrival", id="") from error
    if given.get("all") == "yes":
        door.replay(who.organisation)
    elif these:
        door.replay(who.organisation, these)
    return go("/quarantine", "again")
