"""Begin: the first ten minutes: week, channels, colleagues, a test lead whose clock one watches, sample data."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from firstreply.core.calendar import Calendar
from firstreply.core.permission import DECIDING, TESTING
from firstreply.core.sight import Viewer
from firstreply.insights.sentences import Sentences
from firstreply.insights.sentences.hours import for_week
from firstreply.journey import sample, trying
from firstreply.journey.access import api_source
from firstreply.journey.organise.people import ANSWERING
from firstreply.store.queries import arrivals, channels, invited, leads, rules, waits
from firstreply.store.tenancy import acting
from firstreply.web.desk.page import go, posted, show, signed_in
from firstreply.web.desk.sheet.writing import Writing
from firstreply.web.desk.visit import Visit

_KINDS: Final = frozenset({"api", "import"})  #: of sources that nobody has to set up


class Tested(NamedTuple):
    """How far a test lead is: its lead once it is there, when it is due, and how long the answer took."""

    arrival: UUID
    lead: UUID | None
    elsewhere: bool  #: it is there, and somebody has it whose leads they do not see
    due_at: datetime | None
    started_at: datetime | None
    answered_s: float | None


@signed_in
def page(who: Visit) -> HttpResponse:
    """What is done and what is left, each with one button."""
    arrival = who.request.GET.get("test", "")
    with acting(who.organisation):
        accounts = [one for one in channels.accounts(who.now) if one.kind not in _KINDS]
        answering = invited.joined(ANSWERING)
        calendar = next(iter(rules.calendars(None, 1).rows), None)
        tested = _tested(who.viewer, arrival, who)
    return show(
        who,
        "begin/page.html.j2",
        fragment="tested",
        accounts=accounts,
        answering=answering,
        calendar=calendar,
        week=_week(who, calendar.value if calendar else None),
        samples=sample.there(who.organisation),
        tested=tested,
        test=arrival,
        may_decide=who.caller.role in DECIDING,
        may_test=who.caller.role in TESTING,
    )


@posted
def test(who: Visit) -> HttpResponseBase:
    """Somebody who was never here asks, by the whole way. Whoever may do something about it may have that.

    It goes by the rules of those who make them; of anybody else it is their own, so that nobody is woken by it.
    """
    who.decides(TESTING)
    say = who.words.say
    asked = trying.somebody(say("Test"), say("A test of the way in: answer me, and watch the clock stop."))
    if not who.may_decide:
        asked["capturer"] = str(who.me)
    sent = trying.bring(who.organisation, api_source(who.organisation), asked, now=who.now)
    return go(f"/begin?test={sent}")


@posted
def bring(who: Visit) -> HttpResponseBase:
    """Sample data in."""
    who.decides(DECIDING)
    sample.bring(who.organisation, by=who.me, now=who.now)
    return go("/begin", "sample-there")


@posted
def remove(who: Visit) -> HttpResponseBase:
    """Sample data out."""
    who.decides(DECIDING)
    sample.remove(who.organisation, now=who.now)
    return go("/begin", "sample-gone")


def _week(who: Visit, value: Mapping[str, Any] | None) -> list[str]:
    """The working hours in force, in sentences."""
    if value is None:
        return []
    return for_week(Sentences(who.words, Writing(who).dates), Calendar.from_dict(value).versions[-1])


def _tested(viewer: Viewer, text: str, who: Visit) -> Tested | None:
    try:
        found = arrivals.arrival(UUID(text)) if text else None
    except ValueError:
        found = None
    if found is None:
        return None
    lead = leads.one(viewer, found.lead) if found.lead else None
    wait = waits.one(viewer, found.wait, who.now) if found.wait else None
    took = None
    if wait is not None and wait.ended_at is not None:
        took = (wait.ended_at - wait.started_at).total_seconds()
    return Tested(
        found.id,
        lead.id if lead else None,
        found.lead is not None and lead is None,
        wait.due_at if wait else None,
        wait.started_at if wait else None,
        took,
    )
