"""Calls: the telephone calls that were, by whatever system they came, and one that somebody writes down."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Status

from firstreply.api import pages
from firstreply.api.asking import Asked, found, now, viewer
from firstreply.api.auth import needs
from firstreply.api.schemas_calls import CallNew, CallOut, CallPage, CallsWanted
from firstreply.core.access import Scope
from firstreply.journey.call import Logged, logged
from firstreply.store.queries import calls, leads
from firstreply.store.tenancy import acting

router = Router(tags=["Calls"])


@router.get("/calls", response=CallPage, auth=needs(Scope.READ), summary="Find calls")
def find(request: Asked, response: HttpResponse, wanted: Query[CallsWanted]) -> Any:
    """Calls of the leads you may see, and your own, newest first; those who see everything see strangers' too."""
    which = calls.Wanted(
        lead=wanted.lead,
        member=wanted.member,
        inbound=None if wanted.direction is None else wanted.direction == "in",
        reached=wanted.reached,
    )
    after = pages.after(wanted, calls.NEWEST, "calls")
    with acting(request.auth.organisation):
        page = calls.page(viewer(request, now()), which, after, wanted.limit)
    return pages.told(request, response, page, calls.NEWEST, "calls")


@router.post(
    "/leads/{lead}/calls", response={201: CallOut}, auth=needs(Scope.WRITE), summary="Log a call in one tap"
)
def log(request: Asked, lead: UUID, what: CallNew) -> Any:
    """Two people spoke: an answer to whatever the lead asked. We called in vain: an attempt, which ends nothing. They
    called in vain: they are owed a call from then on.
    """
    at, caller = now(), request.auth
    given = Logged(
        inbound=what.direction == "in",
        reached=what.reached,
        at=what.at,
        seconds=what.seconds if what.reached else 0,
        note=what.note,
        phone=what.phone,
    )
    with acting(caller.organisation):
        found(leads.one(viewer(request, at), lead), "lead", lead)
        made = logged(caller.organisation, lead, given, by=caller.member, now=at)
        return Status(201, calls.one(made))
