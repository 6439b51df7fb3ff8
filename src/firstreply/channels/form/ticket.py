"""Ticket: what we hand out and want back unchanged: signed, for one form and one purpose, readable by anybody."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final

from firstreply.core.signature import key_of

_LONGEST: Final = 8000


class Purpose(StrEnum):
    """What a ticket is good for."""

    FILL = "fill"  #: one form to fill in: {n: its own id, t: when it was given out, u: the touch}
    SURE = "sure"  #: a doubtful submission: {x: its external id, t: when}
    CONFIRM = "confirm"  #: what was agreed to: {x, e: until}
    DOCUMENT = "document"  #: a document: {x, f: file, e: until}


def sealed(secret: str, purpose: Purpose, told: Mapping[str, Any]) -> str:
    """A ticket, fit for an address."""
    content = _encoded(json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode())
    return f"{content}.{_encoded(_signed(secret, purpose, content))}"


def opened(secret: str, purpose: Purpose, ticket: str) -> dict[str, Any] | None:
    """What a ticket tells; None for one that is not ours, or of another purpose."""
    content, _, given = ticket.partition(".")
    if not secret or not given or len(ticket) > _LONGEST or not ticket.isascii():
        return None
    if not hmac.compare_digest(_encoded(_signed(secret, purpose, content)), given):
        return None
    try:
        told: dict[str, Any] = json.loads(base64.urlsafe_b64decode(content + "=" * (-len(content) % 4)))
    except (binascii.Error, ValueError):
        return None
    return told


def _signed(secret: str, purpose: Purpose, content: str) -> bytes:
    return hmac.digest(key_of(secret), f"form {purpose}:{content}".encode(), hashlib.sha256)[:18]


def _encoded(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")
