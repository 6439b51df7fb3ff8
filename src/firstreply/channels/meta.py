"""Meta: what WhatsApp and lead ads share: how a request proves that it is Meta's, and how the Graph API is asked."""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import parse_qs, urlencode

import orjson

from firstreply.channels.ask import Reply, ask, asked_json, base_of
from firstreply.channels.base import Call, ForgedError, Piece, Setup, Taken
from firstreply.channels.enclosed import Enclosed
from firstreply.channels.loose import items
from firstreply.channels.multipart import form, seconds
from firstreply.core import signature

GRAPH: Final = "https://graph.facebook.com"
VERSION: Final = "v25.0"  #: of 18 February 2026, there until 29 July 2028
MOST: Final = 5_000  #: things in one request; Meta puts up to a thousand into one
_LONGEST_CHALLENGE: Final = 200


def taken(call: Call, setup: Setup, pieces: Callable[[Any], Iterator[Piece]]) -> Taken:
    """What Meta brought: `pieces` of each change; what cannot be taken apart is kept as it came.

    Raises ForgedError: 403 for a verification with another token than ours, 401 for a signature that does not fit.
    """
    if call.method == "GET":
        return _verified(call, setup)
    given = call.headers.get("x-hub-signature-256", "")
    if not signature.plain(setup.sealed.get("app_secret", ""), signature=given, body=call.body):
        raise ForgedError("signature_wrong")
    return Taken(pieces=_pieces(call.body, pieces))


def _verified(call: Call, setup: Setup) -> Taken:
    """Meta asks whether this address is ours, and wants its challenge back."""
    try:
        asks = {name: values[0] for name, values in parse_qs(call.query, max_num_fields=20).items()}
    except ValueError:
        asks = {}
    told, challenge = asks.get("hub.verify_token", ""), asks.get("hub.challenge", "")
    fits = bool(setup.secret) and hmac.compare_digest(_octets(told), _octets(setup.secret))
    plain = len(challenge) <= _LONGEST_CHALLENGE and challenge.isascii() and challenge.isalnum()
    if asks.get("hub.mode") != "subscribe" or not fits or not plain:
        raise ForgedError("verify_token_wrong", 403)
    return Taken(content_type="text/plain; charset=utf-8", body=challenge.encode())


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _pieces(body: bytes, pieces: Callable[[Any], Iterator[Piece]]) -> tuple[Piece, ...]:
    whole = Piece(raw=body, id=f"sha256:{hashlib.sha256(body).hexdigest()}")
    try:
        given = orjson.loads(body)
    except orjson.JSONDecodeError:
        return (whole,)
    changes = (change for entry in items(given, "entry") for change in items(entry, "changes"))
    found = tuple(islice((piece for change in changes for piece in pieces(change)), MOST + 1))
    return found if len(found) <= MOST else (whole,)


def asked(
    setup: Setup,
    method: str,
    path: str,
    given: Any = None,
    query: Mapping[str, str] | None = None,
    files: Mapping[str, Enclosed] = MappingProxyType({}),
) -> Reply:
    """One request to the Graph API on behalf of an account; `given` as JSON, with `files` as a form. Raises
    NoAnswerError.
    """
    url = f"{base_of(setup, GRAPH)}/{VERSION}/{path}" + (f"?{urlencode(query)}" if query else "")
    body, headers = form(given, files) if files else (None, {}) if given is None else asked_json(given)
    login = {"Authorization": f"Bearer {setup.sealed.get('token', '')}"}
    return ask(method, url, body=body, headers=headers | login, hosts=setup.hosts, seconds=seconds(files))
