"""Approved: what an account may send out of the blue, as the other side said when it was asked last."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse

from firstreply.channels.base import Setup
from firstreply.core.refusal import Refused
from firstreply.insights.reasons import mark
from firstreply.store.tenancy import acting
from firstreply.web.desk import kinds
from firstreply.web.desk.account.shown import Account, find, tabs
from firstreply.web.desk.page import go, posted, show, signed_in, told
from firstreply.web.desk.template.approved import Fetched, fetched, fits, forget
from firstreply.web.desk.visit import Visit

#: Why one that is approved is not offered.
NEEDS: Final = {
    "media": mark("needs a picture, a video, a file or a place with each message"),
    "button": mark("has a button that needs a value with each message"),
    "cards": mark("is made of several cards"),
}
#: What Meta says of one.
STATES: Final = {
    "APPROVED": mark("Approved"),
    "PENDING": mark("Is being looked at"),
    "REJECTED": mark("Refused"),
    "PAUSED": mark("Paused"),
    "DISABLED": mark("Switched off"),
}


@signed_in
def page(who: Visit, source: UUID) -> HttpResponse:
    """All of them, those that may be sent first."""
    found = _found(who, source)
    asked, wrong = _asked(found.setup, who) if found.setup else (None, found.broken)
    rows = sorted(asked.templates, key=_rank) if asked else []
    return show(
        who,
        "approved.html.j2",
        account=found.row,
        kind=kinds.kind(who.words, found.row.kind),
        tabs=tabs(who, found.row),
        said=told(who.words, wrong) if wrong else "",
        at=asked.at if asked else None,
        rows=[(one, STATES.get(one["status"].upper()), NEEDS.get(one["needs"])) for one in rows],
    )


@posted
def again(who: Visit, source: UUID) -> HttpResponse:
    """Ask the other side anew."""
    who.decides()
    _found(who, source)
    forget(source)
    return go(f"/channels/{source}/templates")


def _found(who: Visit, source: UUID) -> Account:
    with acting(who.organisation):
        found = find(who, source)
    if found.channel is None or found.channel.templates is None:
        raise Refused("not_found", what="templates", id=str(source))
    return found


def _asked(setup: Setup, who: Visit) -> tuple[Fetched | None, Refused | None]:
    try:
        return fetched(setup, who.now), None
    except Refused as refused:
        return None, refused


def _rank(one: Mapping[str, Any]) -> tuple[bool, bool, str, str]:
    return one["status"].upper() != "APPROVED", not fits(one), one["name"], one["language"]
