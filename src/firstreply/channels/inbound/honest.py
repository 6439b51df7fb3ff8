"""Honest: deliveries of programs that sign, as Standard Webhooks has it and by an HMAC in a header."""

import hashlib
import hmac
import json
from typing import Final

from firstreply.channels.base import Call, Setup
from firstreply.channels.forging import BODY, TIME, Honest
from firstreply.core import signature


def _plain(setup: Setup, number: int, now: int) -> Call:
    body = _body(number)
    given = "sha256=" + hmac.digest(signature.key_of(setup.secret), body, hashlib.sha256).hex()
    return _call(setup, body, {"x-signature": given})


def _standard(setup: Setup, number: int, now: int) -> Call:
    body, own = _body(number), f"msg_{number}"
    signed = signature.signed(setup.secret, own, str(now), body)
    return _call(setup, body, {"webhook-id": own, "webhook-timestamp": str(now), "webhook-signature": signed})


def _call(setup: Setup, body: bytes, headers: dict[str, str]) -> Call:
    told = {"content-type": "application/json", **headers}
    return Call(method="POST", url=setup.address, query="", headers=told, body=body)


def _body(number: int) -> bytes:
    return json.dumps({"name": f"Lea {number}", "email": f"lea{number}@there.example"}).encode()


HONEST: Final = (
    Honest(way="webhook, plain signature", make=_plain, proof=("x-signature",), refused=401),
    Honest(
        way="webhook, Standard Webhooks",
        make=_standard,
        proof=("webhook-id", "webhook-timestamp", "webhook-signature"),
        refused=401,
        covers=frozenset({BODY, TIME}),
    ),
)
