"""Hooks: `POST /in/{source}`, the address of one source: signed JSON from programs, plain HTML forms from people.

What was sent is taken as it is and understood later; what cannot be understood then is quarantined with the reason.
"""

import hashlib
import html
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import orjson
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirectBase
from prometheus_client import Counter

from firstreply.api import door, limits
from firstreply.api.api import json_answer, read_body
from firstreply.api.problem import RETRY_AFTER_S, Problem, answer, language, of_refusal
from firstreply.channels import registry
from firstreply.channels.base import Call, ForgedError, Piece, Setup, Taken
from firstreply.core.lead.inquiry import LONGEST_ID, with_nul
from firstreply.core.refusal import Refused
from firstreply.insights import words
from firstreply.insights.reasons import mark
from firstreply.journey.door import Incoming, Outcome, Receipt, incoming, refused_signatures
from firstreply.store.queries.arrivals import Door
from firstreply.store.queries.arrivals import door as find_door

KNOWN_S: Final = 5.0  #: how long a process believes what a source's settings said
_SAME_FORM_S: Final = 600  #: the same form filled in the same within this time was sent twice
_NOTED_EVERY_S: Final = 10.0
_FORMS: Final = ("application/x-www-form-urlencoded", "multipart/form-data")
_LONGEST_FORM: Final = 1024 * 1024  #: octets that people type; reading them takes fifty times as much
_REFUSED: Final = Counter(
    "firstreply_signatures_refused_total", "Deliveries to a source whose signature was wrong"
)
_TRAPPED: Final = Counter(
    "firstreply_forms_trapped_total", "Forms that only a machine would fill in like that"
)
THANKS: Final = mark("Thank you. Your message has arrived, and you will hear from us.")
_known: Final[dict[UUID, tuple[float, Door]]] = {}
_wrong: Final[
    dict[UUID, tuple[int, float]]
] = {}  #: source -> wrong signatures not noted yet, when noted last


class _SameElsewhere(HttpResponseRedirectBase):
    status_code = 307


class _SeeOther(HttpResponseRedirectBase):
    status_code = 303


def take(request: HttpRequest, source: UUID) -> HttpResponse:
    """One delivery to a source's address."""
    try:
        return limits.tell(request, _taken(request, source))
    except Problem as problem:
        return answer(request, problem)
    except Refused as refused:
        return answer(request, of_refusal(refused))
    except (OperationalError, InterfaceError):
        return answer(request, Problem(503, "database_away", headers={"Retry-After": RETRY_AFTER_S}))


def _taken(request: HttpRequest, source: UUID) -> HttpResponse:
    found = _door(source)
    channel = registry.channel(found.kind)
    methods = channel.methods if channel else ("POST",)
    if request.method not in methods:
        raise Problem(405, "method_not_allowed", headers={"Allow": ", ".join(methods)})
    limits.take(request, ("source", found.id))
    body = read_body(request)
    if channel and channel.take:
        return _by_channel(channel.take, request, found, body)
    return _form(request, found, body)


def _by_channel(
    take: Callable[[Call, Setup, int], Taken], request: HttpRequest, found: Door, body: bytes
) -> HttpResponse:
    """What the source's channel makes of a request; all of it is on disk when the answer goes out."""
    query = request.META.get("QUERY_STRING", "")
    call = Call(
        method=str(request.method),
        url=found.setup.address + (f"?{query}" if query else ""),
        query=query,
        headers={name.lower(): value for name, value in request.headers.items()},
        body=body,
    )
    try:
        taken = take(call, found.setup, int(time.time()))
    except ForgedError as forged:
        _note(found)
        asked = {"WWW-Authenticate": "Signature"} if forged.status == 401 else {}
        raise Problem(forged.status, "signature_wrong", headers=asked) from forged
    pieces = [_piece(found, one) for one in taken.pieces]
    receipts = door.put(pieces) if pieces else ()
    if taken.receipt and receipts:
        return _receipt(receipts[0], taken.status)
    if any(one.outcome is Outcome.UNFIT for one in receipts):
        raise Problem(422, "arrival_unfit")
    response = HttpResponse(taken.body, status=taken.status, content_type=taken.content_type)
    for name, value in taken.headers.items():
        response[name] = value
    return response


