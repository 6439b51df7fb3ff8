"""Honest: deliveries as Meta makes them."""

import hashlib
import hmac
import json
from typing import Final

from firstreply.channels.base import Call, Setup
from firstreply.channels.forging import Honest

_NUMBER: Final = "106540352242922"


def _message(setup: Setup, number: int, now: int) -> Call:
    said = {"from": "491701234567", "id": f"wamid.{number}", "timestamp": str(now), "type": "text",
            "text": {"body": f"Question {number}"}}  # fmt: skip
    value = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": _NUMBER}, "messages": [said]}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    signed = hmac.digest(setup.sealed["app_secret"].encode(), body, hashlib.sha256).hex()
    headers = {"content-type": "application/json", "x-hub-signature-256": f"sha256={signed}"}
    return Call(method="POST", url=setup.address, query="", headers=headers, body=body)


HONEST: Final = (
    Honest(
        way="whatsapp",
        make=_message,
        proof=("x-hub-signature-256",),
        refused=401,
        settings={"phone_number_id": _NUMBER},
        sealed={"app_secret": "app-secret", "token": "token"},
    ),
)
