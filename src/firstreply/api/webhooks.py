"""Webhooks: who else is told what happens, and which browsers of a member may be woken."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Status

from firstreply.api import pages
from firstreply.api.asking import Asked, decides, found, member_of, now
from firstreply.api.auth import needs
from firstreply.api.pages import Paging
from firstreply.api.schemas_values import Secret
from firstreply.api.schemas_webhooks import (
    PushList,
    PushNew,
    PushOut,
    Replay,
    Replayed,
    WebhookChange,
    WebhookDeliveries,
    WebhookDeliveriesWanted,
    WebhookDelivery,
    WebhookNew,
    WebhookPage,
    WebhookRead,
)
from firstreply.api.versions import GUARDED, seen, tagged
from firstreply.core.access import Scope
from firstreply.journey import telling
from firstreply.journey.organise import By, webhooks
from firstreply.store.queries import members, programs, rules
from firstreply.store.queries.deliveries import NEWEST
from firstreply.store.tenancy import acting

router = Router(tags=["Webhooks"])


@router.get("/webhooks", response=WebhookPage, auth=needs(Scope.READ), summary="Find webhooks")
def find(request: Asked, response: HttpResponse, paging: Query[Paging]) -> Any:
    """Addresses that are told what happens, never with their secrets."""
    after = pages.after(paging, rules.BY_ID)
    with acting(request.auth.organisation):
        page = rules.webhooks(after, paging.limit)
    return pages.told(request, response, page, rules.BY_ID)


@router.post("/webhooks", response={201: Secret}, auth=needs(Scope.ADMIN), summary="Add a webhook")
def add(request: Asked, new: WebhookNew) -> Any:
    """Signed as Standard Webhooks says, with a secret of our making that is told this once."""
    at = now()
    with acting(request.auth.organisation):
        return Status(201, webhooks.add_webhook(new.url, new.events, decides(request, at)))


@router.get("/webhooks/{webhook}", response=WebhookRead, auth=needs(Scope.READ), summary="Read a webhook")
def read(request: Asked, response: HttpResponse, webhook: UUID) -> Any:
    """One of them, without its secret; and how much it missed of late."""
    with acting(request.auth.organisation):
        return _shown(response, webhook)


@router.patch(
    "/webhooks/{webhook}",
    response=WebhookRead,
    auth=needs(Scope.ADMIN),
    summary="Change a webhook",
    openapi_extra=GUARDED,
)
def change(request: Asked, response: HttpResponse, webhook: UUID, changes: WebhookChange) -> Any:
    """Fields that are sent get new values; `disabled` switches it off and on.

    Switched on again it is told what happens from then on; `missed` says what a replay would bring.
    """
    at = now()
    with acting(request.auth.organisation):
        _shown(response, webhook)
        webhooks.change_webhook(webhook, changes.given(), decides(request, at), revision=seen(request))
        return _shown(response, webhook)


@router.post(
    "/webhooks/{webhook}/secret",
    response={201: Secret},
    auth=needs(Scope.ADMIN),
    summary="Renew a webhook's secret",
)
def renew(request: Asked, webhook: UUID) -> Any:
    """Another secret, told this once. For a day the one before signs too: every delivery has two signatures."""
    at = now()
    with acting(request.auth.organisation):
        found(rules.webhook(webhook), "webhook", webhook)
        return Status(201, webhooks.renew_webhook(webhook, decides(request, at)))


@router.post(
    "/webhooks/{webhook}/test",
    response={202: WebhookDelivery},
    auth=needs(Scope.ADMIN),
    summary="Test a webhook",
)
def test(request: Asked, webhook: UUID) -> Any:
    """An `alert.test` to this address. What became of it: `GET /webhooks/{webhook}/deliveries/{delivery}`."""
    at = now()
    with acting(request.auth.organisation):
        found(rules.webhook(webhook), "webhook", webhook)
        decides(request, at)
        told = telling.try_webhook(webhook, now=at)
        return Status(202, programs.delivery(webhook, told))


@router.get(
    "/webhooks/{webhook}/deliveries",
    response=WebhookDeliveries,
    auth=needs(Scope.ADMIN),
    summary="Find what a webhook was told",
)
def deliveries(
    request: Asked, response: HttpResponse, webhook: UUID, wanted: Query[WebhookDeliveriesWanted]
) -> Any:
    """Newest first, with every try: when, how long it took, what was answered."""
    after = pages.after(wanted, NEWEST)
    with acting(request.auth.organisation):
        decides(request, now())
        found(rules.webhook(webhook), "webhook", webhook)
        page = programs.deliveries(
            webhook, after, wanted.limit, state=wanted.state, since=wanted.since, until=wanted.until
        )
    return pages.told(request, response, page, NEWEST)


@router.get(
    "/webhooks/{webhook}/deliveries/{delivery}",
    response=WebhookDelivery,
    auth=needs(Scope.ADMIN),
    summary="Read what a webhook was told",
)
def delivery(request: Asked, webhook: UUID, delivery: UUID) -> Any:
    """One delivery with every try. `POST /deliveries/{delivery}/again` tells it anew."""
    with acting(request.auth.organisation):
        decides(request, now())
        row = programs.delivery(webhook, delivery)
    found(row, "delivery", delivery)
    return row


@router.post(
    "/webhooks/{webhook}/replay",
    response={202: Replayed},
    auth=needs(Scope.ADMIN),
    summary="Tell a webhook again what it missed",
)
def replay(request: Asked, webhook: UUID, wanted: Replay) -> Any:
    """Deliveries of a time, in these states, are told again under the same ids: who had one already can tell."""
    at = now()
    with acting(request.auth.organisation):
        found(rules.webhook(webhook), "webhook", webhook)
        until, by = wanted.until or at, decides(request, at)
        return Status(202, {"deliveries": webhooks.replay(webhook, wanted.since, until, wanted.states, by)})


@router.get(
    "/me/push-subscriptions", response=PushList, auth=needs(Scope.READ), summary="Which browsers may be woken"
)
def subscriptions(request: Asked) -> Any:
    """The caller's own browsers."""
    with acting(request.auth.organisation):
        return {"items": members.push_subscriptions(member_of(request))}


@router.post(
    "/me/push-subscriptions",
    response={201: PushOut},
    auth=needs(Scope.WRITE),
    summary="Let a browser be woken",
)
def subscribe(request: Asked, new: PushNew) -> Any:
    """The browser that the caller sits at. Again for the same browser renews it."""
    at = now()
    member = member_of(request)
    with acting(request.auth.organisation):
        by = By(member, request.auth.role, at)
        made = webhooks.subscribe(member, new.endpoint, new.p256dh, new.auth, by)
        return Status(201, next(one for one in members.push_subscriptions(member) if one.id == made))


@router.delete(
    "/me/push-subscriptions/{subscription}",
    response={204: None},
    auth=needs(Scope.WRITE),
    summary="Wake a browser no more",
)
def unsubscribe(request: Asked, subscription: UUID) -> Any:
    """One of the caller's own."""
    at = now()
    with acting(request.auth.organisation):
        member = member_of(request)
        webhooks.unsubscribe(member, subscription, By(member, request.auth.role, at))
    return Status(204, None)


def _shown(response: HttpResponse, webhook: UUID) -> Any:
    row = rules.webhook(webhook)
    found(row, "webhook", webhook)
    assert row is not None  # `found` has said otherwise
    tagged(response, row.revision)
    missed = programs.missed(webhook, now())
    return row._asdict() | {"missed": missed.number, "missed_since": missed.since}
