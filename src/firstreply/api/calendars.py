"""Calendars: working hours. What was in force once stays as it was."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Status

from firstreply.api import pages
from firstreply.api.asking import RULING, Asked, decides, found, now
from firstreply.api.auth import needs
from firstreply.api.pages import Paging
from firstreply.api.schemas_rules import (
    CalendarChange,
    CalendarNew,
    CalendarOut,
    CalendarPage,
    CalendarVersionPage,
)
from firstreply.api.versions import GUARDED, seen, tagged
from firstreply.core.access import Scope
from firstreply.journey.organise import hours
from firstreply.store.queries import rules
from firstreply.store.tenancy import acting

router = Router(tags=["Calendars"])


@router.get("/calendars", response=CalendarPage, auth=needs(Scope.READ), summary="Find calendars")
def find(request: Asked, response: HttpResponse, paging: Query[Paging]) -> Any:
    """Working hours as they are in force now."""
    after = pages.after(paging, rules.BY_ID)
    with acting(request.auth.organisation):
        page = rules.calendars(after, paging.limit)
    return pages.told(request, response, page, rules.BY_ID)


@router.post("/calendars", response={201: CalendarOut}, auth=needs(Scope.ADMIN), summary="Add a calendar")
def add(request: Asked, response: HttpResponse, new: CalendarNew) -> Any:
    """Working hours: a zone, windows for each weekday, holidays, exceptions. One that never opens is refused."""
    at = now()
    with acting(request.auth.organisation):
        made = hours.add_calendar(new.name, new.value, decides(request, at, roles=RULING))
        return Status(201, _shown(response, made))


@router.get("/calendars/{calendar}", response=CalendarOut, auth=needs(Scope.READ), summary="Read a calendar")
def read(request: Asked, response: HttpResponse, calendar: UUID) -> Any:
    """The hours in force now."""
    with acting(request.auth.organisation):
        return _shown(response, calendar)


@router.patch(
    "/calendars/{calendar}",
    response=CalendarOut,
    auth=needs(Scope.ADMIN),
    summary="Change a calendar",
    openapi_extra=GUARDED,
)
def change(request: Asked, response: HttpResponse, calendar: UUID, changes: CalendarChange) -> Any:
    """Other hours are a new version: waits that began before keep the hours of then."""
    at = now()
    with acting(request.auth.organisation):
        _shown(response, calendar)
        hours.change_calendar(
            calendar, decides(request, at, roles=RULING), number=seen(request), **changes.given()
        )
        return _shown(response, calendar)


@router.get(
    "/calendars/{calendar}/versions",
    response=CalendarVersionPage,
    auth=needs(Scope.READ),
    summary="Hours as they were",
)
def versions(request: Asked, response: HttpResponse, calendar: UUID, paging: Query[Paging]) -> Any:
    """Every version, newest first."""
    after = pages.after(paging, rules.NEWEST)
    with acting(request.auth.organisation):
        found(rules.calendar(calendar), "calendar", calendar)
        page = rules.calendar_versions(calendar, after, paging.limit)
    return pages.told(request, response, page, rules.NEWEST)


def _shown(response: HttpResponse, calendar: UUID) -> Any:
    row = rules.calendar(calendar)
    found(row, "calendar", calendar)
    assert row is not None  # `found` has said otherwise
    tagged(response, row.number)
    return row
