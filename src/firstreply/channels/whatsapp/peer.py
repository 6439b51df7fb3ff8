"""Peer: the Cloud API as Meta publishes it, small: numbers, messages, templates, signed deliveries."""

import hashlib
import hmac
import json
import re
import time
from typing import Any, Final
from urllib.parse import urlencode

from firstreply.channels.meta import VERSION
from firstreply.channels.peering import Asked, Brought, Peer, Sheet, sheet

_WINDOW_S: Final = 24 * 3600
_LONGEST_CAPTION: Final = 1024
_KINDS: Final = {
    "application/pdf": "document",
    "text/plain": "document",
    "image/png": "image",
    "video/mp4": "video",
}
_MEDIA: Final = frozenset(_KINDS.values())
_CHALLENGE: Final = "1158201444"
_GAP: Final = re.compile(r"\{\{(\w+)\}\}")


class Cloud(Peer):
    """One app with one number. `callback` is where deliveries go, once that address has proved itself."""

    number, account = "106540352242922", "102290129340398"
    display = "+1 555-078-3881"
    app_secret, token = "app-secret", "token"

    def __init__(self) -> None:
        super().__init__()
        self.callback = ""
        self.sent: list[Any] = []  #: messages of ours, with their `id`
        self.wrote: dict[str, float] = {}  #: when each customer wrote last
        self.templates: list[dict[str, Any]] = [
            _template("appointment", "en", "Your visit is on {{1}} at {{2}}."),
            _template("welcome_back", "de", "Guten Tag {{name}}, wir sind wieder da."),
            _template("offer", "en", "It holds until {{1}}.", header="Your offer for {{1}}"),
            _template("plan", "en", "Here is the plan.", media="DOCUMENT"),
            _template("spring", "en", "Spring is here.") | {"status": "REJECTED"},
        ]
        self.media: dict[str, tuple[str, bytes]] = {}  #: kind and octets of files of ours
        self._count = 0

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """As the Graph API does."""
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return 401, _error(190, "Invalid OAuth access token.", "OAuthException")
        path = asked.path.removeprefix(f"/{VERSION}/")
        match asked.method, path:
            case "GET", self.number:
                return 200, {"id": self.number, "display_phone_number": self.display, "verified_name": "Acme",
                             "quality_rating": "GREEN", "code_verification_status": "VERIFIED"}  # fmt: skip
            case "POST", self.number:
                return self._verify(asked.data["webhook_configuration"])
            case "POST", path if path == f"{self.account}/subscribed_apps":
                return 200, {"success": True}
            case "GET", path if path == f"{self.account}/message_templates":
                return 200, self._page(asked.query)
            case "POST", path if path == f"{self.number}/media":
                return self._brought(sheet(asked))
            case "POST", path if path == f"{self.number}/messages":
                return self._send(asked.data)
        return 400, _error(100, f"Unsupported {asked.method} request.")

    def deliver(self, value: dict[str, Any], field: str = "messages", secret: str | None = None) -> Brought:
        """Bring something to the callback, signed over its octets."""
        beside = {"messaging_product": "whatsapp", "metadata": self._metadata()}
        change = {"value": beside | value, "field": field}
        body = json.dumps(
            {"object": "whatsapp_business_account", "entry": [{"id": self.account, "changes": [change]}]}
        )
        headers = {"X-Hub-Signature-256": self.signed(body.encode(), secret)}
        return self.carry(self.callback, body.encode(), headers, "POST")

    def signed(self, body: bytes, secret: str | None = None) -> str:
        """The header that Meta puts beside these octets."""
        key = (self.app_secret if secret is None else secret).encode()
        return "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest()

    def write(self, customer: str, text: str, name: str = "", own: str = "") -> Brought:
        """A customer (digits) writes."""
        now = time.time()
        self.wrote[customer] = now
        message = {"from": customer, "id": own or self._id(), "timestamp": str(int(now)), "type": "text",
                   "text": {"body": text}}  # fmt: skip
        return self.deliver(
            {"contacts": [{"profile": {"name": name}, "wa_id": customer}], "messages": [message]}
        )

    def report(self, own: str, status: str, customer: str, code: int | None = None) -> Brought:
        """What became of a message of ours."""
        told: dict[str, Any] = {
            "id": own,
            "status": status,
            "timestamp": str(int(time.time())),
            "recipient_id": customer,
        }
        if code is not None:
            told["errors"] = [{"code": code, "title": "Message failed"}]
        return self.deliver({"statuses": [told]})

    def _verify(self, wanted: dict[str, str]) -> tuple[int, Any]:
        query = {
            "hub.mode": "subscribe",
            "hub.verify_token": wanted["verify_token"],
            "hub.challenge": _CHALLENGE,
        }
        try:
            answer = self.carry(f"{wanted['override_callback_uri']}?{urlencode(query)}", b"", {}, "GET")
        except OSError:
            answer = Brought(0, b"")
        if answer != Brought(200, _CHALLENGE.encode()):
            return 400, _error(2200, "Callback verification failed.")
        self.callback = wanted["override_callback_uri"]
        return 200, {"success": True}

    def _send(self, given: Any) -> tuple[int, Any]:
        to = str(given.get("to") or given.get("recipient") or "")
        if (
            given.get("messaging_product") != "whatsapp"
            or not to
            or given.get("type") not in ("text", "template", *_MEDIA)
        ):
            return 400, _error(100, "Invalid parameter")
        if given["type"] in _MEDIA and (wrong := self._unseen(given["type"], given[given["type"]])):
            return wrong
        if given["type"] != "template" and time.time() - self.wrote.get(to, 0) >= _WINDOW_S:
            return 400, _error(131047, "Re-engagement message")
        if given["type"] == "template" and (wrong := self._unfit(given["template"])):
            return wrong
        own = self._id()
        self.sent.append({**given, "id": own})
        return 200, {
            "messaging_product": "whatsapp",
            "contacts": [{"input": to, "wa_id": to}],
            "messages": [{"id": own}],
        }

    def _brought(self, told: Sheet) -> tuple[int, Any]:
        """A file is kept until a message names it."""
        _, kind, octets = told.files["file"]
        if told.texts != {"messaging_product": "whatsapp", "type": kind} or kind not in _KINDS:
            return 400, _error(100, "Param file must be a file with one of the following types")
        self._count += 1
        self.media[str(self._count)] = (kind, octets)
        return 200, {"id": str(self._count)}

    def _unseen(self, shown: str, what: dict[str, Any]) -> tuple[int, Any] | None:
        """What Meta says to a file that was not brought, or is shown as what it is not."""
        kind, _ = self.media.get(what["id"], ("", b""))
        fits = kind and _KINDS[kind] == shown and ("filename" in what) == (shown == "document")
        if not fits or len(what.get("caption", "")) > _LONGEST_CAPTION:
            return 400, _error(131053, "Media upload error")
        return None

    def _unfit(self, wanted: dict[str, Any]) -> tuple[int, Any] | None:
        """What Meta says to a template that there is not, or to one with too few or too many parameters."""
        named = (wanted["name"], wanted["language"]["code"])
        found = next((one for one in self.templates if (one["name"], one["language"]) == named), None)
        if found is None or found["status"] != "APPROVED":
            return 404, _error(132001, "Template name does not exist in the translation")
        given = {one["type"]: _told(one["parameters"]) for one in wanted.get("components", ())}
        if given != {part: gaps for part, gaps in map(_gaps, found["components"]) if gaps}:
            return 400, _error(132000, "Number of parameters does not match the expected number of params")
        return None

    def _page(self, query: Any) -> dict[str, Any]:
        """One template a page, so that who does not turn pages is found out."""
        at = int(query.get("after") or 0)
        cursors = {"before": str(at), "after": str(at + 1)}
        more = {"next": f"{self.url}/more"} if at + 1 < len(self.templates) else {}
        return {"data": self.templates[at : at + 1], "paging": {"cursors": cursors, **more}}

    def _metadata(self) -> dict[str, str]:
        digits = "".join(one for one in self.display if one.isdecimal())
        return {"display_phone_number": digits, "phone_number_id": self.number}

    def _id(self) -> str:
        self._count += 1
        return f"wamid.HBgL{self._count:012d}"


def _template(name: str, language: str, text: str, *, header: str = "", media: str = "") -> dict[str, Any]:
    above = {"type": "HEADER", "format": media or "TEXT", **({"text": header} if header else {})}
    return {"name": name, "language": language, "status": "APPROVED", "category": "UTILITY", "id": "1",
            "components": [*([above] if header or media else []), {"type": "BODY", "text": text}]}  # fmt: skip


def _gaps(component: dict[str, Any]) -> tuple[str, list[str]]:
    """What a message must say of a part: the names of its gaps in order; for numbers their count in ones."""
    if component.get("format", "TEXT") != "TEXT":
        return "header", [component["format"]]
    named = list(dict.fromkeys(_GAP.findall(component["text"])))
    return component["type"].lower(), ["" if one.isdecimal() else one for one in named]


def _told(parameters: list[dict[str, str]]) -> list[str]:
    return [one.get("parameter_name", "") for one in parameters if one["type"] == "text" and one["text"]]


def _error(code: int, message: str, kind: str = "GraphMethodException") -> dict[str, Any]:
    return {"error": {"message": f"(#{code}) {message}", "type": kind, "code": code, "fbtrace_id": "A1"}}
