"""Webhooks: who else is told what happens, which browsers may be woken, and telling again what did not arrive."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from firstreply.channels.webhook import new_secret
from firstreply.core.fact import FactKind
from firstreply.core.refusal import Refused
from firstreply.journey import programs
from firstreply.journey.effects import TOLD, Happened, record
from firstreply.journey.organise.decided import By, changed, held, made
from firstreply.journey.organise.sources import Secret
from firstreply.store import bulk
from firstreply.store.models import Delivery, DeliveryState, PushSubscription, WebhookEndpoint
from firstreply.store.tenancy import organisation

_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them
OVERLAP: Final = timedelta(days=1)  #: in which two secrets sign
_ON: Final[Mapping[str, Any]] = {
    "disabled_at": None, "off_reason": "", "off_told_at": None, "failing_since": None,
}  # fmt: skip
#: Spread over a minute for each thousand: who was away for long is not run over when it is back.
_REPLAY: Final = """
UPDATE delivery d SET state = 'pending', attempts = 0, lease_until = NULL, sent_at = NULL, error = '',
       not_before = %(now)s::timestamptz + v.n * interval '60 ms'
FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM delivery
      WHERE organisation_id = %(own)s AND endpoint_id = %(endpoint)s AND state = ANY(%(states)s)
        AND created_at >= %(since)s AND created_at < %(until)s) v
WHERE d.organisation_id = %(own)s AND d.id = v.id
"""
_AGAIN: Final = frozenset({DeliveryState.FAILED.value, DeliveryState.DROPPED.value})


def add_webhook(url: str, events: Sequence[str], by: By) -> Secret:
    """An address that is told what happens (`events`: kinds; none: all), and the secret that signs it.

    Refuses `url_malformed`, `webhook_event_unknown`.
    """
    secret = new_secret()
    _readable(url, "url")
    _known(events)
    row = WebhookEndpoint(organisation_id=organisation(), url=url, secret=secret, events=list(events))
    return Secret(made(row, by).pk, secret)


def change_webhook(webhook: UUID, changes: Mapping[str, Any], by: By, *, revision: int | None = None) -> UUID:
    """Change `url`, `events` or `disabled`. Switched on again it begins anew, with what happens from then on.

    Refuses `not_found`, `changed_meanwhile`, `url_malformed`, `webhook_event_unknown`.
    """
    row = held(WebhookEndpoint, webhook, revision)
    columns = dict(changes)
    if "url" in columns:
        _readable(columns["url"], "url")
    if "events" in columns:
        _known(columns["events"])
    if "disabled" in columns:
        off = columns.pop("disabled")
        columns |= {"disabled_at": row.disabled_at or by.at} if off else _ON
    return changed(row, columns, by).pk


def renew_webhook(webhook: UUID, by: By) -> Secret:
    """Another secret. The one before signs too for a day, so that whoever receives can change over.

    Renewed twice within the day, the first of the three signs nothing any more. Refuses `not_found`.
    """
    row = held(WebhookEndpoint, webhook)
    secret = new_secret()
    changed(row, {"secret": secret, "secret_before": row.secret, "before_until": by.at + OVERLAP}, by)
    return Secret(row.pk, secret)


def replay(webhook: UUID, since: datetime, until: datetime, states: Collection[str], by: By) -> int:
    """Tell a webhook again what it was to be told from then until then, under the same ids; how many deliveries.

    `states` of deliveries as they are now. Refuses `not_found`, `webhook_off`.
    """
    row = held(WebhookEndpoint, webhook)
    if row.disabled_at is not None:
        raise Refused("webhook_off", id=str(webhook))
    again = bulk.run(
        _REPLAY,
        {
            "own": organisation(), "endpoint": webhook, "since": since, "until": until, "now": by.at,
            "states": list(states),
        },
    )  # fmt: skip
    told = {"what": "webhook_replay", "id": str(webhook), "before": {},
            "after": {"since": since.isoformat(), "until": until.isoformat(), "deliveries": again}}  # fmt: skip
    record([Happened(kind=FactKind.DECIDED, at=by.at, member=by.member, data=told)])
    if again:
        bulk.notify(TOLD, [organisation()])
    return again


def _known(events: Sequence[str]) -> None:
    for one in events:
        if not programs.is_known(one):
            raise Refused("webhook_event_unknown", event=one)


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
    """https to a host by name, without a password in it; http only to hosts of ours that the operator named.

    Where it really leads is asked when it is sent.
    """
    try:
        parts = urlsplit(url)
        own = parts.hostname in _given.FIRSTREPLY_PRIVATE_HOSTS
        good = (
            (parts.scheme == "https" or (parts.scheme == "http" and own))
            and parts.hostname
            and not parts.username
            and not parts.password
            and parts.port != 0
        )
    except ValueError:
        good = False
    if not good:
        raise Refused("url_malformed", field=field, url=url[:200])
