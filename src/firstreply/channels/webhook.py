"""Webhook: tell another program what happened, as Standard Webhooks says (standardwebhooks.com).

A receiver that remembers `webhook-id` sees each event once, however often it is sent.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from firstreply.channels.answer import Answer, Rejected, TryAgain
from firstreply.channels.post import post

_PREFIX: Final = "whsec_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What is told. `id` stays the same over every attempt."""

    id: UUID
    url: str
    secret: str  #: `whsec_` and base64
    body: bytes  #: JSON
    hosts: Collection[str] = ()  #: of a private network, and may be reached


def new_secret() -> str:
    """A secret to share with a receiver: 32 octets."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def send(event: Event, *, at: int) -> Answer:
    """Sign and post; `at` is this attempt's moment in epoch seconds. Only 410 means that the receiver is gone."""
    try:
        key = base64.b64decode(event.secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return Rejected(reason="secret_not_understood")
    signed = f"{event.id}.{at}.".encode() + event.body
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    answer = post(
        event.url,
        event.body,
        {
            "Content-Type": "application/json",
            "webhook-id": str(event.id),
            "webhook-timestamp": str(at),
            "webhook-signature": f"v1,{signature}",
        },
        hosts=event.hosts,
    )
    if isinstance(answer, Rejected) and answer.reason == "status 404":
        return TryAgain(reason=answer.reason)  # a receiver being deployed is not there for a moment
    return answer
