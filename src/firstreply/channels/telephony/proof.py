"""Proof: that a telephone system's request comes from it.

A system that can sign does so, which is what is asked for unless somebody chose otherwise. Many cannot do more than
call an address: for those the secret itself may come along, as a password or in the address. It is off by default, for
an address with a secret in it ends up in logs, and whoever reads one can tell of calls that never were.
"""

import base64
import binascii
import hmac
from typing import Final
from urllib.parse import parse_qs

from firstreply.channels.base import Call, ForgedError, Setup
from firstreply.core import signature

SIGNATURE, PASSWORD, ADDRESS = "signature", "password", "address"
WAYS: Final = (SIGNATURE, PASSWORD, ADDRESS)


def proven(call: Call, setup: Setup, now: int) -> None:
    """Raises ForgedError 401 unless the request proves itself in the way that the account allows."""
    fits = {SIGNATURE: _signed, PASSWORD: _password, ADDRESS: _in_address}[way(setup)]
    if not fits(call, setup, now):
        raise ForgedError("signature_wrong")


def way(setup: Setup) -> str:
    """How requests of this account prove themselves."""
    found = setup.settings.get("proof")
    return found if found in WAYS else SIGNATURE


def _signed(call: Call, setup: Setup, now: int) -> bool:
    headers = call.headers
    if call.method != "POST":
        return False
    if "webhook-signature" in headers:
        return signature.standard(
            setup.secret,
            message_id=headers.get("webhook-id", ""),
            timestamp=headers.get("webhook-timestamp", ""),
            signatures=headers["webhook-signature"],
            body=call.body,
            now=now,
        )
    return signature.plain(setup.secret, signature=headers.get("x-signature", ""), body=call.body)


def _password(call: Call, setup: Setup, now: int) -> bool:
    """Basic, with any name, or Bearer."""
    kind, _, given = call.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).decode().partition(":")[2]
        except (binascii.Error, ValueError):
            return False
    elif kind.lower() != "bearer":
        return False
    return _same(given.strip(), setup.secret)


def _in_address(call: Call, setup: Setup, now: int) -> bool:
    try:
        given = parse_qs(call.query, max_num_fields=100).get("token", [""])
    except ValueError:
        return False
    # `+` in an address is a space; the secret has none.
    return len(given) == 1 and _same(given[0].replace(" ", "+"), setup.secret)


def _same(given: str, secret: str) -> bool:
    return bool(secret) and hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())
