"""SLAs: what is promised, by whose hours, and what happens when it is late."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Status

from firstreply.api import pages
from firstreply.api.asking import RULING, Asked, decides, found, now
from firstreply.api.auth import needs
from firstreply.api.schemas_rules import SlaChange, SlaNew, SlaOut, SlaPage, SlasWanted
from firstreply.api.versions import GUARDED, seen, tagged
from firstreply.core.access import Scope
from firstreply.journey.organise import promises
from firstreply.store.queries import rules
from firstreply.store.tenancy import acting

router = Router(tags=["SLAs"])


@router.get("/slas", response=SlaPage, auth=needs(Scope.READ), summary="Find promises")
def find(request: Asked, response: HttpResponse, wanted: Query[SlasWanted]) -> Any:
    """Promises in force; with `retired` also the numbers that waits of then keep."""
    after = pages.after(wanted, rules.BY_ID)
    with acting(request.auth.organisation):
        page = rules.slas(wanted.retired, after, wanted.limit)
    return pages.told(request, response, page, rules.BY_ID)


@router.post("/slas", response={201: SlaOut}, auth=needs(Scope.ADMIN), summary="Add a promise")
def add(request: Asked, response: HttpResponse, new: SlaNew) -> Any:
    """Applied to waits that open from now on, the first that fits by `position`; without one it is asked last."""
    at = now()
    with acting(request.auth.organisation):
        terms = _columns(new.model_dump(exclude={"name"}))
        made = promises.add_sla(new.name, terms, decides(request, at, roles=RULING))
        return Status(201, _shown(response, made))


@router.get("/slas/{sla}", response=SlaOut, auth=needs(Scope.READ), summary="Read a promise")
def read(request: Asked, response: HttpResponse, sla: UUID) -> Any:
    """One number of a promise."""
    with acting(request.auth.organisation):
        return _shown(response, sla)


@router.patch(
    "/slas/{sla}", response=SlaOut, auth=needs(Scope.ADMIN), summary="Change a promise", openapi_extra=GUARDED
)
def change(request: Asked, response: HttpResponse, sla: UUID, changes: SlaChange) -> Any:
    """Makes the next number, with an id of its own: waits keep the number that was promised to them.

    It keeps its place; another `position` alone moves it and makes no new number.
    """
    at = now()
    with acting(request.auth.organisation):
        _shown(response, sla)
        by = decides(request, at, roles=RULING)
        made = promises.change_sla(sla, _columns(changes.given()), by, number=seen(request))
        return _shown(response, made)


@router.post("/slas/{sla}/roll-back", response=SlaOut, auth=needs(Scope.ADMIN), summary="Roll a promise back")
def roll_back(request: Asked, response: HttpResponse, sla: UUID) -> Any:
    """What a former number said is in force again, as a new number of the same promise and in its place."""
    at = now()
    with acting(request.auth.organisation):
        _shown(response, sla)
        return _shown(response, promises.roll_back_sla(sla, decides(request, at, roles=RULING)))


@router.delete(
    "/slas/{sla}",
    response={204: None},
    auth=needs(Scope.ADMIN),
    summary="Retire a promise",
    openapi_extra=GUARDED,
)
def retire(request: Asked, response: HttpResponse, sla: UUID) -> Any:
    """Applied to no further wait."""
    at = now()
    with acting(request.auth.organisation):
        _shown(response, sla)
        promises.retire_sla(sla, decides(request, at, roles=RULING), number=seen(request))
    return Status(204, None)


def _columns(given: dict[str, Any]) -> dict[str, Any]:
    if "calendar" in given:
        given["calendar_id"] = given.pop("calendar")
    return given


def _shown(response: HttpResponse, sla: UUID) -> Any:
    row = rules.sla(sla)
    found(row, "sla", sla)
    assert row is not None  # `found` has said otherwise
    tagged(response, row.number)
    return row
