"""Peer: Twilio as it publishes itself, small: an account, a number, messages, and signed requests about them."""

import base64
import time
from collections.abc import Mapping
from email.utils import formatdate
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from firstreply.channels.peering import Asked, Brought, Peer
from firstreply.channels.twilio.rest import VERSION
from firstreply.channels.twilio.signing import signed

_OPTED_OUT: Final = "+15005550004"  #: numbers that answer as Twilio's own test numbers do
_INVALID: Final = "+15005550001"
_NO_MOBILE: Final = "+15005550009"
_ERRORS: Final[Mapping[str, int]] = {_OPTED_OUT: 21610, _INVALID: 21211, _NO_MOBILE: 21614}


class Twilio(Peer):
    """One account with one number. `callback` is where what comes in goes."""

    account, token = "AC" + "0" * 32, "auth-token"
    number, number_sid = "+4930901820", "PN" + "1" * 32

    def __init__(self) -> None:
        super().__init__()
        self.callback = ""
        self.addresses: dict[str, str] = {}  #: of the number, as they were set
        self.sent: list[dict[str, str]] = []  #: messages of ours
        self.lose_answers = 0  #: so many messages are taken, and nobody is told so

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """As Twilio's interface does."""
        login = base64.b64encode(f"{self.account}:{self.token}".encode()).decode()
        if asked.headers.get("authorization") != f"Basic {login}":
            return 401, {"code": 20003, "message": "Authenticate", "status": 401}
        fields = (
            dict(parse_qsl(asked.body.decode(), keep_blank_values=True)) if asked.body else dict(asked.query)
        )
        match asked.method, asked.path.removeprefix(f"/{VERSION}/Accounts/{self.account}"):
            case "GET", ".json":
                return 200, {"friendly_name": "Acme", "status": "active", "type": "Full"}
            case "GET", "/IncomingPhoneNumbers.json":
                own = [{"sid": self.number_sid}] if fields.get("PhoneNumber") == self.number else []
                return 200, {"incoming_phone_numbers": own}
            case "POST", path if path == f"/IncomingPhoneNumbers/{self.number_sid}.json":
                self.addresses |= fields
                self.callback = fields.get("SmsUrl", self.callback)
                return 200, {"sid": self.number_sid}
            case "GET", "/Messages.json":
                return 200, {"messages": [one for one in self.sent if one["to"] == fields.get("To")]}
            case "POST", "/Messages.json":
                return self._send(fields)
        return 404, {"code": 20404, "message": "The requested resource was not found", "status": 404}

    def _send(self, fields: Mapping[str, str]) -> tuple[int, Any]:
        for name, code in (("To", 21604), ("Body", 21602)):
            if not fields.get(name):
                return 400, _error(code)
        if not (fields.get("From") == self.number or fields.get("MessagingServiceSid", "").startswith("MG")):
            return 400, _error(21606)
        if wrong := _ERRORS.get(fields["To"]):
            return 400, _error(wrong)
        if len(fields["Body"]) > 1600:
            return 400, _error(21617)
        message = {
            "sid": f"SM{len(self.sent):032x}",
            "to": fields["To"],
            "from": fields.get("From", self.number),
            "body": fields["Body"].strip(),
            "status": "queued",
            "direction": "outbound-api",
            "date_created": formatdate(time.time()),
            "callback": fields.get("StatusCallback", ""),
        }
        self.sent.append(message)
        if self.lose_answers:
            self.lose_answers -= 1
            return 503, None
        return 201, message

    def bring(self, fields: Mapping[str, str], query: str = "", *, token: str | None = None) -> Brought:
        """Call our own address with a form, signed as Twilio signs."""
        url = self.callback + query
        told = {"AccountSid": self.account, **fields}
        signature = signed(url, list(told.items()), self.token if token is None else token)
        headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
        return self.carry(url, urlencode(told).encode(), headers, "POST")

    def write(self, customer: str, text: str, own: str = "", **more: str) -> Brought:
        """A customer writes."""
        own = own or f"SM{time.time_ns():032x}"
        told = {"MessageSid": own, "SmsSid": own, "SmsMessageSid": own, "SmsStatus": "received", "From": customer,
                "To": self.number, "Body": text, "NumMedia": "0"}  # fmt: skip
        return self.bring({**told, **more})

    def report(self, own: str, status: str, customer: str, code: str = "") -> Brought:
        """What became of one of ours."""
        told = {"MessageSid": own, "SmsSid": own, "MessageStatus": status, "SmsStatus": status, "To": customer,
                "From": self.number}  # fmt: skip
        return self.bring(told | ({"ErrorCode": code} if code else {}))

    def call(self, customer: str, own: str, status: str, query: str = "", **more: str) -> Brought:
        """A step of a call that came in."""
        told = {"CallSid": own, "From": customer, "To": self.number, "Direction": "inbound", "CallStatus": status,
                "ApiVersion": VERSION}  # fmt: skip
        return self.bring({**told, **more}, query)


def _error(code: int) -> dict[str, Any]:
    return {"code": code, "message": f"error {code}", "more_info": "", "status": 400}
