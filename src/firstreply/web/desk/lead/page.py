"""The page of one lead: what was said, what is known, what comes next."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from firstreply.core.access import Scope
from firstreply.core.permission import DECIDING
from firstreply.store.queries import lead_beside, lead_page, leads, replies
from firstreply.store.queries.leads import LeadShown
from firstreply.store.tenancy import acting
from firstreply.web.desk.lead import timeline
from firstreply.web.desk.lead.because import identified
from firstreply.web.desk.lead.composer import composer
from firstreply.web.desk.lead.finding import find
from firstreply.web.desk.lead.side import side
from firstreply.web.desk.page import SeeOther, acted, asks_for_part, go, show, signed_in
from firstreply.web.desk.visit import Visit

PAGE = "lead/page.html.j2"
#: Blocks that the page asks for again.
PARTS = frozenset({"side", "recent", "earlier", "composer", "others"})


@signed_in
def page(who: Visit, lead: UUID) -> HttpResponseBase:
    """Everything of a lead, or one part of it (`?part=`). One that was merged leads to what it went into."""
    with acting(who.organisation):
        into = lead_page.into(who.viewer, lead)
        if into is not None and not asks_for_part(who.request):
            return SeeOther(f"/leads/{into}?done=lead-merged-into")
        row = find(who, lead)
        part = who.request.GET.get("part", "")
        facts = part_of(who, row, part) if asks_for_part(who.request) and part in PARTS else whole(who, row)
    return show(who, PAGE, frames=True, fragment=part if part in PARTS else "", **facts)


def whole(who: Visit, row: LeadShown) -> dict[str, Any]:
    """The facts of the whole page. Inside a transaction."""
    facts = {**side(who, row), **composer(who, row, **again(who, row)), **talk(who, row), **others(who, row)}
    return facts | {"is_opened": True}


def again(who: Visit, row: LeadShown) -> dict[str, Any]:
    """One of ours that did not arrive, to be written again (`?again=`); nothing where none is asked for."""
    own = identified(who.request.GET.get("again"))
    sent = replies.reply(own) if own else None
    if sent is None or sent.lead != row.id:
        return {}
    return {"text": sent.body, "subject": sent.subject, "chosen": sent.source, "files": sent.files}


def part_of(who: Visit, row: LeadShown, part: str) -> dict[str, Any]:
    """The facts of one part."""
    if part == "side":
        return side(who, row)
    if part == "composer":
        return composer(who, row)
    return others(who, row) if part == "others" else talk(who, row)


def talk(who: Visit, row: LeadShown) -> dict[str, Any]:
    """The facts of the timeline: a page of it."""
    show_only = who.request.GET.get("show", "all")
    show_only = show_only if show_only in timeline.SHOWN else "all"
    before = timeline.cursor(who.request.GET.get("before", ""))
    found = timeline.timeline(who, row, show_only, before)
    return {
        "row": row,
        "entries": found.rows,
        "before": timeline.link_of(found.after),
        "is_newest": before is None,
        "is_moving": timeline.is_moving(found.rows),
        "shown": show_only,
        "chips": [(key, who.words.say(text)) for key, text in timeline.SHOWN.items()],
        "may_see_raw": Scope.ADMIN in who.caller.scopes and who.caller.role in DECIDING,
    }


def others(who: Visit, row: LeadShown) -> dict[str, Any]:
    """Who else is there; a page that is opened asks for it at once, a part of one has just been told."""
    me = who.caller.member
    there = lead_beside.there(row.id, me, who.now) if me else []
    return {"row": row, "there": there, "me": me, "is_opened": False}


def answered(who: Visit, lead: UUID, done: str, undo: str = "") -> HttpResponse:
    """What follows an act: the side anew, or the list where the lead is no longer theirs to see."""
    with acting(who.organisation):
        row = leads.one(who.viewer, lead)
        facts = side(who, row) if row is not None else {}
    if row is None:
        response = acted(who, to="/inbox", done=done, undo=undo)
        response["HX-Redirect"] = go("/inbox", done, undo).url
        return response
    return acted(who, to=f"/leads/{lead}", done=done, undo=undo, template=PAGE, fragment="side", **facts)
