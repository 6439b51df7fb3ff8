"""Pools: who takes turns, and how."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Status

from firstreply.api import pages
from firstreply.api.asking import Asked, decides, found, now
from firstreply.api.auth import needs
from firstreply.api.schemas_rules import PoolChange, PoolNew, PoolOut, PoolPage, PoolsWanted
from firstreply.api.versions import GUARDED, seen, tagged
from firstreply.core.access import Scope
from firstreply.journey.organise import pools
from firstreply.store.queries import rules
from firstreply.store.queries.rules import PoolShown
from firstreply.store.tenancy import acting

router = Router(tags=["Pools"])


@router.get("/pools", response=PoolPage, auth=needs(Scope.READ), summary="Find pools")
def find(request: Asked, response: HttpResponse, wanted: Query[PoolsWanted]) -> Any:
    """Pools, and whose turn it is in each."""
    after = pages.after(wanted, rules.BY_ID)
    with acting(request.auth.organisation):
        page = rules.pools(wanted.retired, after, wanted.limit)
    return pages.told(request, response, page, rules.BY_ID)


@router.post("/pools", response={201: PoolOut}, auth=needs(Scope.ADMIN), summary="Add a pool")
def add(request: Asked, response: HttpResponse, new: PoolNew) -> Any:
    """Members who take turns, by which method, and what is asked of them first."""
    at = now()
    with acting(request.auth.organisation):
        made = pools.add_pool(new.name, new.team, new.value, decides(request, at, team=new.team))
        return Status(201, _shown(response, made))


@router.get("/pools/{pool}", response=PoolOut, auth=needs(Scope.READ), summary="Read a pool")
def read(request: Asked, response: HttpResponse, pool: UUID) -> Any:
    """One pool."""
    with acting(request.auth.organisation):
        return _shown(response, pool)


@router.patch(
    "/pools/{pool}", response=PoolOut, auth=needs(Scope.ADMIN), summary="Change a pool", openapi_extra=GUARDED
)
def change(request: Asked, response: HttpResponse, pool: UUID, changes: PoolChange) -> Any:
    """Fields and keys of `value` that are sent get new values. Whose turn it is stays."""
    at = now()
    columns = changes.given()
    with acting(request.auth.organisation):
        before = _shown(response, pool)
        by = decides(request, at, team=before.team_id)
        if "team" in columns:
            columns["team_id"] = columns.pop("team")
            by = decides(request, at, team=columns["team_id"])
        pools.change_pool(pool, columns, by, revision=seen(request))
        return _shown(response, pool)


@router.delete(
    "/pools/{pool}",
    response={204: None},
    auth=needs(Scope.ADMIN),
    summary="Retire a pool",
    openapi_extra=GUARDED,
)
def retire(request: Asked, response: HttpResponse, pool: UUID) -> Any:
    """Given no more leads. Not while published routing names it."""
    at = now()
    with acting(request.auth.organisation):
        before = _shown(response, pool)
        pools.retire_pool(pool, decides(request, at, team=before.team_id), revision=seen(request))
    return Status(204, None)


def _shown(response: HttpResponse, pool: UUID) -> PoolShown:
    row = rules.pool(pool)
    found(row, "pool", pool)
    assert row is not None  # `found` has said otherwise
    tagged(response, row.revision)
    return row
