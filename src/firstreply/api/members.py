"""Members: who works here, what they may, and how much they have."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Status

from firstreply.api import pages
from firstreply.api.asking import Asked, decides, found, now
from firstreply.api.auth import needs
from firstreply.api.pages import Paging
from firstreply.api.schemas_people import (
    IdentitiesWanted,
    IdentityNew,
    IdentityOut,
    IdentityPage,
    LeavePage,
    MemberChange,
    MemberNew,
    MemberOut,
    MemberPage,
    MembersWanted,
    MeOut,
)
from firstreply.api.versions import GUARDED, seen, tagged
from firstreply.core.access import Scope
from firstreply.core.member import Role
from firstreply.journey import acted
from firstreply.journey.organise import By, people, teams
from firstreply.store.queries import members
from firstreply.store.tenancy import acting

router = Router(tags=["Members"])


@router.get("/me", response=MeOut, auth=needs(Scope.READ), summary="Who am I")
def me(request: Asked) -> Any:
    """The organisation, the member and the rights of the token that was shown."""
    caller = request.auth
    with acting(caller.organisation):
        row = None if caller.member is None else members.member(caller.member, now())
        home = members.organisation()
    return {
        "organisation": home,
        "member": None if row is None else told(request, row),
        "role": caller.role.value,
        "scopes": sorted(caller.scopes),
        "token": caller.token,
    }


@router.get("/members", response=MemberPage, auth=needs(Scope.READ), summary="Find members")
def find(request: Asked, response: HttpResponse, wanted: Query[MembersWanted]) -> Any:
    """Members with their load, those who joined first first."""
    after = pages.after(wanted, members.BY_ID)
    with acting(request.auth.organisation):
        page = members.members(now(), wanted.gone, after, wanted.limit)
    shown = pages.told(request, response, page, members.BY_ID)
    return {**shown, "items": [told(request, row) for row in page.rows]}


@router.post("/members", response={201: MemberOut}, auth=needs(Scope.ADMIN), summary="Invite a member")
def invite(request: Asked, response: HttpResponse, new: MemberNew) -> Any:
    """A new member, known by their address; who answers leads gets a seat in the pools of their teams."""
    at = now()
    columns = _columns(new.model_dump(exclude={"name", "email", "role", "teams"}))
    with acting(request.auth.organisation):
        by = decides(request, at)
        made = people.invite(new.name, new.email, Role(new.role), by, teams=new.teams, more=columns)
        row = members.member(made, at)
    assert row is not None  # just made
    tagged(response, row.revision)
    return Status(201, told(request, row))


@router.get("/members/{member}", response=MemberOut, auth=needs(Scope.READ), summary="Read a member")
def read(request: Asked, response: HttpResponse, member: UUID) -> Any:
    """One member, also one who left."""
    with acting(request.auth.organisation):
        return told(request, _shown(response, member))


@router.patch(
    "/members/{member}",
    response=MemberOut,
    auth=needs(Scope.WRITE),
    summary="Change a member",
    openapi_extra=GUARDED,
)
def change(request: Asked, response: HttpResponse, member: UUID, changes: MemberChange) -> Any:
    """Fields that are sent get new values. Everyone may change what is their own: name, languages, alerts, quiet."""
    given = changes.given()
    with acting(request.auth.organisation):
        _shown(response, member)
        by = _by(request, member, given)
        people.change_member(member, _columns(given), by, revision=seen(request))
        return told(request, _shown(response, member))


@router.delete(
    "/members/{member}",
    response={204: None},
    auth=needs(Scope.ADMIN),
    summary="Retire a member",
    openapi_extra=GUARDED,
)
def retire(request: Asked, response: HttpResponse, member: UUID) -> Any:
    """They leave: what they have open goes to others, no token lets them in. What they answered stays theirs.

    Not the last owner.
    """
    at = now()
    with acting(request.auth.organisation):
        _shown(response, member)
        acted.retire(request.auth.organisation, member, decides(request, at), revision=seen(request))
    return Status(204, None)


@router.get(
    "/members/{member}/leaves", response=LeavePage, auth=needs(Scope.READ), summary="When someone is away"
)
def leaves(request: Asked, response: HttpResponse, member: UUID, paging: Query[Paging]) -> Any:
    """What was, is and will be."""
    after = pages.after(paging, members.BY_ID)
    with acting(request.auth.organisation):
        found(members.member(member, now()), "member", member)
        page = members.leaves(member, after, paging.limit)
    return pages.told(request, response, page, members.BY_ID)


@router.get("/identities", response=IdentityPage, auth=needs(Scope.READ), summary="Which addresses are ours")
def identities(request: Asked, response: HttpResponse, wanted: Query[IdentitiesWanted]) -> Any:
    """Addresses of members, shared ones, lists and domains, each from when to when."""
    after = pages.after(wanted, members.BY_ID)
    with acting(request.auth.organisation):
        page = members.identities(wanted.member, after, wanted.limit)
    return pages.told(request, response, page, members.BY_ID)


@router.post(
    "/identities", response={201: IdentityOut}, auth=needs(Scope.ADMIN), summary="Add an address of ours"
)
def add_identity(request: Asked, new: IdentityNew) -> Any:
    """By these, our messages are told from theirs."""
    at = now()
    with acting(request.auth.organisation):
        by = decides(request, at)
        made = teams.add_identity(
            teams.IdentityKind(new.kind), new.value, by, member=new.member, since=new.since, until=new.until
        )
        return Status(201, members.identity(made))


@router.delete(
    "/identities/{identity}", response={204: None}, auth=needs(Scope.ADMIN), summary="End an address"
)
def end_identity(request: Asked, identity: UUID) -> Any:
    """Ours no longer from now on; what came before keeps its meaning."""
    at = now()
    with acting(request.auth.organisation):
        found(members.identity(identity), "identity", identity)
        teams.end_identity(identity, decides(request, at))
    return Status(204, None)


def _by(request: Asked, member: UUID, given: dict[str, Any]) -> By:
    """Who changes a member: oneself what is one's own, else who decides."""
    at = now()
    if request.auth.member == member and given.keys() <= people.THEIR_OWN:
        return By(member, request.auth.role, at)
    return decides(request, at)


def _columns(given: dict[str, Any]) -> dict[str, Any]:
    found = dict(given)
    if "calendar" in found:
        found["calendar_id"] = found.pop("calendar")
    return found


def told(request: Asked, row: members.MemberShown) -> dict[str, Any]:
    """A member as the caller may see them: chat addresses hold secrets, and are shown to nobody but their owner."""
    addresses = row.alerts.get("apprise") or []
    alerts = row.alerts | {"apprise": addresses if row.id == request.auth.member else None}
    return row._asdict() | {"alerts": alerts, "chat_addresses": len(addresses)}


def _shown(response: HttpResponse, member: UUID) -> members.MemberShown:
    row = members.member(member, now())
    found(row, "member", member)
    assert row is not None  # `found` has said otherwise
    tagged(response, row.revision)
    return row
