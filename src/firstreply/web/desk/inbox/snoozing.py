"""Snoozing: rows that somebody does not want to see for a while, and shows themselves again."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse

from firstreply.core.permission import SNOOZING
from firstreply.core.refusal import Refused
from firstreply.core.respond.snooze import Until, choices
from firstreply.insights.day_input import typed
from firstreply.insights.reasons import mark
from firstreply.journey import acted as did
from firstreply.store.queries import inbox_chosen, lead_beside
from firstreply.store.tenancy import acting
from firstreply.web.desk.done import DONE
from firstreply.web.desk.frame import undo
from firstreply.web.desk.inbox.chosen import chosen
from firstreply.web.desk.inbox.fields import snoozed_until
from firstreply.web.desk.inbox.outcome import Outcome, answer, back
from firstreply.web.desk.page import posted, show, signed_in
from firstreply.web.desk.sheet.writing import Writing
from firstreply.web.desk.visit import Visit

DONE.update(
    {
        "inbox-snoozed": mark("Snoozed. It comes back at its time, or as soon as they write again."),
        "inbox-woken": mark("It is in your list again."),
    }
)
_SAID = {
    Until.HOUR: mark("In 1 hour"),
    Until.TOMORROW: mark("Tomorrow morning"),
    Until.WORKDAY: mark("Next working day"),
    Until.WEEK: mark("Next week"),
}


@signed_in
def snooze(who: Visit) -> HttpResponse:
    """Hide leads from whoever asks, until a time or until they write again. No clock stops."""
    if who.caller.member is None:
        raise Refused("no_member")
    must_snooze(who)
    if who.request.method != "POST":
        return _sheet(who)
    items = chosen(who, who.request.POST)
    at = snoozed_until(who, who.request.POST)
    leads = list(dict.fromkeys(one.lead for one in items))
    hidden = set(did.snooze(who.organisation, leads, at, by=who.caller.member, now=who.now))
    outcome = Outcome(done=[one for one in items if one.lead in hidden])
    outcome.failed = [
        (one, who.words.for_refusal("not_found", {"what": "lead"})) for one in items if one.lead not in hidden
    ]
    said = who.words.many(
        "{n} lead snoozed until {at}", "{n} leads snoozed until {at}", len(hidden), at=Writing(who).moment(at)
    )
    ticket = undo.ticket(who, "inbox-wake", leads=sorted(hidden))
    return answer(who, outcome, done="inbox-snoozed", said=said, undo=ticket)


@posted
def wake(who: Visit) -> HttpResponse:
    """Show them again."""
    if who.caller.member is None:
        raise Refused("no_member")
    items = chosen(who, who.request.POST)
    leads = [one.lead for one in items]
    with acting(who.organisation):
        before = lead_beside.asleep(leads, who.caller.member, who.now)
    did.wake(who.organisation, leads, by=who.caller.member)
    again = DONE["inbox-woken"]
    said = who.words.say(again)
    pairs = [[lead, until.isoformat()] for lead, until in before.items()]
    ticket = undo.ticket(who, "inbox-snooze-again", pairs=pairs) if pairs else ""
    return answer(who, Outcome(done=items), done="inbox-woken", said=said, undo=ticket)


def _sheet(who: Visit) -> HttpResponse:
    items = chosen(who, who.request.GET)
    return show(who, "inbox/snooze.html.j2", fragment="sheet", items=items, to=back(who), **offered(who))


def must_snooze(who: Visit) -> None:
    """Refuse `not_allowed` for a role that has no list to hide a lead from."""
    if who.caller.role not in SNOOZING:
        raise Refused("not_allowed", act="snooze", role=who.caller.role.value)


def offered(who: Visit) -> dict[str, Any]:
    """Until when something can be snoozed, as the forms offer it: `choices` (name, text, moment) and `day_typed`."""
    with acting(who.organisation):
        hours = inbox_chosen.hours(who.caller.member, who.now)
    found = choices(who.now, hours, ZoneInfo(who.zone))
    writing = Writing(who)
    return {
        "choices": [(one.value, who.words.say(_SAID[one]), writing.moment(at)) for one, at in found],
        "day_typed": typed(None, writing.dates),
    }
