"""Views: what an address says is saved, renamed, ordered, shared, opened by default, and deleted with a way back."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.refusal import Refused
from firstreply.insights.reasons import mark
from firstreply.journey.organise import By
from firstreply.journey.organise import views as kept
from firstreply.store.tenancy import acting
from firstreply.web.desk.done import DONE
from firstreply.web.desk.frame import undo
from firstreply.web.desk.page import acted, posted
from firstreply.web.desk.visit import Visit, own_path

DROPPED: Final = "view-dropped"
DONE.update({"view-saved": mark("The view is saved."), "view-dropped": mark("The view is deleted.")})


def _by(who: Visit) -> By:
    return By(who.caller.member, who.caller.role, who.now)


def _to(who: Visit) -> str:
    return own_path(who.request.POST.get("to", "/leads"))


@posted
def save(who: Visit) -> HttpResponse:
    """Keep what a page shows under a name."""
    given = who.request.POST
    page, query = given.get("page", ""), given.get("query", "")
    with acting(who.organisation):
        kept.keep(page, given.get("name", ""), query, _by(who), shared=given.get("shared") == "on")
    return _gone_to(who, "view-saved")


@posted
def change(who: Visit, view: UUID) -> HttpResponse:
    """Another name, what it shows, whether everybody sees it, whether the page opens with it."""
    given = who.request.POST
    changes: dict[str, Any] = {"shared": given.get("shared") == "on", "opens": given.get("opens") == "on"}
    changes["name"] = given.get("name", "")
    if given.get("here") == "on":
        changes["query"] = given.get("query", "")
    with acting(who.organisation):
        kept.change(view, changes, _by(who), revision=_number(given.get("revision", "")))
    return _gone_to(who, "view-saved")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


@posted
def drop(who: Visit, view: UUID) -> HttpResponse:
    """Delete it; for a while it can be brought back."""
    with acting(who.organisation):
        gone = kept.drop(view, _by(who))
    return _gone_to(
        who, "view-dropped", undo.ticket(who, DROPPED, names=list(gone), values=list(gone.values()))
    )


@posted
def order(who: Visit) -> HttpResponse:
    """One further to the front or to the back."""
    given = who.request.POST
    try:
        views = [UUID(one) for one in given.get("views", "").split(",") if one]
    except ValueError as error:
        raise Refused("not_found", what="view", id="") from error
    with acting(who.organisation):
        kept.order(given.get("page", ""), views, _by(who))
    return _gone_to(who, "view-saved")


def _gone_to(who: Visit, done: str, ticket: str = "") -> HttpResponse:
    """Views are few and seldom changed: the page is shown anew."""
    return acted(who, to=_to(who), done=done, undo=ticket)


def bring_back(who: Visit, names: list[str], values: list[Any]) -> None:
    """A deleted view is there again."""
    kept.bring_back(dict(zip(names, values, strict=True)), _by(who))
