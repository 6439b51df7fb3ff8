"""Sources: where inquiries come from."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Status

from firstreply.api import pages
from firstreply.api.asking import MARKETING, Asked, decides, found, now
from firstreply.api.auth import needs
from firstreply.api.schemas_rules import SourceChange, SourceNew, SourceOut, SourcePage, SourcesWanted
from firstreply.api.schemas_values import Secret
from firstreply.api.versions import GUARDED, seen, tagged
from firstreply.core.access import Scope
from firstreply.journey.organise import sources
from firstreply.store.queries import rules
from firstreply.store.tenancy import acting

router = Router(tags=["Sources"])


@router.get("/sources", response=SourcePage, auth=needs(Scope.READ), summary="Find sources")
def find(request: Asked, response: HttpResponse, wanted: Query[SourcesWanted]) -> Any:
    """Sources in use, never with their secrets."""
    after = pages.after(wanted, rules.BY_ID)
    with acting(request.auth.organisation):
        page = rules.sources(wanted.disabled, after, wanted.limit)
    return pages.told(request, response, page, rules.BY_ID)


@router.post("/sources", response={201: Secret}, auth=needs(Scope.ADMIN), summary="Add a source")
def add(request: Asked, new: SourceNew) -> Any:
    """A source with a secret of our making, told this once: it signs what the source brings."""
    at = now()
    with acting(request.auth.organisation):
        by = decides(request, at, roles=MARKETING)
        kind = sources.SourceKind(new.kind)
        return Status(201, sources.add_source(new.name, kind, new.mapping, new.settings, by))


@router.get("/sources/{source}", response=SourceOut, auth=needs(Scope.READ), summary="Read a source")
def read(request: Asked, response: HttpResponse, source: UUID) -> Any:
    """One source, without its secret."""
    with acting(request.auth.organisation):
        return _shown(response, source)


@router.patch(
    "/sources/{source}",
    response=SourceOut,
    auth=needs(Scope.ADMIN),
    summary="Change a source",
    openapi_extra=GUARDED,
)
def change(request: Asked, response: HttpResponse, source: UUID, changes: SourceChange) -> Any:
    """Fields that are sent get new values; `disabled` switches it off and on."""
    at = now()
    with acting(request.auth.organisation):
        _shown(response, source)
        by = decides(request, at, roles=MARKETING)
        sources.change_source(source, changes.given(), by, revision=seen(request))
        return _shown(response, source)


@router.post(
    "/sources/{source}/secret",
    response={201: Secret},
    auth=needs(Scope.ADMIN),
    summary="Renew a source's secret",
)
def renew(request: Asked, source: UUID) -> Any:
    """Another secret, told this once; the one before signs nothing any more."""
    at = now()
    with acting(request.auth.organisation):
        found(rules.source(source), "source", source)
        return Status(201, sources.renew_secret(source, decides(request, at, roles=MARKETING)))


def _shown(response: HttpResponse, source: UUID) -> Any:
    row = rules.source(source)
    found(row, "source", source)
    assert row is not None  # `found` has said otherwise
    tagged(response, row.revision)
    return row
