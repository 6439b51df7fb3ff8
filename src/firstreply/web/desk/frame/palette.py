"""Palette: pages, commands and people, found by a few letters from anywhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.http import HttpResponse

from firstreply.core.lead import fold
from firstreply.store.queries.find import find
from firstreply.store.tenancy import acting
from firstreply.web.desk.frame import offered
from firstreply.web.desk.frame.offered import Offer
from firstreply.web.desk.page import asks_for_part, show, signed_in
from firstreply.web.desk.sheet.places import is_there, places
from firstreply.web.desk.visit import HOME, Visit, own_path

_MOST: Final = 8
_LONGEST: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something to go to, or (where it `posts`) to do. `told`: what else is known of it."""

    path: str
    says: str
    icon: str
    told: str = ""
    is_name: bool = False
    posts: bool = False
    fields: tuple[tuple[str, str], ...] = ()


@signed_in
def page(who: Visit) -> HttpResponse:
    """What there is for the letters that were typed; without any, every page that others lead to, and every command.

    What the page at hand can do is added by its script, which sees it.
    """
    text = " ".join(who.request.GET.get("q", "").split())[:_LONGEST]
    at = _at(who)
    led = len(places(who))
    pages = offered.pages(who) if text else offered.pages(who)[:led]
    found = [
        *_offers(who, pages, text),
        *_offers(who, offered.commands(who, at), text),
        *(_people(who, text) if text else []),
        *_more(who, text),
    ]
    here = at if asks_for_part(who.request) else "/palette"
    return show(who, "frame/palette.html.j2", fragment="found", found=found, q=text, at=here)


def _at(who: Visit) -> str:
    """The page that the palette was opened on, as far as it is one of ours."""
    asked = urlsplit(who.request.headers.get("HX-Current-URL", ""))
    return own_path(f"{asked.path}?{asked.query}" if asked.query else asked.path) if asked.path else HOME


def _offers(who: Visit, offers: Iterable[Offer], text: str) -> list[Found]:
    """Those that the text fits: first the ones whose own name begins with it."""
    found = [
        Found(path=one.path, says=who.words.say(one.says), icon=one.icon, posts=one.posts, fields=one.fields)
        for one in offers
        if offered.matches(one, text)
    ]
    sought = fold(text)
    return sorted(found, key=lambda one: not fold(one.says).startswith(sought)) if text else found


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
