"""An account of WhatsApp, and what Meta might bring to it."""

import hashlib
import hmac
import json
from typing import Any
from uuid import UUID

from firstreply.channels.base import Call, Setup
from firstreply.channels.whatsapp.peer import Cloud

ID = UUID("01900000-0000-7000-8000-00000000000a")
VERIFY = "whsec_c2VjcmV0"


def setup(base_url: str = "", **settings: Any) -> Setup:
    return Setup(
        id=ID,
        kind="whatsapp",
        name="Sales",
        address=f"http://127.0.0.1:9/in/{ID}",
        secret=VERIFY,
        settings={"phone_number_id": Cloud.number, "account_id": Cloud.account, "base_url": base_url}
        | settings,
        sealed={"app_secret": Cloud.app_secret, "token": Cloud.token},
        hosts=("127.0.0.1",),
        region="DE",
    )


def call(body: bytes, *, secret: str = Cloud.app_secret, **headers: str) -> Call:
    signed = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return Call(method="POST", url="", query="", headers={"x-hub-signature-256": signed} | headers, body=body)


def asks(query: str) -> Call:
    return Call(method="GET", url="", query=query, headers={}, body=b"")


def delivery(*values: Any, number: str = Cloud.number, field: str = "messages") -> bytes:
    metadata = {"display_phone_number": "15550783881", "phone_number_id": number}
    changes = [
        {"field": field, "value": {"messaging_product": "whatsapp", "metadata": metadata} | one}
        for one in values
    ]
    entries = [{"id": Cloud.account, "changes": [one]} for one in changes]
    return json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode()


def message(own: str = "wamid.1", **told: Any) -> dict[str, Any]:
    return {"from": "491701234567", "id": own, "timestamp": "1780000000"} | told


def text(own: str = "wamid.1", body: str = "Hello", **told: Any) -> dict[str, Any]:
    return message(own, type="text", text={"body": body}, **told)


def said_by(name: str = "Sara", **told: Any) -> dict[str, Any]:
    return {"profile": {"name": name}, "wa_id": "491701234567"} | told
