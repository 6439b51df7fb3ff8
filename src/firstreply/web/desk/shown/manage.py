"""Manage: which walls and badges there are; a new one, and one that shows nothing any more."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from firstreply.core.permission import SHOWING, Act
from firstreply.core.refusal import Refused
from firstreply.core.sight import SEE_ALL
from firstreply.insights.words import LANGUAGES
from firstreply.journey.organise import links as sharing
from firstreply.store.queries import links, members, samples
from firstreply.store.tenancy import acting
from firstreply.web.desk.looks import THEMES
from firstreply.web.desk.page import go, posted, show, signed_in
from firstreply.web.desk.visit import Visit

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
    if kind == "wall":
        _within_sight(who, given.get("team", ""))
    name = " ".join(given.get("name", "").split())[:_NAME] or who.words.say("Office")
    with acting(who.organisation):
        _, token = sharing.share(kind, name, kept, who.decides(SHOWING))
    address = f"{_given.FIRSTREPLY_ADDRESS}/{kind}/{token}" + (".svg" if kind == "badge" else "")
    return _page(who, made=(kind, name, address), status=201)


def _within_sight(who: Visit, team: str) -> None:
    """A wall shows no more than whoever makes it may see: managers their own teams. Refuses `not_allowed`."""
    if who.viewer.role not in SEE_ALL and team not in map(str, who.viewer.teams | who.viewer.manages):
        raise Refused("not_allowed", act=Act.SEE.value, role=who.caller.role.value)


@posted
def revoke(who: Visit, link: UUID) -> HttpResponseBase:
    """That address shows nothing any more. Refuses `not_allowed` for what shows another's team."""
    with acting(who.organisation):
        sharing.revoke(link, who.decides(SHOWING))
    return go("/insights/shown", "link-revoked")


def _page(who: Visit, *, made: tuple[str, str, str] | None = None, status: int = 200) -> HttpResponse:
    with acting(who.organisation):
        walls, badges = links.in_use("wall"), links.in_use("badge")
        teams = members.teams(who.now, None, 200).rows
        invented = samples.count()
    everybody, viewer = who.viewer.role in SEE_ALL, who.viewer
    return show(
        who,
        "shown/manage.html.j2",
        status=status,
        walls=walls,
        badges=badges,
        teams=[one for one in teams if everybody or one.id in viewer.teams | viewer.manages],
        everybody=everybody,
        made=made,
        invented=invented,
        may_show=who.caller.role in SHOWING,
        may_revoke=lambda one: sharing.may_revoke(viewer, one.member, one.settings),
    )
