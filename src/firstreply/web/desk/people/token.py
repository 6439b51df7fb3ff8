"""Token: what lets programs in; made, shown once, taken back."""

from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from firstreply.core.access import Scope
from firstreply.core.member import Role
from firstreply.core.permission import DECIDING
from firstreply.core.refusal import Refused
from firstreply.insights.reasons import mark
from firstreply.journey import access
from firstreply.store.queries import members, tokens
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import go, posted, show, signed_in
from firstreply.web.desk.people.listing import MOST
from firstreply.web.desk.visit import Visit

SAYS: Final = {
    Scope.INTAKE: mark("Bring inquiries and see what became of them"),
    Scope.READ: mark("Read leads, waits and people"),
    Scope.WRITE: mark("Work on leads: answer, assign, note"),
    Scope.LIVE: mark("Listen to the live stream"),
    Scope.ADMIN: mark("Everything, people and rules included"),
}
_LONGEST: Final = 80


@signed_in
def page(who: Visit) -> HttpResponse:
    """Those in force."""
    who.decides(DECIDING)
    return _page(who)


@posted
def make(who: Visit) -> HttpResponseBase:
    """A new one; its text is shown this once."""
    who.decides(DECIDING)
    given = who.request.POST
    name = " ".join(given.get("name", "").split())[:_LONGEST] or who.words.say("Program")
    scopes = [one.value for one in Scope if one.value in given.getlist("scopes")]
    if not scopes:
        raise Refused("scope_missing")
    with acting(who.organisation):
        member = _whose(who, given.get("member", ""))
        _, text = access.issue(name=name, scopes=scopes, member=member)
    return _page(who, made=text, status=201)


@posted
def revoke(who: Visit, token: UUID) -> HttpResponseBase:
    """It lets nobody in any more."""
    who.decides(DECIDING)
    access.revoke(who.organisation, token, who.now)
    return go("/tokens", "saved")


def _whose(who: Visit, text: str) -> UUID | None:
    """Whose eyes it sees with. Nobody makes a token that may more than themselves. Refuses `role_above_own`."""
    if not text:
        return None
    try:
        row = members.member(UUID(text), who.now)
    except ValueError:
        row = None
    if row is None or row.left_at is not None:
        raise Refused("not_found", what="member", id=text)
    if row.role == Role.OWNER.value and who.caller.role is not Role.OWNER:
        raise Refused("role_above_own", role=row.role)
    return row.id


def _page(who: Visit, *, made: str = "", status: int = 200) -> HttpResponse:
    rows = tokens.in_force(who.organisation)
    with acting(who.organisation):
        known = members.members(who.now, False, None, MOST).rows
    names = {one.id: one.name for one in known}
    scopes = [(one.value, who.words.say(SAYS[one])) for one in SAYS]
    return show(
        who,
        "people/tokens.html.j2",
        status=status,
        rows=rows,
        people=known,
        names=names,
        scopes=scopes,
        made=made,
    )
