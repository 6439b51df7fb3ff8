"""Honest: requests as Twilio makes them."""

from typing import Final
from urllib.parse import urlencode

from firstreply.channels.base import Call, Setup
from firstreply.channels.forging import ADDRESS, BODY, Honest
from firstreply.channels.twilio.signing import signed


def _sms(setup: Setup, number: int, now: int) -> Call:
    own = f"SM{number:032x}"
    return _form(setup, {"MessageSid": own, "SmsSid": own, "SmsStatus": "received", "From": "+491701234567",
                         "To": "+4930901820", "Body": f"Question {number}", "NumMedia": "0"})  # fmt: skip


def _call(setup: Setup, number: int, now: int) -> Call:
    told = {
        "CallSid": f"CA{number:032x}",
        "From": "+491701234567",
        "To": "+4930901820",
        "Direction": "inbound",
    }
    return _form(setup, {**told, "CallStatus": "no-answer"}, "on=status")


def _form(setup: Setup, fields: dict[str, str], query: str = "") -> Call:
    url = f"{setup.address}?{query}" if query else setup.address
    signature = signed(url, list(fields.items()), setup.sealed["auth_token"])
    headers = {"content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature}
    return Call(method="POST", url=url, query=query, headers=headers, body=urlencode(fields).encode())


_ACCOUNT: Final = {"account_sid": "AC" + "0" * 32, "number": "+4930901820"}
HONEST: Final = tuple(
    Honest(
        way=way,
        make=make,
        proof=("x-twilio-signature",),
        refused=403,
        covers=frozenset({BODY, ADDRESS}),
        settings=_ACCOUNT,
        sealed={"auth_token": "auth-token"},
    )
    for way, make in (("twilio message", _sms), ("twilio call", _call))
)
