"""Listing: who works here, who was invited, and somebody new."""

from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from firstreply.core.member import Role
from firstreply.core.permission import DECIDING
from firstreply.core.refusal import Refused
from firstreply.insights import words
from firstreply.insights.letters import account as letters
from firstreply.insights.reasons import TERMS
from firstreply.insights.words import Words
from firstreply.journey import post
from firstreply.journey.organise import invitations, people
from firstreply.journey.organise.invitations import Invited
from firstreply.store.queries import invited, members
from firstreply.store.queries.paging import After
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import posted, show, signed_in, status_of, told
from firstreply.web.desk.visit import Visit

MOST: Final = 200
_ROWS: Final = 50
_LONGEST: Final = 120
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


@signed_in
def page(who: Visit) -> HttpResponse:
    """Everybody who works here, with what they have to do."""
    return listing(who)


@posted
def invite(who: Visit) -> HttpResponseBase:
    """A new member and a link for them: sent by mail where that is set up, and shown this once."""
    given = who.request.POST
    name, email = " ".join(given.get("name", "").split())[:_LONGEST], given.get("email", "").strip()
    role, teams = given.get("role", ""), _ids(given.getlist("teams"))
    try:
        if not name:
            raise Refused("name_missing", limit=_LONGEST)
        if role not in Role.__members__.values():
            raise Refused("not_found", what="role", id=role)
        with acting(who.organisation):
            by = who.decides(DECIDING)
            member = people.invite(name, email, Role(role), by, teams=teams)
            made = invitations.invite(member, by, who.came)
    except Refused as refused:
        return listing(who, wrong=told(who.words, refused), typed=given.dict(), status=status_of(refused))
    return listing(who, made=made, was_sent=_sent(who, made), status=201)


@posted
def again(who: Visit, member: UUID) -> HttpResponseBase:
    """A new link for somebody who has not come in yet; the one before ends."""
    with acting(who.organisation):
        made = invitations.invite(member, who.decides(DECIDING), who.came)
    return listing(who, made=made, was_sent=_sent(who, made))


@posted
def withdraw(who: Visit, member: UUID) -> HttpResponseBase:
    """That link lets nobody in any more."""
    with acting(who.organisation):
        invitations.revoke(member, who.decides(DECIDING), who.came)
    return listing(who)


def listing(
    who: Visit,
    *,
    made: Invited | None = None,
    was_sent: bool = False,
    wrong: str = "",
    typed: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, after whatever was done."""
    asked, place = _asked(who)
    with acting(who.organisation):
        rows, onward = members.members(who.now, False, place, _ROWS, like=asked)
        teams = members.teams(who.now, None, MOST).rows
        waiting = invited.waiting(who.now)
        signing = invited.signing_in()
    return show(
        who,
        "people/listing.html.j2",
        status=status,
        rows=rows,
        asked=asked,
        onward=urlencode({"q": asked, "after": onward.id} if asked else {"after": onward.id})
        if onward
        else "",
        teams=teams,
        team_names={one.id: one.name for one in teams},
        waiting=waiting,
        signing=signing,
        roles=roles(who.words),
        made=made,
        link=_link(made) if made else "",
        was_sent=was_sent,
        wrong=wrong,
        typed=typed or {},
        may_decide=who.caller.role in DECIDING,
    )


def _asked(who: Visit) -> tuple[str, After | None]:
    """Whom the address asks for, and after whom the page begins."""
    given = who.request.GET
    after = given.get("after", "")
    try:
        place = After(UUID(after), UUID(after)) if after else None
    except ValueError as error:
        raise Refused("not_found", what="member", id=after) from error
    return " ".join(given.get("q", "").split())[:_LONGEST], place


def roles(spoken: Words) -> list[tuple[str, str]]:
    """Each role with its name."""
    called = TERMS["role"]
    return [(one.value, spoken.say(called[one.value])) for one in Role]


def _link(made: Invited) -> str:
    return f"{_given.FIRSTREPLY_ADDRESS}/invitation/{made.token}"


def _sent(who: Visit, made: Invited) -> bool:
    with acting(who.organisation):
        home = members.organisation()
    spoken = words.use(home.language if home.language in words.LANGUAGES else "en")
    letter = letters.invitation(spoken, organisation=home.name, by=who.name, link=_link(made))
    return post.send(made.email, letter.subject, letter.text, language=spoken.lang, name=made.name)


def _ids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(one) for one in texts[:MOST]]
    except ValueError as error:
        raise Refused("not_found", what="team", id="") from error
