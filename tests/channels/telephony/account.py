"""Our account of a telephone system, and requests as such systems make them."""

import base64
import hashlib
import hmac
import json
from typing import Any
from uuid import UUID

from firstreply.channels.base import Call, Setup
from firstreply.core import signature

ADDRESS = "https://crm.example/in/1"
SECRET = "whsec_" + base64.b64encode(b"0" * 32).decode()
CALLER = "+4930901820"


def setup(mapping: dict[str, str] | None = None, **settings: Any) -> Setup:
    """One account."""
    return Setup(
        id=UUID(int=1), kind="telephony", name="Telephone", address=ADDRESS, secret=SECRET, settings=settings,
        mapping=mapping or {}, region="DE",
    )  # fmt: skip


def event(**more: Any) -> dict[str, Any]:
    """One event, as our documentation names the fields."""
    return {"call_id": "1", "direction": "in", "from": CALLER, "to": "101", "state": "missed", **more}


def signed(body: bytes, secret: str = SECRET) -> dict[str, str]:
    """The plain signature."""
    return {"x-signature": "sha256=" + hmac.digest(signature.key_of(secret), body, hashlib.sha256).hex()}


def request(
    body: bytes | Any, headers: dict[str, str] | None = None, method: str = "POST", query: str = ""
) -> Call:
    """A request; signed where nothing else is said."""
    octets = body if isinstance(body, bytes) else json.dumps(body).encode()
    found = signed(octets) if headers is None else headers
    return Call(
        method=method, url=f"{ADDRESS}?{query}" if query else ADDRESS, query=query, body=octets,
        headers={"content-type": "application/json", **found},
    )  # fmt: skip
