"""Owner: whose a lead is: given, handed over, offered to a colleague who has time, taken."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.refusal import Refused
from firstreply.journey import acted
from firstreply.store.queries import lead_page, leads
from firstreply.store.tenancy import acting
from firstreply.web.desk.frame import undo
from firstreply.web.desk.lead.finding import find, given, given_id, may, member
from firstreply.web.desk.lead.page import PAGE, answered, whole
from firstreply.web.desk.page import posted, show, signed_in
from firstreply.web.desk.visit import Visit


@signed_in
def give(who: Visit, lead: UUID) -> HttpResponse:
    """To whom it can be given: shown on demand, and done."""
    if who.request.method == "POST":
        return _give(who, lead)
    with acting(who.organisation):
        row = find(who, lead)
        facts: dict[str, Any] = {
            "row": row,
            "can": may(who, row),
            "colleagues": [one for one in lead_page.colleagues() if one[0] != row.owner_id],
            "pools": lead_page.pools() if may(who, row)["assign"] else [],
        }
    return show(who, "lead/give.html.j2", fragment="giving", **facts)


def _give(who: Visit, lead: UUID) -> HttpResponse:
    to, pool, reason = given_id(who, "to"), given_id(who, "pool"), given(who, "reason", 500)
    with acting(who.organisation):
        row = find(who, lead)
        can = may(who, row)
    by, now = who.caller.member, who.now
    if to is None and pool is None and not can["assign"]:
        raise Refused("not_found", what="member", id="")
    if to is not None and (not can["assign"] or (pool is None and row.owner_id == by)):
        made = acted.hand_over(who.organisation, lead, to, by=by, now=now, reason=reason).made
    else:
        made = acted.assign(who.organisation, lead, by=by, now=now, to=to, pool=pool).made
        if reason:
            acted.note(who.organisation, lead, reason, by=by, now=now)
    return answered(who, lead, "lead-given", undo.ticket(who, "give-back", lead=lead, made=made))


@posted
def cover(who: Visit, lead: UUID) -> HttpResponse:
    """Ask the colleague who has time to take it over."""
    with acting(who.organisation):
        find(who, lead)
    deed = acted.ask_for_cover(
        who.organisation, lead, by=who.caller.member, now=who.now, reason=given(who, "reason", 500)
    )
    if deed.made is None:
        return answered(who, lead, "lead-cover-managers")
    return answered(who, lead, "lead-cover-asked", undo.ticket(who, "withdraw", offer=deed.made))


@posted
def claim(who: Visit, lead: UUID, offer: UUID) -> HttpResponse:
    """Take it, or (`no`) leave it."""
    me = member(who)
    with acting(who.organisation):
        find(who, lead)
        if leads.offered(offer) != lead:
            raise Refused("not_found", what="offer", id=str(offer))
    if given(who, "take") == "no":
        said = acted.decline_offer(who.organisation, offer, by=me, now=who.now).made
        return answered(who, lead, "lead-declined", undo.ticket(who, "reconsider", made=said))
    made = acted.claim(who.organisation, offer, by=me, now=who.now).made
    return answered(who, lead, "lead-claimed", undo.ticket(who, "give-back", lead=lead, made=made))


@posted
def stage(who: Visit, lead: UUID) -> HttpResponse:
    """Move it to another stage; where that asks for a reason and none is given, the reasons are offered."""
    to, reason = given(who, "stage", 60), given(who, "reason", 500) or given(who, "own_reason", 500)
    with acting(who.organisation):
        row = find(who, lead)
        since = lead_page.stage_since(lead)
    try:
        acted.move_stage(who.organisation, lead, to, by=who.caller.member, now=who.now, reason=reason)
    except Refused as refused:
        if refused.code != "stage_reason_missing":
            raise
        return _ask(who, lead, to)
    before = since.isoformat() if since else None
    ticket = undo.ticket(who, "stage-back", lead=lead, stage=row.stage, since=before, moved_to=to)
    return answered(who, lead, "lead-moved", ticket)


def _ask(who: Visit, lead: UUID, to: str) -> HttpResponse:
    with acting(who.organisation):
        facts = whole(who, find(who, lead))
    asked = next((one for one in facts["stages"] if one.key == to), None)
    return show(who, PAGE, status=422, frames=True, fragment="side", **{**facts, "asked": asked})


def give_back(who: Visit, lead: str, made: str) -> None:
    """It is whose it was."""
    acted.give_back(who.organisation, UUID(lead), UUID(made), by=who.caller.member, now=who.now)


def reconsider(who: Visit, made: str) -> None:
    """What they left to others is open to them again."""
    acted.reconsider(who.organisation, UUID(made), by=member(who), now=who.now)


def withdraw(who: Visit, offer: str) -> None:
    """The colleague is asked no more."""
    acted.withdraw_offer(who.organisation, UUID(offer), by=who.caller.member, now=who.now)


def stage_back(who: Visit, lead: str, stage: str, since: str | None, moved_to: str) -> None:
    """It is in the stage in which it was, since when it was."""
    then = datetime.fromisoformat(since) if since else None
    acted.put_back(
        who.organisation, UUID(lead), stage, then, moved_to=moved_to, by=who.caller.member, now=who.now
    )
