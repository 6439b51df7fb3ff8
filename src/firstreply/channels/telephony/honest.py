"""Honest: requests of telephone systems, in each way in which they may prove themselves."""

import base64
import hashlib
import hmac
import json
from typing import Final
from urllib.parse import quote

from firstreply.channels.base import Call, Setup
from firstreply.channels.forging import BODY, QUERY, TIME, Honest
from firstreply.channels.telephony.proof import ADDRESS, PASSWORD
from firstreply.core import signature


def _plain(setup: Setup, number: int, now: int) -> Call:
    body = _body(number)
    given = "sha256=" + hmac.digest(signature.key_of(setup.secret), body, hashlib.sha256).hex()
    return _call(setup, body, {"x-signature": given})


def _standard(setup: Setup, number: int, now: int) -> Call:
    body, own = _body(number), f"msg_{number}"
    signed = signature.signed(setup.secret, own, str(now), body)
    return _call(setup, body, {"webhook-id": own, "webhook-timestamp": str(now), "webhook-signature": signed})


def _password(setup: Setup, number: int, now: int) -> Call:
    login = base64.b64encode(f"pbx:{setup.secret}".encode()).decode()
    return _call(setup, _body(number), {"authorization": f"Basic {login}"})


def _address(setup: Setup, number: int, now: int) -> Call:
    return _call(setup, _body(number), {}, f"token={quote(setup.secret, safe='')}")


def _call(setup: Setup, body: bytes, headers: dict[str, str], query: str = "") -> Call:
    url = f"{setup.address}?{query}" if query else setup.address
    return Call(
        method="POST",
        url=url,
        query=query,
        headers={"content-type": "application/json", **headers},
        body=body,
    )


def _body(number: int) -> bytes:
    told = {
        "call_id": str(number),
        "direction": "in",
        "from": "+491701234567",
        "to": "101",
        "state": "missed",
    }
    return json.dumps(told).encode()


_NOTHING: Final[frozenset[str]] = frozenset()
HONEST: Final = (
    Honest(way="telephony, plain signature", make=_plain, proof=("x-signature",), refused=401),
    Honest(
        way="telephony, Standard Webhooks",
        make=_standard,
        proof=("webhook-id", "webhook-timestamp", "webhook-signature"),
        refused=401,
        covers=frozenset({BODY, TIME}),
    ),
    Honest(
        way="telephony, password",
        make=_password,
        proof=("authorization",),
        refused=401,
        covers=_NOTHING,
        settings={"proof": PASSWORD},
    ),
    Honest(
        way="telephony, secret in the address",
        make=_address,
        proof=(),
        refused=401,
        covers=frozenset({QUERY}),
        settings={"proof": ADDRESS},
    ),
)
