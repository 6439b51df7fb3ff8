"""Webhooks: who else is told what happens, which browsers may be woken, and telling again what did not arrive."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from firstreply.core.refusal import Refused
from firstreply.journey.effects import TOLD
from firstreply.journey.organise.decided import By, changed, held, made
from firstreply.journey.organise.sources import Secret, new_secret
from firstreply.store import bulk
from firstreply.store.models import Delivery, DeliveryState, PushSubscription, WebhookEndpoint
from firstreply.store.tenancy import organisation

_AGAIN: Final = frozenset({DeliveryState.FAILED.value, DeliveryState.DROPPED.value})


def add_webhook(url: str, events: Sequence[str], by: By) -> Secret:
    """An address that is told what happens (`events`: kinds; none: all), and the secret that signs it.

    Refuses `url_malformed`.
    """
    secret = new_secret()
    _readable(url, "url")
    row = WebhookEndpoint(organisation_id=organisation(), url=url, secret=secret, events=list(events))
    return Secret(made(row, by).pk, secret)


def change_webhook(webhook: UUID, changes: Mapping[str, Any], by: By, *, revision: int | None = None) -> UUID:
    """Change `url`, `events` or `disabled`. Refuses `not_found`, `changed_meanwhile`, `url_malformed`."""
    row = held(WebhookEndpoint, webhook, revision)
    columns = dict(changes)
    if "url" in columns:
        _readable(columns["url"], "url")
    if "disabled" in columns:
        columns["disabled_at"] = (row.disabled_at or by.at) if columns.pop("disabled") else None
    return changed(row, columns, by).pk


def renew_webhook(webhook: UUID, by: By) -> Secret:
    """Another secret; from now on only this one signs. Refuses `not_found`."""
    row = held(WebhookEndpoint, webhook)
    secret = new_secret()
    changed(row, {"secret": secret}, by)
    return Secret(row.pk, secret)


def subscribe(member: UUID, endpoint: str, p256dh: str, auth: str, by: By) -> UUID:
    """Let us wake a member's browser; again for the same browser renews it. Refuses `url_malformed`."""
    _readable(endpoint, "endpoint")
    keys = {"member_id": member, "p256dh": p256dh, "auth": auth, "gone_at": None}
    row = PushSubscription.objects.select_for_update().filter(endpoint=endpoint).first()
    if row is not None:
        return changed(row, keys, by).pk
    return made(PushSubscription(organisation_id=organisation(), endpoint=endpoint, **keys), by).pk


def unsubscribe(member: UUID, subscription: UUID, by: By) -> None:
    """Wake that browser no more. Refuses `not_found`."""
    row = held(PushSubscription, subscription)
    if row.member_id != member:
        raise Refused("not_found", what="push_subscription", id=str(subscription))
    changed(row, {"gone_at": row.gone_at or by.at}, by)


def tell_again(delivery: UUID, by: By) -> None:
    """Try a delivery anew that failed or was dropped. Refuses `not_found`, `delivery_not_failed`."""
    row = held(Delivery, delivery)
    if row.state not in _AGAIN:
        raise Refused("delivery_not_failed", state=row.state)
    anew = {"state": DeliveryState.PENDING.value, "attempts": 0, "lease_until": None, "not_before": by.at}
    changed(row, anew, by)
    bulk.notify(TOLD, [organisation()])


def _readable(url: str, field: str) -> None:
    """Only https to a host by name, without a password in it; where it really leads is asked when it is sent."""
    try:
        parts = urlsplit(url)
        good = parts.scheme == "https" and parts.hostname and not parts.username and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise Refused("url_malformed", field=field, url=url[:200])
