"""Doing: what is done to rows of the list, one or many; each takes a look as a small page (GET) and is done by POST."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpResponse

from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.insights.reasons import mark
from firstreply.journey import acted as did
from firstreply.journey.act.deed import Deed
from firstreply.journey.call.logged import Logged, logged
from firstreply.store.queries import inbox_chosen, inbox_people
from firstreply.store.tenancy import acting
from firstreply.web.desk.done import DONE
from firstreply.web.desk.frame import undo
from firstreply.web.desk.inbox import undoing
from firstreply.web.desk.inbox.chosen import Item, chosen
from firstreply.web.desk.inbox.fields import called_id, wait_of, who_gets
from firstreply.web.desk.inbox.outcome import Outcome, answer, back, each
from firstreply.web.desk.inbox.tools import answers, tools
from firstreply.web.desk.page import posted, show, signed_in
from firstreply.web.desk.visit import Visit

DONE.update(
    {
        "inbox-assigned": mark("Given to somebody else."),
        "inbox-closed": mark("Closed."),
        "inbox-spam": mark("Set aside as spam. It leaves every number."),
        "inbox-called": mark("The call is written down."),
        "inbox-talked": mark("The conversation is written down: it was an answer."),
        "inbox-task": mark("Done."),
    }
)
#: Why a conversation is closed without an answer; people may say it in their own words.
CLOSED_BECAUSE: Final = (
    mark("No reply needed"), mark("Answered elsewhere"), mark("Duplicate"), mark("Not for us"),
)  # fmt: skip


@signed_in
def assign(who: Visit) -> HttpResponse:
    """Give leads to somebody, or to a pool: as who leads a team, or as whose they are."""
    if who.request.method != "POST":
        with acting(who.organisation):
            people, pools = inbox_people.people(who.now), inbox_people.pools()
        return _sheet(who, "assign", people=people, pools=pools)
    items = chosen(who, who.request.POST)
    member, pool = who_gets(who.request.POST)
    reason = who.request.POST.get("reason", "")

    def give(item: Item) -> Deed:
        by, now = who.caller.member, who.now
        if pool is None and not who.may(Act.ASSIGN, owner=item.owner, team=item.team):
            assert member is not None  # one of the two was named
            return did.hand_over(who.organisation, item.lead, member, by=by, now=now, reason=reason)
        return did.assign(who.organisation, item.lead, by=by, now=now, to=member, pool=pool)

    outcome = each(who, _once(items), give)
    ticket = _ticket(who, outcome, "inbox-give-back", pairs=_made(outcome))
    said = who.words.many("{n} lead was given away", "{n} leads were given away", len(outcome.done))
    return answer(who, outcome, done="inbox-assigned", said=said, undo=ticket)


@signed_in
def close(who: Visit) -> HttpResponse:
    """Close conversations: nobody waits there any more, and what comes next is a new inquiry."""
    if who.request.method != "POST":
        return _sheet(who, "close", reasons=CLOSED_BECAUSE)
    reason = who.request.POST.get("reason", "").strip() or who.request.POST.get("because", "").strip()
    if not reason:
        raise Refused("reason_missing", what="close")
    return _ended(
        who,
        lambda item: did.close(
            who.organisation, wait_of(item), by=who.caller.member, now=who.now, reason=reason
        ),
        done="inbox-closed",
        said=lambda n: who.words.many("{n} conversation closed", "{n} conversations closed", n),
    )


@signed_in
def spam(who: Visit) -> HttpResponse:
    """Set waits aside as spam: they leave every number, and how many those are is shown."""
    if who.request.method != "POST":
        return _sheet(who, "spam")
    return _ended(
        who,
        lambda item: did.void(
            who.organisation, wait_of(item), by=who.caller.member, now=who.now, reason="spam"
        ),
        done="inbox-spam",
        said=lambda n: who.words.many("{n} set aside as spam", "{n} set aside as spam", n),
    )


@signed_in
def call(who: Visit) -> HttpResponse:
    """Write a call down: reached (an answer), or not (it goes on waiting)."""
    if who.request.method != "POST":
        return _sheet(who, "call")
    reached = who.request.POST.get("reached") == "yes"
    what = Logged(inbound=False, reached=reached, note=who.request.POST.get("text", ""))

    def log(item: Item) -> None:
        logged(who.organisation, item.lead, what, by=who.caller.member, now=who.now)

    outcome = each(who, _once(chosen(who, who.request.POST)), log)
    facts = called_id(who, outcome)
    ticket = _ticket(who, outcome, "inbox-unsay", facts=facts)
    said = DONE["inbox-talked" if reached else "inbox-called"]
    done = "inbox-talked" if reached else "inbox-called"
    return answer(who, outcome, done=done, said=who.words.say(said), undo=ticket, stays=not reached)


@signed_in
def more(who: Visit) -> HttpResponse:
    """Everything that can be done to a row, as a list; where no room is for buttons."""
    items = chosen(who, who.request.GET)[:1]
    with acting(who.organisation):
        offer = inbox_chosen.offered(who.caller.member, items[0].lead, who.now)
    return show(
        who,
        "inbox/more.html.j2",
        fragment="sheet",
        items=items,
        offer=offer,
        to=back(who),
        tools=tools(who),
        may_answer=answers(who),
    )


@posted
def task(who: Visit) -> HttpResponse:
    """Follow-ups that were done."""
    found = undoing.ids(who.request.POST.getlist("task"))
    if not found:
        raise Refused("nothing_chosen")
    for one in found:
        did.finish(who.organisation, one, by=who.caller.member, now=who.now)
    items = chosen(who, who.request.POST)
    ticket = undo.ticket(who, "inbox-take-up", tasks=found)
    said = who.words.many("{n} follow-up done", "{n} follow-ups done", len(found))
    return answer(who, Outcome(done=items), done="inbox-task", said=said, undo=ticket)


def _ended(who: Visit, act: Callable[[Item], Deed], *, done: str, said: Callable[[int], str]) -> HttpResponse:
    outcome = each(who, chosen(who, who.request.POST), act)
    ticket = _ticket(who, outcome, "inbox-reopen", waits=[wait_of(one) for one in outcome.done])
    return answer(who, outcome, done=done, said=said(len(outcome.done)), undo=ticket)


def _ticket(who: Visit, outcome: Outcome, name: str, **args: Any) -> str:
    return undo.ticket(who, name, **args) if outcome.done else ""


def _made(outcome: Outcome) -> list[list[str]]:
    return [[str(lead), str(made)] for lead, made in outcome.made.items()]


def _once(items: list[Item]) -> list[Item]:
    """Each lead once, however many of its waits were chosen."""
    return list({one.lead: one for one in items}.values())


def _sheet(who: Visit, name: str, **facts: Any) -> HttpResponse:
    items = chosen(who, who.request.GET)
    return show(who, f"inbox/{name}.html.j2", fragment="sheet", items=items, to=back(who), **facts)
