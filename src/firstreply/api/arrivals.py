"""Arrivals: what became of what was brought; what could not be understood, why, and once more."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Status

from firstreply.api import door, pages
from firstreply.api.api import json_answer
from firstreply.api.asking import MARKETING, Asked, decides, found, now
from firstreply.api.auth import needs
from firstreply.api.problem import language
from firstreply.api.schemas_intake import ArrivalOut, ArrivalPage, ArrivalsWanted
from firstreply.core.access import Scope
from firstreply.core.member import Role
from firstreply.insights import words
from firstreply.journey.door import replay_one
from firstreply.store.queries import arrivals
from firstreply.store.queries.arrivals import ArrivalShown
from firstreply.store.tenancy import acting

router = Router(tags=["Arrivals"])


@router.get(
    "/arrivals", response=ArrivalPage, auth=needs(Scope.INTAKE, Scope.READ), summary="Find what was brought"
)
def find(request: Asked, response: HttpResponse, wanted: Query[ArrivalsWanted]) -> Any:
    """The newest first; `state=quarantined` are those that could not be understood."""
    after = pages.after(wanted, arrivals.NEWEST, "arrivals")
    with acting(request.auth.organisation):
        page = arrivals.arrivals(wanted.state, after, wanted.limit)
    told = pages.told(request, response, page, arrivals.NEWEST, "arrivals")
    return {**told, "items": [_told(row, language(request)) for row in page.rows]}


@router.get(
    "/arrivals/{arrival}",
    response=ArrivalOut,
    auth=needs(Scope.INTAKE, Scope.READ),
    summary="What became of it",
)
def read(request: Asked, arrival: UUID) -> Any:
    """Its state; the lead and the wait once it is done; the reason when it could not be understood."""
    with acting(request.auth.organisation):
        return _found(request, arrival)


@router.get("/arrivals/{arrival}/payload", auth=needs(Scope.ADMIN), summary="What was sent")
def payload(request: Asked, arrival: UUID) -> HttpResponse:
    """As it was sent: JSON, or the octets as a download. It is a stranger's: trust nothing in it."""
    with acting(request.auth.organisation):
        decides(request, now())
        sent = arrivals.sent(arrival)
    found(sent, "arrival", arrival)
    assert sent is not None  # `found` has said otherwise
    if sent.raw is None:
        return json_answer(sent.payload, 200)
    response = HttpResponse(sent.raw, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{arrival}.raw"'
    return response


@router.post(
    "/arrivals/{arrival}/replay",
    response={202: ArrivalOut},
    auth=needs(Scope.WRITE),
    summary="Have it worked on again",
)
def replay(request: Asked, arrival: UUID) -> Any:
    """For what is quarantined, after its reason was removed. Anything else answers 409."""
    organisation = request.auth.organisation
    with acting(organisation):
        decides(request, now(), roles=MARKETING | {Role.MANAGER})
        _found(request, arrival)
    replay_one(organisation, arrival)
    with acting(organisation):
        return Status(202, _found(request, arrival))


def _found(request: Asked, arrival: UUID) -> dict[str, Any]:
    row = arrivals.arrival(arrival)
    found(row, "arrival", arrival)
    assert row is not None  # `found` has said otherwise
    return _told(row, language(request))


def _told(row: ArrivalShown, lang: str) -> dict[str, Any]:
    sentence = words.use(lang).for_refusal(row.reason, dict(row.facts)) if row.reason else ""
    shown = {name: getattr(row, name) for name in ArrivalShown.__slots__ if name not in ("reason", "facts")}
    reason = {"code": row.reason, "sentence": sentence} if row.reason else None
    return shown | {"reason": reason, "links": {"self": door.link(row.id)}}
