"""Places: the pages that every page leads to, for whom they are, and which of them there are."""

from dataclasses import dataclass
from functools import cache
from typing import Final

from django.urls import Resolver404, resolve

from firstreply.core.member import Role
from firstreply.insights.reasons import mark
from firstreply.web.desk.visit import LISTS, Visit

_ALL: Final = frozenset(Role)
_WORKING: Final = _ALL - {Role.VIEWER}
_LEADING: Final = frozenset({Role.OWNER, Role.ADMIN, Role.MANAGER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page that every page leads to. `key`: what is pressed after `g` to get there."""

    path: str
    says: str
    icon: str
    key: str
    roles: frozenset[Role] = _ALL
    often: bool = False  #: among the four that a phone shows


PLACES: Final = (
    Place(path="/inbox", says=mark("My leads"), icon="inbox", key="i", roles=_WORKING, often=True),
    Place(path="/leads", says=mark("Leads"), icon="leads", key="l", often=True),
    Place(path="/pipeline", says=mark("Pipeline"), icon="pipeline", key="p", often=True),
    Place(path="/insights", says=mark("Insights"), icon="insights", key="n", often=True),
    Place(path="/rules", says=mark("Rules"), icon="rules", key="r"),
    Place(path="/templates", says=mark("Templates"), icon="templates", key="t", roles=_WORKING),
    Place(path="/channels", says=mark("Channels"), icon="channels", key="c"),
    Place(path="/files", says=mark("Files"), icon="files", key="f", roles=LISTS),
    Place(path="/webhooks", says=mark("Webhooks"), icon="webhooks", key="w"),
    Place(path="/people", says=mark("People"), icon="people", key="o", roles=_LEADING),
)


def places(who: Visit) -> list[Place]:
    """Those that this person may see, in order."""
    seen = [one for one in PLACES if who.caller.role in one.roles and is_there(one.path)]
    return [one for one in seen if one.path != "/files" or who.may_see_lists]


@cache
def is_there(path: str) -> bool:
    """Whether there is such a page in this installation."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def home(who: Visit) -> str:
    """Where somebody begins."""
    seen = places(who)
    return seen[0].path if seen else "/channels"