def _receipt(receipt: Receipt, status: int) -> HttpResponse:
    """What a program wants to know that can read it. Raises Problem 409 where its id was used for something else."""
    response = json_answer(door.told(door.fit(receipt)), status)
    if receipt.outcome is Outcome.REPEATED:
        response["Idempotent-Replayed"] = "true"
    return response


def _piece(found: Door, one: Piece) -> Incoming:
    payload = None if one.payload is None else orjson.dumps(one.payload, option=orjson.OPT_SORT_KEYS)
    octets = one.raw if one.raw is not None else payload or b""
    if payload is not None and b"\\u0000" in payload and with_nul(one.payload) is not None:
        payload = None
    return incoming(
        found.organisation,
        found.id,
        one.kind,
        at=datetime.now(UTC),
        external_id=(one.id or f"sha256:{hashlib.sha256(octets).hexdigest()}")[:LONGEST_ID],
        payload=payload,
        raw=octets if payload is None else one.raw,
        octets=octets,
    )


def _door(source: UUID) -> Door:
    now = time.monotonic()
    known = _known.get(source)
    if known and known[0] > now:
        return known[1]
    found = find_door(source)
    channel = registry.channel(found.kind) if found else None
    if found is None or not (found.kind == "form" or (channel and channel.take)):
        raise Problem(404, "not_found", what="source", id=str(source))
    _known[source] = (now + KNOWN_S, found)
    return found


def forget() -> None:
    """Believe nothing that was read before."""
    _known.clear()


def _note(found: Door) -> None:
    _REFUSED.inc()
    count, at = _wrong.get(found.id, (0, 0.0))
    now = time.monotonic()
    if at and now - at < _NOTED_EVERY_S:
        _wrong[found.id] = (count + 1, at)
        return
    _wrong[found.id] = (0, now)
    refused_signatures(found.organisation, found.id, count + 1, datetime.now(UTC))


def _incoming(
    found: Door, external_id: str, payload: bytes | None, raw: bytes | None, octets: bytes
) -> Incoming:
    now = datetime.now(UTC)
    return incoming(
        found.organisation, found.id, door.INQUIRY, at=now, external_id=external_id, payload=payload, raw=raw,
        octets=octets,
    )  # fmt: skip


def _form(request: HttpRequest, found: Door, body: bytes) -> HttpResponse:
    """A form that a person filled in. A machine that fills in the hidden field too is thanked, and not heard.

    One with a definition has pages of its own, which take it with its method and fields.
    """
    if found.settings.get("form"):
        return _SameElsewhere(f"/f/{found.id}")
    if request.content_type not in _FORMS:
        raise Problem(415, "content_type_unknown", found=str(request.content_type), want=" | ".join(_FORMS))
    if request.content_type == _FORMS[0] and len(body) > _LONGEST_FORM:
        raise Problem(413, "body_too_large", limit=_LONGEST_FORM)
    trap = str(found.settings.get("honeypot") or "_gotcha")
    if request.POST.get(trap, "").strip():
        _TRAPPED.inc()
        return _thanks(request, found.settings)
    fields = {
        name: value for name, value in _fields(request).items() if not name.startswith("_") and name != trap
    }
    if not any(value.strip() if isinstance(value, str) else value for value in fields.values()):
        raise Problem(422, "inquiry_empty")
    octets = orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)
    slot = int(time.time()) // _SAME_FORM_S
    same = f"form:{slot}:{hashlib.sha256(octets).hexdigest()}"
    door.fit(door.put([_incoming(found, same, octets, None, octets)])[0])
    return _thanks(request, found.settings)


def _fields(request: HttpRequest) -> dict[str, Any]:
    """What was filled in, without NUL; a field that occurs more than once is a list."""
    found = {}
    for name, values in request.POST.lists():
        clean = [str(value).replace("\0", "") for value in values]
        found[name.replace("\0", "")] = clean[0] if len(clean) == 1 else clean
    return found


def _thanks(request: HttpRequest, settings: Mapping[str, Any]) -> HttpResponse:
    """Where the source's settings lead (never where the form says), or a small page."""
    to = settings.get("redirect")
    if isinstance(to, str) and to.startswith(("https://", "http://")):
        return _SeeOther(to)
    told = words.use(language(request))
    page = (
        f'<!doctype html><html lang="{told.lang}" dir="{told.direction}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>FirstReply</title>'
        f"<p>{html.escape(told.say(THANKS))}</p></html>"
    )
    response = HttpResponse(page)
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
