"""Honest: notices as Meta makes them."""

import hashlib
import hmac
import json
from typing import Final

from firstreply.channels.base import Call, Setup
from firstreply.channels.forging import Honest

_PAGE: Final = "123450000000001"


def _notice(setup: Setup, number: int, now: int) -> Call:
    value = {"leadgen_id": str(10**12 + number), "page_id": _PAGE, "form_id": "1", "created_time": now}
    entry = {"id": _PAGE, "time": now, "changes": [{"field": "leadgen", "value": value}]}
    body = json.dumps({"object": "page", "entry": [entry]}).encode()
    signed = hmac.digest(setup.sealed["app_secret"].encode(), body, hashlib.sha256).hex()
    headers = {"content-type": "application/json", "x-hub-signature-256": f"sha256={signed}"}
    return Call(method="POST", url=setup.address, query="", headers=headers, body=body)


HONEST: Final = (
    Honest(
        way="meta_leads",
        make=_notice,
        proof=("x-hub-signature-256",),
        refused=401,
        settings={"page_id": _PAGE},
        sealed={"app_secret": "app-secret", "token": "page-token"},
    ),
)
