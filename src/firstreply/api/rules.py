"""Rules: versions of what qualified means, how points are given, and who gets what."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Status

from firstreply.api import pages
from firstreply.api.asking import JUDGING, RULING, Asked, decides, found, now
from firstreply.api.auth import needs
from firstreply.api.schemas_rules import DefinitionNew, DefinitionOut, DefinitionPage, DefinitionsWanted
from firstreply.core.access import Scope
from firstreply.core.member import Role
from firstreply.journey.organise import rules as deciding
from firstreply.store.queries import rules
from firstreply.store.queries.rules import DefinitionShown
from firstreply.store.tenancy import acting

router = Router(tags=["Rules"])
_WHO: dict[str, frozenset[Role]] = {"qualification": JUDGING, "score": JUDGING, "routing": RULING}


@router.get("/rules", response=DefinitionPage, auth=needs(Scope.READ), summary="Find versions of rules")
def find(request: Asked, response: HttpResponse, wanted: Query[DefinitionsWanted]) -> Any:
    """Versions, newest first: `state=published` are those in force."""
    after = pages.after(wanted, rules.NEWEST)
    with acting(request.auth.organisation):
        page = rules.definitions(wanted.kind, wanted.state, after, wanted.limit)
    return pages.told(request, response, page, rules.NEWEST)


@router.post("/rules", response={201: DefinitionOut}, auth=needs(Scope.ADMIN), summary="Draft rules")
def draft(request: Asked, new: DefinitionNew) -> Any:
    """A new version, not in force. What cannot be read is refused with the path of it."""
    at = now()
    with acting(request.auth.organisation):
        by = decides(request, at, roles=_WHO[new.kind])
        made = deciding.draft(new.kind, new.value, by)
        return Status(201, rules.definition(made))


@router.get("/rules/{definition}", response=DefinitionOut, auth=needs(Scope.READ), summary="Read rules")
def read(request: Asked, definition: UUID) -> Any:
    """One version. It never changes once it is published."""
    with acting(request.auth.organisation):
        return _there(definition)


@router.post(
    "/rules/{definition}/publish", response=DefinitionOut, auth=needs(Scope.ADMIN), summary="Publish rules"
)
def publish(request: Asked, definition: UUID) -> Any:
    """A draft comes into force; the version before it retires."""
    at = now()
    with acting(request.auth.organisation):
        by = decides(request, at, roles=_WHO[_there(definition).kind])
        return rules.definition(deciding.publish(definition, by))


@router.post(
    "/rules/{definition}/roll-back",
    response=DefinitionOut,
    auth=needs(Scope.ADMIN),
    summary="Roll rules back",
)
def roll_back(request: Asked, definition: UUID) -> Any:
    """What a retired version said comes into force again, as a new version."""
    at = now()
    with acting(request.auth.organisation):
        by = decides(request, at, roles=_WHO[_there(definition).kind])
        return rules.definition(deciding.roll_back(definition, by))


@router.delete(
    "/rules/{definition}", response={204: None}, auth=needs(Scope.ADMIN), summary="Discard a draft"
)
def discard(request: Asked, definition: UUID) -> Any:
    """Nobody wants it; its number stays taken."""
    at = now()
    with acting(request.auth.organisation):
        by = decides(request, at, roles=_WHO[_there(definition).kind])
        deciding.discard(definition, by)
    return Status(204, None)


def _there(definition: UUID) -> DefinitionShown:
    row = rules.definition(definition)
    found(row, "definition", definition)
    assert row is not None  # `found` has said otherwise
    return row
