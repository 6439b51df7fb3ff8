"""Channel: a webhook of any program that signs what it brings, as Standard Webhooks has it or by an HMAC in a header.

A delivery of Standard Webhooks has an id and a time that are signed too: one from long ago is refused, one that was
brought before is the same. An HMAC alone is as old as whoever recorded it likes; the same octets, or the same id at
`id_path`, are taken once.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any, Final

import orjson

from firstreply.channels.base import Call, Channel, Field, FieldKind, ForgedError, Piece, Setup, Taken
from firstreply.channels.form import body as form
from firstreply.channels.inbound.reading import CONTENTS, INQUIRY, read
from firstreply.core import signature
from firstreply.core.capture.mapping import value_at
from firstreply.core.lead import FieldError
from firstreply.core.lead.inquiry import LONGEST_ID, with_nul
from firstreply.core.refusal import Refused

HEADER: Final = "X-Signature"
_PATHS: Final = ("id_path", "event_path")
_HEX_DIGITS: Final = 64


def take(call: Call, setup: Setup, now: int) -> Taken:
    """One delivery. Raises ForgedError for a signature that is wrong, old or missing; Refused `webhook_id_unfit`."""
    secret = setup.sealed.get("signing_secret") or setup.secret
    standard = "webhook-signature" in call.headers
    if not (_is_standard(call, secret, now) if standard else _is_plain(call, secret, setup)):
        raise ForgedError("signature_wrong")
    payload = _payload(call)
    own = call.headers["webhook-id"] if standard else _told_id(payload, setup) or _octets_id(call.body)
    if len(own) > LONGEST_ID or not own.isprintable():
        raise Refused("webhook_id_unfit", limit=LONGEST_ID)
    piece = Piece(payload=payload, raw=call.body if payload is None else None, id=own)
    return Taken(pieces=(piece,), status=202, receipt=True)


def _is_standard(call: Call, secret: str, now: int) -> bool:
    return signature.standard(
        secret,
        message_id=call.headers.get("webhook-id", ""),
        timestamp=call.headers.get("webhook-timestamp", ""),
        signatures=call.headers["webhook-signature"],
        body=call.body,
        now=now,
    )


def _is_plain(call: Call, secret: str, setup: Setup) -> bool:
    """An HMAC-SHA256 of the octets, in hex or base64, with or without `sha256=` before it."""
    name = str(setup.settings.get("signature_header") or HEADER).lower()
    given = call.headers.get(name, "").strip().removeprefix("sha256=")
    wanted = hmac.digest(signature.key_of(secret), call.body, hashlib.sha256)
    return bool(secret) and hmac.compare_digest(wanted, _octets(given))


def _octets(given: str) -> bytes:
    try:
        if len(given) == _HEX_DIGITS:
            return bytes.fromhex(given)
        return base64.b64decode(given, validate=True)
    except (ValueError, binascii.Error):
        return b""


def _payload(call: Call) -> Any:
    """As JSON where it can be, a form as an object of its fields; else None."""
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in (form.URLENCODED, form.MULTIPART):
        try:
            posted = form.posted(call.headers["content-type"], call.body)
        except Refused:
            return None
        return {name: one[0] if len(one) == 1 else list(one) for name, one in posted.fields.items()}
    try:
        given = orjson.loads(call.body)
    except orjson.JSONDecodeError:
        return None
    return given if given is not None and with_nul(given) is None else None


def _told_id(payload: Any, setup: Setup) -> str:
    """The delivery's own id, where the account says at which path it stands."""
    path = setup.settings.get("id_path")
    found = value_at(payload, path) if path else None
    return (
        f"id:{found}" if isinstance(found, str | int) and not isinstance(found, bool) and str(found) else ""
    )


def _octets_id(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def _validate(settings: Mapping[str, Any]) -> None:
    """Refuses `settings_invalid` for paths that cannot be read, and for values to filter by without a path."""
    errors = []
    for name in _PATHS:
        try:
            value_at({}, settings[name]) if settings.get(name) else None
        except Refused:
            errors.append(FieldError(f"settings.{name}", "field_invalid"))
    if settings.get("event_values") and not settings.get("event_path"):
        errors.append(FieldError("settings.event_path", "field_missing"))
    if errors:
        raise Refused("settings_invalid", errors=tuple(errors))


_FIELDS: Final = (
    Field(
        name="content",
        label="What it brings",
        kind=FieldKind.CHOICE,
        choices=CONTENTS,
        default=INQUIRY,
        help="Somebody who asks, or a message in either direction.",
    ),
    Field(name="event_path", label="Where it says what happened", help="A path such as event.type."),
    Field(
        name="event_values",
        label="What counts",
        kind=FieldKind.LIST,
        help="Values at that path; anything else means nothing to us.",
    ),
    Field(
        name="id_path",
        label="Where its own id stands",
        help="So that the same is taken once, however it is sent.",
    ),
    Field(
        name="signature_header",
        label="Header of the signature",
        default=HEADER,
        help="Where it is an HMAC alone.",
    ),
    Field(
        name="signing_secret",
        label="Their signing secret",
        kind=FieldKind.SECRET,
        help="Where the other side makes the secret; ours otherwise.",
    ),
    Field(
        name="channel",
        label="Channel of its messages",
        help="By which name messages are known that it brings; chat, unless you say another.",
    ),
)
CHANNEL: Final = Channel(kind="webhook", fields=_FIELDS, take=take, read=read, validate=_validate)
