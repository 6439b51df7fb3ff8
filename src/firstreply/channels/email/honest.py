"""Honest: reports of sending services, of one that signs them and of one that carries our secret."""

import base64
import json
from typing import Final

from firstreply.channels.base import Call, Setup
from firstreply.channels.forging import BODY, TIME, Honest
from firstreply.core import signature

_KEY: Final = "whsec_" + base64.b64encode(b"resend" * 6).decode()


def _resend(setup: Setup, number: int, now: int) -> Call:
    told = {"type": "email.delivered", "created_at": "2026-09-01T10:00:00.000Z",
            "data": {"email_id": f"own-{number}", "to": ["lea@there.example"], "subject": "Offer"}}  # fmt: skip
    body, own = json.dumps(told).encode(), f"msg_{number}"
    signed = signature.signed(setup.sealed["webhook_key"], own, str(now), body)
    return _call(setup, body, {"svix-id": own, "svix-timestamp": str(now), "svix-signature": signed})


def _postmark(setup: Setup, number: int, now: int) -> Call:
    told = {"RecordType": "Delivery", "MessageID": f"own-{number}", "Recipient": "lea@there.example",
            "DeliveredAt": "2026-09-01T10:00:00Z"}  # fmt: skip
    login = base64.b64encode(f"firstreply:{setup.secret}".encode()).decode()
    return _call(setup, json.dumps(told).encode(), {"authorization": f"Basic {login}"})


def _call(setup: Setup, body: bytes, headers: dict[str, str]) -> Call:
    told = {"content-type": "application/json", **headers}
    return Call(method="POST", url=setup.address, query="", headers=told, body=body)


_ADDRESS: Final = "sales@ours.example"
HONEST: Final = (
    Honest(
        way="email, signed reports",
        make=_resend,
        proof=("svix-id", "svix-timestamp", "svix-signature"),
        refused=401,
        covers=frozenset({BODY, TIME}),
        settings={"address": _ADDRESS, "provider": "resend"},
        sealed={"api_key": "re_1", "webhook_key": _KEY},
    ),
    Honest(
        way="email, reports with our secret",
        make=_postmark,
        proof=("authorization",),
        refused=401,
        covers=frozenset(),
        settings={"address": _ADDRESS, "provider": "postmark"},
        sealed={"api_key": "key"},
    ),
)
