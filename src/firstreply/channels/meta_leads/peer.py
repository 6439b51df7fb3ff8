"""Peer: Meta's Graph API as far as lead ads go, small: a page, its forms, who filled them in, signed notices."""

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from firstreply.channels.meta import VERSION
from firstreply.channels.peering import Asked, Brought, Peer

_CHALLENGE: Final = "1158201444"


class Meta(Peer):
    """One page with two forms. `callback` is where notices go."""

    page, app_secret, token = "123450000000001", "app-secret", "page-token"

    def __init__(self) -> None:
        super().__init__()
        self.callback = ""
        self.forms = {"778000000000001": "Spring fair", "778000000000002": "Catalogue"}
        self.leads: dict[str, dict[str, Any]] = {}
        self.subscribed: list[str] = []
        self.sees_ads = True  #: whether the token has the right to see ads
        self.page_size = 100

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """As the Graph API does."""
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return 401, _error(190, "Invalid OAuth access token.")
        if "campaign_name" in asked.query.get("fields", "") and not self.sees_ads:
            return 403, _error(200, "Requires ads_management permission to manage the object")
        own, _, edge = asked.path.removeprefix(f"/{VERSION}/").partition("/")
        data: Any = None
        match asked.method, edge:
            case "GET", "" if own in self.leads:
                data = self._shown(own, asked)
            case "GET", "" if own in self.forms:
                data = {"id": own, "name": self.forms[own]}
            case "GET", "" if own == self.page:
                data = {"id": own, "name": "Acme"}
            case "GET", "leadgen_forms" if own == self.page:
                data = self._page([{"id": one, "name": name} for one, name in self.forms.items()], asked)
            case "GET", "leads" if own in self.forms:
                data = self._page([self._shown(one, asked) for one in self._of(own, asked)], asked)
            case "GET", "subscribed_apps" if own == self.page:
                data = {"data": [{"name": "Ours", "subscribed_fields": self.subscribed}]}
            case "POST", "subscribed_apps" if own == self.page:
                self.subscribed = asked.query["subscribed_fields"].split(",")
                data = {"success": True}
        missing = _error(100, "Unsupported get request. Object with ID does not exist.")
        return (400, missing) if data is None else (200, data)

    def fill_in(self, own: str, *, form: str = "", at: float | None = None, **answers: str) -> None:
        """Somebody fills a form in; nobody is told yet."""
        made = datetime.fromtimestamp(time.time() if at is None else at, UTC)
        self.leads[own] = {
            "id": own,
            "created_time": made.strftime("%Y-%m-%dT%H:%M:%S+0000"),
            "form_id": form or next(iter(self.forms)),
            "platform": "ig",
            "ad_id": "120200000000001",
            "ad_name": "Blue ad",
            "campaign_name": "Spring",
            "field_data": [{"name": name, "values": [value]} for name, value in answers.items()],
        }

    def tell(self, *ids: str, secret: str | None = None) -> Brought:
        """Tell the callback of those who filled in a form."""
        body = self.notice(*ids)
        return self.carry(self.callback, body, {"X-Hub-Signature-256": self.signed(body, secret)}, "POST")

    def notice(self, *ids: str) -> bytes:
        """A request as Meta makes it."""
        changes = [
            {"field": "leadgen", "value": {"leadgen_id": own, "page_id": self.page, "form_id": form,
                                           "created_time": 1_700_000_000}}
            for own, form in ((own, self.leads.get(own, {}).get("form_id", "1")) for own in ids)
        ]  # fmt: skip
        entry = {"id": self.page, "time": 1_700_000_000, "changes": changes}
        return json.dumps({"object": "page", "entry": [entry]}).encode()

    def signed(self, body: bytes, secret: str | None = None) -> str:
        """The header that Meta puts beside these octets."""
        key = (self.app_secret if secret is None else secret).encode()
        return "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest()

    def verify(self, verify_token: str) -> Brought:
        """Ask the callback whether it is whom it claims to be."""
        query = {"hub.mode": "subscribe", "hub.challenge": _CHALLENGE, "hub.verify_token": verify_token}
        return self.carry(f"{self.callback}?{urlencode(query)}", b"", {}, "GET")

    def _shown(self, own: str, asked: Asked) -> dict[str, Any]:
        wanted = asked.query.get("fields", "id").split(",")
        return {name: value for name, value in self.leads[own].items() if name in wanted}

    def _of(self, form: str, asked: Asked) -> list[str]:
        (since,) = json.loads(asked.query["filtering"])
        assert (since["field"], since["operator"]) == ("time_created", "GREATER_THAN")
        return [
            own
            for own, lead in sorted(self.leads.items())
            if lead["form_id"] == form and _epoch(lead["created_time"]) > since["value"]
        ]

    def _page(self, rows: list[Any], asked: Asked) -> dict[str, Any]:
        size = min(self.page_size, int(asked.query.get("limit", "25")))
        begin = int(asked.query.get("after", "0"))
        more = begin + size < len(rows)
        paging: dict[str, Any] = {"cursors": {"before": str(begin), "after": str(begin + size)}}
        return {
            "data": rows[begin : begin + size],
            "paging": paging | ({"next": "https://next"} if more else {}),
        }


def _epoch(told: str) -> float:
    return datetime.fromisoformat(told).timestamp()


def _error(code: int, message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A"}}
