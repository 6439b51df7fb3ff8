"""Teams: who answers together, from when to when."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Status

from firstreply.api import pages
from firstreply.api.asking import Asked, decides, found, now
from firstreply.api.auth import needs
from firstreply.api.pages import Paging
from firstreply.api.schemas_people import (
    MembershipChange,
    MembershipNew,
    MembershipOut,
    MembershipPage,
    TeamChange,
    TeamNew,
    TeamOut,
    TeamPage,
)
from firstreply.api.versions import GUARDED, seen, tagged
from firstreply.core.access import Scope
from firstreply.journey.organise import teams
from firstreply.store.queries import members
from firstreply.store.tenancy import acting

router = Router(tags=["Teams"])


@router.get("/teams", response=TeamPage, auth=needs(Scope.READ), summary="Find teams")
def find(request: Asked, response: HttpResponse, paging: Query[Paging]) -> Any:
    """All teams, and how many are in each now."""
    after = pages.after(paging, members.BY_ID)
    with acting(request.auth.organisation):
        page = members.teams(now(), after, paging.limit)
    return pages.told(request, response, page, members.BY_ID)


@router.post("/teams", response={201: TeamOut}, auth=needs(Scope.ADMIN), summary="Add a team")
def add(request: Asked, response: HttpResponse, new: TeamNew) -> Any:
    """A team, with the working hours of its own if it has some."""
    at = now()
    with acting(request.auth.organisation):
        made = teams.add_team(new.name, new.calendar, decides(request, at))
        return Status(201, _shown(response, made))


@router.get("/teams/{team}", response=TeamOut, auth=needs(Scope.READ), summary="Read a team")
def read(request: Asked, response: HttpResponse, team: UUID) -> Any:
    """One team."""
    with acting(request.auth.organisation):
        return _shown(response, team)


@router.patch(
    "/teams/{team}", response=TeamOut, auth=needs(Scope.ADMIN), summary="Change a team", openapi_extra=GUARDED
)
def change(request: Asked, response: HttpResponse, team: UUID, changes: TeamChange) -> Any:
    """Fields that are sent get new values."""
    at = now()
    columns = changes.given()
    if "calendar" in columns:
        columns["calendar_id"] = columns.pop("calendar")
    with acting(request.auth.organisation):
        _shown(response, team)
        teams.change_team(team, columns, decides(request, at, team=team), revision=seen(request))
        return _shown(response, team)


@router.get(
    "/teams/{team}/memberships", response=MembershipPage, auth=needs(Scope.READ), summary="Who is in a team"
)
def memberships(request: Asked, response: HttpResponse, team: UUID, paging: Query[Paging]) -> Any:
    """Who is, was and will be in it, and who manages it."""
    after = pages.after(paging, members.BY_ID)
    with acting(request.auth.organisation):
        found(members.team(team, now()), "team", team)
        page = members.memberships(team, after, paging.limit)
    return pages.told(request, response, page, members.BY_ID)


@router.post(
    "/teams/{team}/memberships", response={201: MembershipOut}, auth=needs(Scope.ADMIN), summary="Join a team"
)
def join(request: Asked, team: UUID, new: MembershipNew) -> Any:
    """In it from `since` to `until`, with a seat in its pools."""
    at = now()
    with acting(request.auth.organisation):
        found(members.team(team, at), "team", team)
        by = decides(request, at, team=team)
        when = {"since": new.since, "until": new.until}
        made = teams.join(new.member, team, by, manages=new.manages, seated=new.seated, **when)
        return Status(201, members.membership(made))


@router.patch(
    "/teams/{team}/memberships/{membership}",
    response=MembershipOut,
    auth=needs(Scope.ADMIN),
    summary="Change a membership",
)
def change_membership(request: Asked, team: UUID, membership: UUID, changes: MembershipChange) -> Any:
    """Whether they manage it, and until when they are in it."""
    at = now()
    with acting(request.auth.organisation):
        found(members.team(team, at), "team", team)
        by = decides(request, at, team=team)
        return members.membership(teams.change_membership(team, membership, changes.given(), by))


@router.delete(
    "/teams/{team}/memberships/{membership}",
    response={204: None},
    auth=needs(Scope.ADMIN),
    summary="Leave a team",
)
def leave(request: Asked, team: UUID, membership: UUID) -> Any:
    """Not in it from now on. Figures of then stay with the team of then."""
    at = now()
    with acting(request.auth.organisation):
        found(members.team(team, at), "team", team)
        teams.leave_team(team, membership, decides(request, at, team=team))
    return Status(204, None)


def _shown(response: HttpResponse, team: UUID) -> Any:
    row = members.team(team, now())
    found(row, "team", team)
    assert row is not None  # `found` has said otherwise
    tagged(response, row.revision)
    return row
