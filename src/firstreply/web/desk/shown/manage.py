"""Manage: which walls and badges there are; a new one, and one that shows nothing any more."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from firstreply.core.member import Role
from firstreply.core.permission import DECIDING
from firstreply.insights.words import LANGUAGES
from firstreply.journey.organise import links as sharing
from firstreply.store.queries import links, members
from firstreply.store.tenancy import acting
from firstreply.web.desk.looks import THEMES
from firstreply.web.desk.page import go, posted, show, signed_in
from firstreply.web.desk.visit import Visit

#: Who may show figures to people who do not sign in.
SHOWING: Final = DECIDING | {Role.MANAGER}
_NAME: Final = 80
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


@signed_in
def page(who: Visit) -> HttpResponse:
    """What is shown outside, and to whom it was given."""
    return _page(who)


@posted
def add(who: Visit) -> HttpResponseBase:
    """A new wall or badge; its address is shown this once."""
    given = who.request.POST
    lang, theme = given.get("language", ""), given.get("theme", "")
    kept = {
        "names": given.get("names") == "on",
        "language": lang if lang in LANGUAGES else who.words.lang,
        "theme": theme if theme in THEMES else "auto",
        "team": given.get("team", ""),
    }
    kind = given.get("kind", "")
    name = " ".join(given.get("name", "").split())[:_NAME] or who.words.say("Office")
    with acting(who.organisation):
        _, token = sharing.share(kind, name, kept, who.decides(SHOWING))
    address = f"{_given.FIRSTREPLY_ADDRESS}/{kind}/{token}" + (".svg" if kind == "badge" else "")
    return _page(who, made=(kind, name, address), status=201)


@posted
def revoke(who: Visit, link: UUID) -> HttpResponseBase:
    """That address shows nothing any more."""
    with acting(who.organisation):
        sharing.revoke(link, who.decides(SHOWING))
    return go("/insights/shown", "link-revoked")


def _page(who: Visit, *, made: tuple[str, str, str] | None = None, status: int = 200) -> HttpResponse:
    with acting(who.organisation):
        walls, badges = links.in_use("wall"), links.in_use("badge")
        teams = members.teams(who.now, None, 200).rows
    return show(
        who,
        "shown/manage.html.j2",
        status=status,
        walls=walls,
        badges=badges,
        teams=teams,
        made=made,
        may_show=who.caller.role in SHOWING,
    )
