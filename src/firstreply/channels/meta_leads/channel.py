"""Channel: a Facebook page whose forms bring leads. Meta signs each request over its octets with the app's secret."""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final
from urllib.parse import parse_qs

import orjson

from firstreply.channels.base import Call, Channel, Field, FieldKind, ForgedError, Piece, Setup, Taken
from firstreply.channels.loose import at, items, text
from firstreply.channels.meta_leads.fetching import fetch
from firstreply.channels.meta_leads.graph import GRAPH, check, connect
from firstreply.channels.meta_leads.reading import read
from firstreply.core import signature
from firstreply.core.refusal import Refused

MOST: Final = 5_000  #: notices in one request; Meta puts up to a thousand into one
_LONGEST_CHALLENGE: Final = 200


def take(call: Call, setup: Setup, now: int) -> Taken:
    """What Meta brought, a piece for each notice.

    Raises ForgedError: 403 for a verification with another token than ours, 401 for a signature that does not fit.
    """
    if call.method == "GET":
        return _verified(call, setup)
    given = call.headers.get("x-hub-signature-256", "")
    if not signature.plain(setup.sealed.get("app_secret", ""), signature=given, body=call.body):
        raise ForgedError("signature_wrong")
    return Taken(pieces=_pieces(call.body))


def _verified(call: Call, setup: Setup) -> Taken:
    """Meta asks whether this address is ours, and wants its challenge back."""
    try:
        asked = {name: values[0] for name, values in parse_qs(call.query, max_num_fields=20).items()}
    except ValueError:
        asked = {}
    told, challenge = asked.get("hub.verify_token", ""), asked.get("hub.challenge", "")
    fits = bool(setup.secret) and hmac.compare_digest(told.encode("utf-8", "replace"), setup.secret.encode())
    plain = 0 < len(challenge) <= _LONGEST_CHALLENGE and challenge.isascii() and challenge.isalnum()
    if asked.get("hub.mode") != "subscribe" or not fits or not plain:
        raise ForgedError("verify_token_wrong", 403)
    return Taken(content_type="text/plain; charset=utf-8", body=challenge.encode())


def _pieces(body: bytes) -> tuple[Piece, ...]:
    """What cannot be taken apart is kept as it came."""
    whole = Piece(raw=body, id=f"sha256:{hashlib.sha256(body).hexdigest()}")
    try:
        found = tuple(islice(_notices(orjson.loads(body)), MOST + 1))
    except orjson.JSONDecodeError:
        return (whole,)
    return found if len(found) <= MOST else (whole,)


def _notices(given: Any) -> Iterator[Piece]:
    for entry in items(given, "entry"):
        for change in items(entry, "changes"):
            if text(change, "field") == "leadgen":
                notice = at(change, "value")
                plain = text(notice, "leadgen_id") or str(at(notice, "leadgen_id") or "")
                yield Piece(payload={"notice": _as_text(notice)}, id=f"notice:{plain}" if plain else "")


def _as_text(notice: Any) -> Any:
    """Ids are numbers in some requests of Meta, and text in others."""
    if not isinstance(notice, Mapping):
        return notice
    return {name: str(one) if type(one) is int else one for name, one in notice.items()}


def _validate(settings: Mapping[str, Any]) -> None:
    """Refuses `setting_wrong` naming the field."""
    page = settings.get("page_id")
    if page and not (isinstance(page, str) and page.isascii() and page.isdecimal()):
        raise Refused("setting_wrong", field="page_id")


_FIELDS: Final = (
    Field(name="page_id", label="Page ID", required=True, help="Digits; under About, Page transparency."),
    Field(
        name="app_secret",
        label="App secret",
        kind=FieldKind.SECRET,
        required=True,
        help="Under App settings, Basic. Meta signs with it.",
    ),
    Field(
        name="token",
        label="Page access token",
        kind=FieldKind.SECRET,
        required=True,
        help="With leads_retrieval, pages_manage_metadata and pages_read_engagement; ads_management for names of ads.",
    ),
    Field(
        name="history_days",
        label="Days to look back at first",
        kind=FieldKind.NUMBER,
        default=0,
        help="Meta keeps leads for 90 days.",
    ),
    Field(
        name="base_url",
        label="Address of the interface",
        default=GRAPH,
        help="Only where a relay stands between.",
    ),
)
CHANNEL: Final = Channel(
    kind="meta_leads",
    fields=_FIELDS,
    take=take,
    read=read,
    check=check,
    connect=connect,
    fetch=fetch,
    validate=_validate,
    methods=("GET", "POST"),
)
