"""Deliveries: what had to reach somebody, and whether it did."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router

from firstreply.api import pages
from firstreply.api.asking import Asked, decides, found, now, viewer
from firstreply.api.auth import needs
from firstreply.api.schemas_rules import DeliveriesWanted, DeliveryOut, DeliveryPage
from firstreply.core.access import Scope
from firstreply.journey.organise import webhooks
from firstreply.store.queries import deliveries
from firstreply.store.tenancy import acting

router = Router(tags=["Deliveries"])


@router.get("/deliveries", response=DeliveryPage, auth=needs(Scope.READ), summary="Find deliveries")
def find(request: Asked, response: HttpResponse, wanted: Query[DeliveriesWanted]) -> Any:
    """What was to be told, newest first; members see what was meant for them."""
    which = deliveries.Wanted(**wanted.model_dump(exclude={"limit", "cursor"}))
    after = pages.after(wanted, deliveries.NEWEST)
    with acting(request.auth.organisation):
        page = deliveries.page(viewer(request, now()), which, after, wanted.limit)
    return pages.told(request, response, page, deliveries.NEWEST)


@router.get("/deliveries/{delivery}", response=DeliveryOut, auth=needs(Scope.READ), summary="Read a delivery")
def read(request: Asked, delivery: UUID) -> Any:
    """One delivery: how often it was tried, and what the other side said last."""
    with acting(request.auth.organisation):
        row = deliveries.one(viewer(request, now()), delivery)
    found(row, "delivery", delivery)
    return row


@router.post(
    "/deliveries/{delivery}/again",
    response=DeliveryOut,
    auth=needs(Scope.ADMIN),
    summary="Try a delivery again",
)
def again(request: Asked, delivery: UUID) -> Any:
    """One that failed or was dropped is tried anew, under the same id: who had it already can tell."""
    at = now()
    with acting(request.auth.organisation):
        who = viewer(request, at)
        found(deliveries.one(who, delivery), "delivery", delivery)
        webhooks.tell_again(delivery, decides(request, at))
        return deliveries.one(who, delivery)
