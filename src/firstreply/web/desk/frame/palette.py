"""Palette: pages, commands and people, found by a few letters from anywhere."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse

from firstreply.core.lead import fold
from firstreply.store.queries import leads
from firstreply.store.queries.leads import Wanted
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import show, signed_in
from firstreply.web.desk.sheet.places import is_there, places
from firstreply.web.desk.visit import Visit

_MOST: Final = 8
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something to go to. `told`: what else is known of it."""

    path: str
    says: str
    icon: str
    told: str = ""
    is_name: bool = False


@signed_in
def page(who: Visit) -> HttpResponse:
    """What there is for the letters that were typed; without any, every page."""
    text = " ".join(who.request.GET.get("q", "").split())[:_LONGEST]
    found = [*_pages(who, text), *(_people(who, text) if text else [])]
    return show(who, "frame/palette.html.j2", fragment="found", found=found, q=text)


def _pages(who: Visit, text: str) -> list[Found]:
    sought = fold(text)
    said = [(one, who.words.say(one.says)) for one in places(who)]
    return [
        Found(path=one.path, says=says, icon=one.icon)
        for one, says in said
        if sought in fold(says) or sought in one.path
    ]


def _people(who: Visit, text: str) -> list[Found]:
    viewer = who.viewer
    with acting(who.organisation):
        rows = leads.page(viewer, Wanted(text=text), "newest", None, _MOST).rows
    return [
        Found(
            path=f"/leads/{row.id}" if is_there(f"/leads/{row.id}") else "/leads",
            says=row.name or who.words.say("Without a name"),
            icon="people",
            told=row.company,
            is_name=True,
        )
        for row in rows
    ]
