"""Lead acts: what is done to a lead, and with offers of one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Status

from firstreply.api.asking import Asked, found, member_of, now, viewer
from firstreply.api.auth import needs
from firstreply.api.leads import router
from firstreply.api.schemas_leads import (
    HandingTo,
    HandOver,
    LeadChange,
    LeadOut,
    Merging,
    Note,
    ReasonGiven,
    StageMove,
)
from firstreply.api.versions import GUARDED, seen, tagged
from firstreply.core.access import Scope
from firstreply.core.member import Role
from firstreply.core.sight import Viewer
from firstreply.journey import acted
from firstreply.store.queries import leads
from firstreply.store.queries.leads import LeadShown
from firstreply.store.tenancy import acting


@router.patch(
    "/leads/{lead}", response=LeadOut, auth=needs(Scope.WRITE), summary="Change a lead", openapi_extra=GUARDED
)
def change(request: Asked, response: HttpResponse, lead: UUID, changes: LeadChange) -> Any:
    """Fields of the persona that are sent get new values; they are qualified and scored again."""
    at, caller = now(), request.auth
    with acting(caller.organisation):
        _there(request, lead, at)
        expected = seen(request)
        acted.change_lead(
            caller.organisation, lead, changes.persona, by=caller.member, now=at, expected_revision=expected
        )
        return _after(response, lead)


@router.post(
    "/leads/{lead}/stage",
    response=LeadOut,
    auth=needs(Scope.WRITE),
    summary="Move to another stage",
    openapi_extra=GUARDED,
)
def move(request: Asked, response: HttpResponse, lead: UUID, to: StageMove) -> Any:
    """Ends no wait and stops no clock."""
    at, caller = now(), request.auth
    with acting(caller.organisation):
        _there(request, lead, at)
        acted.move_stage(
            caller.organisation,
            lead,
            to.stage,
            by=caller.member,
            now=at,
            reason=to.reason,
            expected_revision=seen(request),
        )
        return _after(response, lead)


@router.post(
    "/leads/{lead}/assign",
    response=LeadOut,
    auth=needs(Scope.WRITE),
    summary="Give a lead to somebody",
    openapi_extra=GUARDED,
)
def assign(request: Asked, response: HttpResponse, lead: UUID, to: HandingTo) -> Any:
    """To a member, or to a pool whose members may then claim it. Exactly one of the two."""
    at, caller = now(), request.auth
    with acting(caller.organisation):
        _there(request, lead, at)
        acted.assign(
            caller.organisation,
            lead,
            by=caller.member,
            now=at,
            to=to.member,
            pool=to.pool,
            expected_revision=seen(request),
        )
        return _after(response, lead)


@router.post("/leads/{lead}/hand-over", response=LeadOut, auth=needs(Scope.WRITE), summary="Hand a lead over")
def hand_over(request: Asked, response: HttpResponse, lead: UUID, to: HandOver) -> Any:
    """One's own, to a colleague, with all its open waits."""
    at, caller = now(), request.auth
    with acting(caller.organisation):
        _there(request, lead, at)
        acted.hand_over(caller.organisation, lead, to.member, by=caller.member, now=at, reason=to.reason)
        return _after(response, lead)


@router.post("/leads/{lead}/cover", response=LeadOut, auth=needs(Scope.WRITE), summary="Ask for cover")
def cover(request: Asked, response: HttpResponse, lead: UUID, why: ReasonGiven) -> Any:
    """A colleague who is free is asked to take it; until they do it stays one's own."""
    at, caller = now(), request.auth
    with acting(caller.organisation):
        _there(request, lead, at)
        acted.ask_for_cover(caller.organisation, lead, by=caller.member, now=at, reason=why.reason)
        return _after(response, lead)


@router.post("/leads/{lead}/notes", response=LeadOut, auth=needs(Scope.WRITE), summary="Write something down")
def note(request: Asked, response: HttpResponse, lead: UUID, text: Note) -> Any:
    """For ourselves. Ends nothing."""
    at, caller = now(), request.auth
    with acting(caller.organisation):
        _there(request, lead, at)
        acted.note(caller.organisation, lead, text.text, by=caller.member, now=at)
        return _after(response, lead)


@router.post(
    "/leads/{lead}/merge", response=LeadOut, auth=needs(Scope.WRITE), summary="Merge a lead into another"
)
def merge(request: Asked, response: HttpResponse, lead: UUID, other: Merging) -> Any:
    """Both histories are kept and the earliest open wait stays; `unmerge` takes it back. Answers with the other."""
    at, caller = now(), request.auth
    with acting(caller.organisation):
        _there(request, lead, at)
        _there(request, other.into, at)
        acted.merge(caller.organisation, lead, other.into, by=caller.member, now=at)
        return _after(response, other.into)


@router.post("/leads/{lead}/unmerge", response=LeadOut, auth=needs(Scope.WRITE), summary="Take a merge back")
def unmerge(request: Asked, response: HttpResponse, lead: UUID) -> Any:
    """The lead that was merged is one of its own again."""
    at, caller = now(), request.auth
    with acting(caller.organisation):
        found(leads.merged(viewer(request, at), lead), "lead", lead)
        acted.unmerge(caller.organisation, lead, by=caller.member, now=at)
        return _after(response, lead)


@router.post(
    "/offers/{offer}/claim", response=LeadOut, auth=needs(Scope.WRITE), summary="Take what was offered"
)
def claim(request: Asked, response: HttpResponse, offer: UUID) -> Any:
    """`offer` is the assignment of kind `offered`. Of several who claim one lead the first gets it."""
    at, caller = now(), request.auth
    with acting(caller.organisation):
        lead = _offered(offer)
        acted.claim(caller.organisation, offer, by=member_of(request), now=at)
        return _after(response, lead)


@router.post(
    "/offers/{offer}/decline", response={204: None}, auth=needs(Scope.WRITE), summary="Refuse an offer"
)
def decline(request: Asked, offer: UUID) -> Any:
    """The next one is asked."""
    at, caller = now(), request.auth
    with acting(caller.organisation):
        _offered(offer)
        acted.decline_offer(caller.organisation, offer, by=member_of(request), now=at)
    return Status(204, None)


def _there(request: Asked, lead: UUID, at: datetime) -> None:
    found(leads.one(viewer(request, at), lead), "lead", lead)


def _offered(offer: UUID) -> UUID:
    lead = leads.offered(offer)
    found(lead, "offer", offer)
    assert lead is not None  # `found` has said otherwise
    return lead


def _after(response: HttpResponse, lead: UUID) -> LeadShown:
    """The lead as it is now: who just gave it away still learns what became of it."""
    row = leads.one(Viewer(member=None, role=Role.OWNER), lead)
    found(row, "lead", lead)
    assert row is not None  # `found` has said otherwise
    tagged(response, row.revision)
    return row
