"""Signatures: whether what came in was sent by who shares a secret with us."""

import base64
import binascii
import hashlib
import hmac
from typing import Final

TOLERANCE_S: Final = 300  #: how far a sender's clock may be from ours
PREFIX: Final = "whsec_"  #: of a secret as Standard Webhooks writes it


def key_of(secret: str) -> bytes:
    """The key of a secret: `whsec_` and base64 as Standard Webhooks writes it, else the text itself."""
    if secret.startswith(PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
        except binascii.Error:
            pass
    return secret.encode()


def signed(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    """The signature of Standard Webhooks: `v1,<base64>`."""
    return signed_with(key_of(secret), message_id, timestamp, body)


def signed_with(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    """The same, with the octets of the key."""
    content = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()


def standard(secret: str, *, message_id: str, timestamp: str, signatures: str, body: bytes, now: int) -> bool:
    """Whether one of the `signatures` (separated by spaces) fits and the `timestamp` (epoch seconds) is of now."""
    if (
        not secret
        or not message_id
        or not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) < 12)
    ):
        return False
    if abs(int(timestamp) - now) > TOLERANCE_S:
        return False
    wanted = signed(secret, message_id, timestamp, body).encode()
    found = [hmac.compare_digest(wanted, one.encode()) for one in signatures.split()]
    return any(found)


def plain(secret: str, *, signature: str, body: bytes) -> bool:
    """Whether `sha256=<hex>` is the HMAC of the body."""
    wanted = "sha256=" + hmac.digest(key_of(secret), body, hashlib.sha256).hex()
    return bool(secret) and hmac.compare_digest(wanted.encode(), signature.strip().lower().encode())
