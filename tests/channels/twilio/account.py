"""An account of Twilio, and requests as Twilio makes them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from firstreply.channels.base import Call, Setup
from firstreply.channels.twilio.signing import signed

TOKEN = "auth-token"
ADDRESS = "https://crm.example/in/01a204cf-0000-7000-8000-000000000001"
NUMBER, CUSTOMER = "+4930901820", "+491701234567"


def setup(**settings: Any) -> Setup:
    """One account."""
    plain = {"account_sid": "AC" + "0" * 32, "number": NUMBER}
    return Setup(
        id=UUID("01a204cf-0000-7000-8000-000000000001"),
        kind="twilio",
        name="Text messages",
        address=ADDRESS,
        settings={**plain, **settings},
        sealed={"auth_token": TOKEN},
        region="DE",
    )


def request(fields: Mapping[str, str], query: str = "", **how: Any) -> Call:
    """A form, signed by Twilio."""
    url = ADDRESS + query
    body = urlencode(fields).encode()
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-twilio-signature": signed(url, list(fields.items()), TOKEN),
    }
    call = Call(method="POST", url=url, query=query.removeprefix("?"), headers=headers, body=body)
    return replace(call, **how)


def sms(text: str = "Hello", own: str = "SM1", **more: str) -> dict[str, str]:
    """A text message that came in."""
    told = {
        "MessageSid": own,
        "SmsSid": own,
        "SmsStatus": "received",
        "From": CUSTOMER,
        "To": NUMBER,
        "Body": text,
    }
    return {**told, "NumMedia": "0", **more}


def step(status: str = "ringing", own: str = "CA1", **more: str) -> dict[str, str]:
    """A step of a call that came in."""
    told = {"CallSid": own, "From": CUSTOMER, "To": NUMBER, "Direction": "inbound", "CallStatus": status}
    return {**told, **more}
