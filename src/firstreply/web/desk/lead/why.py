"""Why: how long a wait took and why it is due when it is: the messages, the hours, the pauses behind the number."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.http import HttpResponse

from firstreply.core.refusal import Refused
from firstreply.core.respond.wait import Outcome
from firstreply.insights import live
from firstreply.insights.reasons.terms import TERMS
from firstreply.insights.why_number import counted
from firstreply.store.queries import waits
from firstreply.store.tenancy import acting
from firstreply.web.desk.lead.finding import find, holds
from firstreply.web.desk.page import show, signed_in
from firstreply.web.desk.visit import Visit

_ENDS: Final = TERMS["outcome"]

_MOST: Final = 60  #: stretches that are listed


@signed_in
def page(who: Visit, lead: UUID, wait: UUID) -> HttpResponse:
    """Everything that the number was worked out from."""
    with acting(who.organisation):
        row = find(who, lead)
        one = waits.one(who.viewer, wait, who.now)
        holds(who, lead, one.lead_id if one else None, "wait")
        if one is None:
            raise Refused("not_found", what="wait", id=str(wait))
        behind = waits.behind(one)
        hours = live.hours_of_then(one, behind)
    stop = one.ended_at or who.now
    stops = [(stopped, int(at.timestamp())) for stopped, at in behind.pauses]
    value = None if hours is None else hours.value
    found = counted(int(one.started_at.timestamp()), int(stop.timestamp()), value, stops)
    return show(
        who,
        "lead/why.html.j2",
        row=row,
        wait=one,
        behind=behind,
        hours=hours,
        found=found,
        is_open=one.outcome == Outcome.OPEN.value,
        outcome=who.words.say(_ENDS[one.outcome]),
        parts=[_instants(part) for part in found.parts[:_MOST]],
        more=max(0, len(found.parts) - _MOST),
        pauses=[_instants(part) for part in found.pauses],
        left=None if behind.promise is None else behind.promise.seconds - found.business,
    )


def _instants(part: tuple[int, int]) -> tuple[datetime, datetime, int]:
    start, stop = part
    return datetime.fromtimestamp(start, UTC), datetime.fromtimestamp(stop, UTC), stop - start
