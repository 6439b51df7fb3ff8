"""Leads: who asked, what we make of them, what happened, and who has them."""

from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.http import HttpResponse
from ninja import Query, Router

from firstreply.api import pages
from firstreply.api.asking import Asked, found, now, viewer
from firstreply.api.auth import needs
from firstreply.api.pages import Paging
from firstreply.api.problem import Fault, Problem
from firstreply.api.schemas_leads import AssignmentPage, LeadOut, LeadPage, LeadsWanted, Timeline
from firstreply.api.versions import tagged
from firstreply.core.access import Scope
from firstreply.core.qualify import Rule, from_dict
from firstreply.core.refusal import Refused
from firstreply.store.queries import leads
from firstreply.store.tenancy import acting

router = Router(tags=["Leads"])


@router.get("/leads", response=LeadPage, auth=needs(Scope.READ), summary="Find leads")
def find(request: Asked, response: HttpResponse, wanted: Query[LeadsWanted]) -> Any:
    """The leads you may see, narrowed by any of the parameters together."""
    at = now()
    order = leads.ORDERS[wanted.order]
    which = leads.Wanted(
        stage=wanted.stage,
        owner=wanted.owner,
        unowned=wanted.unowned,
        team=wanted.team,
        source=wanted.source,
        qualified=wanted.qualified,
        least_points=wanted.least_points,
        text=wanted.text,
        rule=_rule(wanted.rule),
        today=at.date(),
    )
    after = pages.after(wanted, order, wanted.order)
    with acting(request.auth.organisation):
        page = leads.page(viewer(request, at), which, wanted.order, after, wanted.limit)
    return pages.told(request, response, page, order, wanted.order)


@router.get("/leads/{lead}", response=LeadOut, auth=needs(Scope.READ), summary="Read a lead")
def read(request: Asked, response: HttpResponse, lead: UUID) -> Any:
    """One lead, with the version to change it by."""
    return shown(request, response, lead, now())


@router.get(
    "/leads/{lead}/timeline", response=Timeline, auth=needs(Scope.READ), summary="What happened to a lead"
)
def timeline(request: Asked, response: HttpResponse, lead: UUID, paging: Query[Paging]) -> Any:
    """Messages and facts in one line, newest first."""
    after = pages.after(paging, leads.TOLD)
    with acting(request.auth.organisation):
        _there(request, lead, now())
        page = leads.timeline(lead, after, paging.limit)
    return pages.told(request, response, page, leads.TOLD)


@router.get(
    "/leads/{lead}/assignments",
    response=AssignmentPage,
    auth=needs(Scope.READ),
    summary="Who had a lead, and why",
)
def assignments(request: Asked, response: HttpResponse, lead: UUID, paging: Query[Paging]) -> Any:
    """Each time it was given to somebody: by which rule and pool, who was passed over and why."""
    after = pages.after(paging, leads.GIVEN)
    with acting(request.auth.organisation):
        _there(request, lead, now())
        page = leads.assignments(lead, after, paging.limit)
    return pages.told(request, response, page, leads.GIVEN)


def shown(request: Asked, response: HttpResponse, lead: UUID, at: datetime) -> Any:
    """The lead as it is now, tagged. Raises Problem 404."""
    with acting(request.auth.organisation):
        row = leads.one(viewer(request, at), lead)
    found(row, "lead", lead)
    assert row is not None  # `found` has said otherwise
    tagged(response, row.revision)
    return row


def _there(request: Asked, lead: UUID, at: datetime) -> None:
    found(leads.one(viewer(request, at), lead), "lead", lead)


def _rule(text: str | None) -> Rule | None:
    if text is None:
        return None
    try:
        return from_dict(orjson.loads(text))
    except orjson.JSONDecodeError as error:
        raise Problem(
            422,
            "fields_invalid",
            errors=[Fault("rule", "body_not_json", {"line": error.lineno, "column": error.colno})],
        ) from error
    except Refused as refused:
        raise Problem(422, "fields_invalid", errors=[Fault("rule", refused.code, refused.facts)]) from refused
