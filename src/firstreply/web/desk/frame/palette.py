"""Palette: pages, commands and people, found by a few letters from anywhere."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse

from firstreply.core.lead import fold
from firstreply.store.queries.find import find
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
    found = [*_pages(who, text), *(_people(who, text) if text else []), *_more(who, text)]
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
        hits = find(viewer, text, limit=_MOST).hits
    return [
        Found(
            path=f"/leads/{hit.id}",
            says=hit.name or hit.email or hit.phone or who.words.say("Without a name"),
            icon="people",
            told=hit.company or hit.email,
            is_name=True,
        )
        for hit in hits
    ]


def _more(who: Visit, text: str) -> list[Found]:
    """The whole search, where what was typed may have found more than is shown here."""
    if not text or not is_there("/search"):
        return []
    says = who.words.say("Everything found for “{sought}”", sought=text)
    return [Found(path=f"/search?{urlencode({'q': text})}", says=says, icon="search")]
