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
    WebhookChange,
    WebhookNew,
    WebhookOut,
    WebhookPage,
)
from firstreply.api.versions import GUARDED, seen, tagged
from firstreply.core.access import Scope
from firstreply.journey.organise import By, webhooks
from firstreply.store.queries import members, rules
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


@router.get("/webhooks/{webhook}", response=WebhookOut, auth=needs(Scope.READ), summary="Read a webhook")
def read(request: Asked, response: HttpResponse, webhook: UUID) -> Any:
    """One of them, without its secret."""
    with acting(request.auth.organisation):
        return _shown(response, webhook)


@router.patch(
    "/webhooks/{webhook}",
    response=WebhookOut,
    auth=needs(Scope.ADMIN),
    summary="Change a webhook",
    openapi_extra=GUARDED,
)
def change(request: Asked, response: HttpResponse, webhook: UUID, changes: WebhookChange) -> Any:
    """Fields that are sent get new values; `disabled` switches it off and on."""
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
    """Another secret, told this once; from now on only this one signs."""
    at = now()
    with acting(request.auth.organisation):
        found(rules.webhook(webhook), "webhook", webhook)
        return Status(201, webhooks.renew_webhook(webhook, decides(request, at)))


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
    return row
