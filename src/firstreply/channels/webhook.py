"""Webhook: tell another program what happened, as Standard Webhooks says (standardwebhooks.com).

A receiver that remembers `webhook-id` sees each event once, however often it is sent.
"""

import base64
import binascii
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from firstreply.channels.answer import Answer, Rejected, TryAgain
from firstreply.channels.post import post
from firstreply.core.signature import PREFIX, signed_with


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What is told. `id` stays the same over every attempt."""

    id: UUID
    url: str
    secret: str = field(repr=False)  #: `whsec_` and base64
    body: bytes  #: JSON
    secret_before: str = field(default="", repr=False)  #: signs too, while the receiver changes over
    hosts: Collection[str] = ()  #: of a private network, and may be reached


def new_secret() -> str:
    """A secret to share with a receiver: 32 octets."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def send(event: Event, *, at: int) -> Answer:
    """Sign and post; `at` is this attempt's moment in epoch seconds. Only 410 means that the receiver is gone."""
    try:
        signatures = [_signature(event, one, at) for one in (event.secret, event.secret_before) if one]
    except (binascii.Error, ValueError):
        return Rejected(reason="secret_not_understood")
    answer = post(
        event.url,
        event.body,
        {
            "Content-Type": "application/json",
            "webhook-id": str(event.id),
            "webhook-timestamp": str(at),
            "webhook-signature": " ".join(signatures),
        },
        hosts=event.hosts,
    )
    if isinstance(answer, Rejected) and answer.reason == "status 404":
        return TryAgain(
            reason=answer.reason, heard=answer.heard
        )  # a receiver being deployed is not there for a moment
    return answer


def _signature(event: Event, secret: str, at: int) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    return signed_with(key, str(event.id), str(at), event.body)
