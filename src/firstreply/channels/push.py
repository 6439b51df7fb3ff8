"""Push: wake a browser (RFC 8030), encrypted for it alone (RFC 8291), signed by this installation (RFC 8292)."""

import base64
import binascii
import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from firstreply.channels.answer import Answer, Rejected, TryAgain
from firstreply.channels.post import post

#: What a push service must take (RFC 8030, section 7.2), less what encryption adds.
LARGEST: Final = 3900
_NEVER: Final = frozenset({"status 400", "status 401", "status 403", "status 413"})
_HALF_A_DAY: Final = 12 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """This installation, as push services know it."""

    private_key: str  #: base64url of 32 octets
    contact: str  #: `mailto:` or `https:`


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A message to one browser."""

    endpoint: str
    p256dh: str
    auth: str
    body: bytes  #: what the browser's service worker reads
    topic: str  #: a newer message of the same topic replaces one that has not been fetched
    seconds: int  #: how long it is worth keeping
    urgent: bool = False
    hosts: Collection[str] = ()  #: of a private network, and may be reached


def send(push: Push, sender: Sender, *, at: int) -> Answer:
    """Encrypt, sign and post. Gone (404, 410) means that the browser has withdrawn its consent."""
    from pywebpush import WebPusher, WebPushException  # heavy: only for who sends

    if len(push.body) > LARGEST:
        return Rejected(reason="too_large")
    keys = {"endpoint": push.endpoint, "keys": {"p256dh": push.p256dh, "auth": push.auth}}
    try:
        sealed = bytes(WebPusher(keys).encode(push.body)["body"])
    except (WebPushException, binascii.Error, ValueError, IndexError, TypeError):
        return Rejected(reason="subscription_not_understood", gone=True)
    headers = _signed(push.endpoint, sender, at) | {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(push.seconds),
        "Urgency": "high" if push.urgent else "normal",
        "Topic": _topic(push.topic),
    }
    answer = post(push.endpoint, sealed, headers, hosts=push.hosts)
    if isinstance(answer, TryAgain) and answer.reason in _NEVER:
        return Rejected(reason=answer.reason)
    return answer


def _signed(endpoint: str, sender: Sender, at: int) -> dict[str, str]:
    from py_vapid import Vapid

    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": at + _HALF_A_DAY, "sub": sender.contact}
    signed: dict[str, str] = Vapid.from_string(sender.private_key).sign(claims)
    return signed


def _topic(text: str) -> str:
    """At most 32 letters of base64url, the same for the same text."""
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()[:24]).decode()
