"""Presence: whether somebody is there to answer, now and on the days to come."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Status

from firstreply.api.asking import Asked, found, now
from firstreply.api.auth import needs
from firstreply.api.members import router, told
from firstreply.api.schemas_people import LeaveNew, LeaveOut, MemberOut, PresenceNow
from firstreply.api.versions import tagged
from firstreply.core.access import Scope
from firstreply.core.member import Presence
from firstreply.journey import acted
from firstreply.store.queries import members
from firstreply.store.tenancy import acting


@router.put(
    "/members/{member}/presence", response=MemberOut, auth=needs(Scope.WRITE), summary="Be there, or not"
)
def be(request: Asked, response: HttpResponse, member: UUID, how: PresenceNow) -> Any:
    """Online, busy (takes nothing new) or offline, from now on."""
    at, caller = now(), request.auth
    with acting(caller.organisation):
        found(members.member(member, at), "member", member)
        acted.set_presence(caller.organisation, member, Presence(how.presence), by=caller.member, now=at)
        row = members.member(member, at)
    assert row is not None  # it was there
    tagged(response, row.revision)
    return told(request, row)


@router.post(
    "/members/{member}/leaves", response={201: LeaveOut}, auth=needs(Scope.WRITE), summary="Go on leave"
)
def leave(request: Asked, member: UUID, new: LeaveNew) -> Any:
    """Given nothing new, and their own clock stands still; the promise does not know of it."""
    at, caller = now(), request.auth
    with acting(caller.organisation):
        found(members.member(member, at), "member", member)
        deed = acted.take_leave(
            caller.organisation,
            member,
            new.starts_at,
            new.ends_at,
            by=caller.member,
            now=at,
            reason=new.reason,
        )
        assert deed.made is not None  # a leave was taken
        return Status(201, members.leave(member, deed.made))


@router.delete(
    "/members/{member}/leaves/{leave}", response={204: None}, auth=needs(Scope.WRITE), summary="Come back"
)
def come_back(request: Asked, member: UUID, leave: UUID) -> Any:
    """Ends a leave now, or takes back one that has not begun."""
    at, caller = now(), request.auth
    with acting(caller.organisation):
        found(members.leave(member, leave), "leave", leave)
        acted.come_back(caller.organisation, leave, by=caller.member, now=at)
    return Status(204, None)
