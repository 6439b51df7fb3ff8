"""Wait acts: what ends a wait, stops its clock, or takes that back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from firstreply.api.asking import Asked, found, now, viewer
from firstreply.api.auth import needs
from firstreply.api.schemas_leads import Call, ClassGiven, Reason, ReasonGiven, Talk
from firstreply.api.schemas_waits import SaidOut, WaitOut
from firstreply.api.versions import tagged
from firstreply.api.waits import router
from firstreply.core.access import Scope
from firstreply.core.member import Role
from firstreply.core.message import MessageClass
from firstreply.core.sight import Viewer
from firstreply.journey import acted
from firstreply.store.queries import waits
from firstreply.store.tenancy import acting

_Act = Callable[[UUID, UUID | None, datetime], object]


@router.post("/waits/{wait}/talk", response=WaitOut, auth=needs(Scope.WRITE), summary="Log a conversation")
def talk(request: Asked, response: HttpResponse, wait: UUID, what: Talk) -> Any:
    """By phone, messenger or in person: it is an answer, and credited to the caller."""
    return _done(
        request,
        response,
        wait,
        lambda own, by, at: acted.talked(
            own, wait, by=by, now=at, channel=what.channel, text=what.text, at=what.at
        ),
    )


@router.post("/waits/{wait}/call", response=WaitOut, auth=needs(Scope.WRITE), summary="Log a call")
def call(request: Asked, response: HttpResponse, wait: UUID, what: Call) -> Any:
    """It ends nothing, reached or not: what was said then is `talk`."""
    return _done(
        request,
        response,
        wait,
        lambda own, by, at: acted.called(own, wait, by=by, now=at, reached=what.reached, at=what.at),
    )


@router.post("/waits/{wait}/dismiss", response=WaitOut, auth=needs(Scope.WRITE), summary="No reply is needed")
def dismiss(request: Asked, response: HttpResponse, wait: UUID, why: ReasonGiven) -> Any:
    """Not an answer: it competes with one, and is counted beside."""
    return _done(
        request,
        response,
        wait,
        lambda own, by, at: acted.dismiss(own, wait, by=by, now=at, reason=why.reason),
    )


@router.post("/waits/{wait}/void", response=WaitOut, auth=needs(Scope.WRITE), summary="Not a lead")
def void(request: Asked, response: HttpResponse, wait: UUID, why: Reason) -> Any:
    """Spam, a duplicate: it leaves every number, and the count of those is shown."""
    return _done(
        request, response, wait, lambda own, by, at: acted.void(own, wait, by=by, now=at, reason=why.reason)
    )


@router.post(
    "/waits/{wait}/close", response=WaitOut, auth=needs(Scope.WRITE), summary="Close the conversation"
)
def close(request: Asked, response: HttpResponse, wait: UUID, why: ReasonGiven) -> Any:
    """All that is open in it is dismissed; what comes next is a new inquiry."""
    return _done(
        request, response, wait, lambda own, by, at: acted.close(own, wait, by=by, now=at, reason=why.reason)
    )


@router.post(
    "/waits/{wait}/reopen", response=WaitOut, auth=needs(Scope.WRITE), summary="Take back how it ended"
)
def reopen(request: Asked, response: HttpResponse, wait: UUID) -> Any:
    """Of what a person said to end it: the clock goes on from the original start."""
    return _done(request, response, wait, lambda own, by, at: acted.reopen(own, wait, by=by, now=at))


@router.post(
    "/waits/{wait}/pause", response=WaitOut, auth=needs(Scope.WRITE), summary="Let the clock stand still"
)
def pause(request: Asked, response: HttpResponse, wait: UUID, why: Reason) -> Any:
    """As agreed with whoever waits."""
    return _done(
        request, response, wait, lambda own, by, at: acted.pause(own, wait, by=by, now=at, reason=why.reason)
    )


@router.post("/waits/{wait}/resume", response=WaitOut, auth=needs(Scope.WRITE), summary="Let the clock go on")
def resume(request: Asked, response: HttpResponse, wait: UUID) -> Any:
    """What is due moves by as long as it stood still."""
    return _done(request, response, wait, lambda own, by, at: acted.resume(own, wait, by=by, now=at))


@router.post(
    "/messages/{message}/class", response=SaidOut, auth=needs(Scope.WRITE), summary="Class a message anew"
)
def overrule(request: Asked, message: UUID, to: ClassGiven) -> Any:
    """A person's word before the rule's; null lets the rule's own stand again. Waits follow."""
    at, caller = now(), request.auth
    kind = None if to.kind is None else MessageClass(to.kind)
    with acting(caller.organisation):
        found(waits.said(viewer(request, at), message), "message", message)
        acted.overrule_class(caller.organisation, message, kind, by=caller.member, now=at)
        return waits.said(Viewer(member=None, role=Role.OWNER), message)


def _done(request: Asked, response: HttpResponse, wait: UUID, act: _Act) -> Any:
    """Do it, if the caller may see the wait; the wait as it is afterwards."""
    at, caller = now(), request.auth
    with acting(caller.organisation):
        found(waits.one(viewer(request, at), wait, at), "wait", wait)
        act(caller.organisation, caller.member, at)
        row = waits.one(Viewer(member=None, role=Role.OWNER), wait, at)
    found(row, "wait", wait)
    assert row is not None  # `found` has said otherwise
    tagged(response, row.revision)
    return row
