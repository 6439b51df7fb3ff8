"""Others: how somebody of ours gets in: who lost a second factor is let in again, who should be out is put out."""

from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http.response import HttpResponseBase

from firstreply.core.permission import DECIDING
from firstreply.core.refusal import Refused
from firstreply.insights import words
from firstreply.insights.letters import account as letters
from firstreply.insights.reasons import mark
from firstreply.journey import accounts, post
from firstreply.store.queries import members
from firstreply.store.queries.seats import Seat
from firstreply.store.tenancy import acting
from firstreply.web.account.sitting import proven_within
from firstreply.web.account.sure import SECONDS
from firstreply.web.desk.done import DONE
from firstreply.web.desk.page import SeeOther, go, posted
from firstreply.web.desk.visit import Visit

DONE.update(
    {
        "let-in-again": mark("Their password alone lets them in again. They are told by mail."),
        "put-out": mark("Their sessions have ended."),
    }
)
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


@posted
def without_factors(who: Visit, member: UUID) -> HttpResponseBase:
    """The password alone lets them in again; they are told. Whoever does it shows first who they are themselves."""
    by = who.decides(DECIDING)
    _of_another(who, member)
    if not proven_within(who.request, SECONDS, who):
        return SeeOther(f"/account/confirm?to=/people/{member}")
    _tell(who, accounts.let_in_again(who.organisation, member, by, who.came))
    return go(f"/people/{member}", "let-in-again")


@posted
def put_out(who: Visit, member: UUID) -> HttpResponseBase:
    """Wherever they are signed in here, they are no longer."""
    by = who.decides(DECIDING)
    _of_another(who, member)
    accounts.put_out(who.organisation, member, by, who.came)
    return go(f"/people/{member}", "put-out")


def _of_another(who: Visit, member: UUID) -> None:
    """One's own are on the page of one's account."""
    with acting(who.organisation):
        row = members.member(member, who.now)
    if row is None or row.left_at is not None:
        raise Refused("not_found", what="member", id=str(member))
    if member == who.caller.member:
        raise Refused("account_own")


def _tell(who: Visit, seat: Seat) -> None:
    with acting(who.organisation):
        home = members.organisation()
    chosen = seat.looks.get("language") or home.language
    spoken = words.use(chosen if chosen in words.LANGUAGES else "en")
    link = f"{_given.FIRSTREPLY_ADDRESS}/account"
    letter = letters.let_in_again(spoken, organisation=home.name, by=who.name, link=link)
    post.send_aside(seat.user.email, letter.subject, letter.text, language=spoken.lang)
