"""Waits: who is owed an answer, until when, and why."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from firstreply.api import pages
from firstreply.api.asking import Asked, found, now, viewer
from firstreply.api.auth import needs
from firstreply.api.schemas_waits import WaitOut, WaitPage, WaitsWanted, WhyOut
from firstreply.api.versions import tagged
from firstreply.core.access import Scope
from firstreply.core.calendar.breaks import Stretch
from firstreply.core.respond import Outcome
from firstreply.core.sla import Standing
from firstreply.insights import live
from firstreply.insights.why_number import counted, open_parts, within
from firstreply.store.queries import waits
from firstreply.store.queries.own_clock import Hand, own_clock
from firstreply.store.tenancy import acting

router = Router(tags=["Waits"])
_MOST_PARTS = 500


@router.get("/waits", response=WaitPage, auth=needs(Scope.READ), summary="Find waits")
def find(request: Asked, response: HttpResponse, wanted: Query[WaitsWanted]) -> Any:
    """The waits you may see: with `state=open` and `order=due`, what to answer now."""
    at = now()
    order = waits.ORDERS[wanted.order]
    which = waits.Wanted(
        now=at,
        state=None if wanted.state is None else Outcome(wanted.state),
        owner=wanted.owner,
        lead=wanted.lead,
        channel=wanted.channel,
        standing=None if wanted.standing is None else Standing(wanted.standing),
        first=wanted.first,
    )
    after = pages.after(wanted, order, wanted.order)
    with acting(request.auth.organisation):
        page = waits.page(viewer(request, at), which, wanted.order, after, wanted.limit)
    return pages.told(request, response, page, order, wanted.order)


@router.get("/waits/{wait}", response=WaitOut, auth=needs(Scope.READ), summary="Read a wait")
def read(request: Asked, response: HttpResponse, wait: UUID) -> Any:
    """One wait, with the version to change it by."""
    at = now()
    with acting(request.auth.organisation):
        row = waits.one(viewer(request, at), wait, at)
    found(row, "wait", wait)
    assert row is not None  # `found` has said otherwise
    tagged(response, row.revision)
    return row


@router.get("/waits/{wait}/why", response=WhyOut, auth=needs(Scope.READ), summary="Why this number")
def why(request: Asked, wait: UUID) -> Any:
    """All that this wait's numbers follow from: every message, the hours of then, the open parts, the pauses, how the
    due instant was counted, and who had it for how much of their own time."""
    at = now()
    with acting(request.auth.organisation):
        row = waits.one(viewer(request, at), wait, at)
        found(row, "wait", wait)
        assert row is not None  # `found` has said otherwise
        behind = waits.behind(row)
        measured_by = live.hours_of_then(row, behind)
        hands = own_clock([wait], now=at).get(wait, ())
    until = row.ended_at or at
    hours = None if measured_by is None else measured_by.value
    stops = [(stopped, int(when.timestamp())) for stopped, when in behind.pauses]
    count = counted(int(row.started_at.timestamp()), int(until.timestamp()), hours, stops)
    return {
        "wait": row,
        "until": until,
        "wall_seconds": count.wall,
        "business_seconds": count.business,
        "off_hours": count.off_hours,
        "opened": behind.opened,
        "joined": behind.joined,
        "ended": behind.ended,
        "hours": measured_by,
        **_parts("parts", count.parts),
        "pauses": [_part(one) for one in count.pauses],
        "promise": None if behind.promise is None else _promised(behind.promise, row, hours, stops),
        "hands": [_hand(one) for one in hands],
    }


def _promised(
    promise: waits.Promised,
    row: waits.WaitShown,
    hours: Mapping[str, Any] | None,
    stops: list[tuple[bool, int]],
) -> dict[str, Any]:
    """The promise, and the open parts from the start to when it is due."""
    due: Sequence[Stretch] = ()
    if row.due_at is not None:
        due = counted(int(row.started_at.timestamp()), int(row.due_at.timestamp()), hours, stops).parts
    return promise._asdict() | {"due_at": row.due_at} | _parts("counted", due)


def _hand(hand: Hand) -> dict[str, Any]:
    parts = open_parts(hand.hours, hand.start, hand.stop, [*hand.leaves, *hand.pauses])
    return {
        "member": hand.member,
        "name": hand.name,
        "since": datetime.fromtimestamp(hand.start, UTC),
        "until": datetime.fromtimestamp(hand.stop, UTC),
        "calendar": hand.calendar,
        "wall_seconds": hand.stop - hand.start,
        "business_seconds": hand.seconds,
        **_parts("parts", parts),
        "leaves": [_part(one) for one in within(hand.start, hand.stop, hand.leaves)],
    }


def _parts(name: str, parts: Sequence[Stretch]) -> dict[str, Any]:
    return {name: [_part(one) for one in parts[:_MOST_PARTS]], f"{name}_in_all": len(parts)}


def _part(stretch: Stretch) -> dict[str, Any]:
    first, last = (datetime.fromtimestamp(one, UTC) for one in stretch)
    return {"starts_at": first, "ends_at": last, "seconds": stretch[1] - stretch[0]}
