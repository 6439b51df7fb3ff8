"""Channel: an account of Twilio with one number. Twilio signs each request with the account's auth token."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qs, parse_qsl

import orjson

from firstreply.channels.ask import base_url
from firstreply.channels.base import Call, Channel, Field, FieldKind, ForgedError, Piece, Setup, Taken
from firstreply.channels.twilio import voice
from firstreply.channels.twilio.reading import read
from firstreply.channels.twilio.rest import BASE, check, connect
from firstreply.channels.twilio.sending import fit, send
from firstreply.channels.twilio.signing import fits
from firstreply.channels.twilio.words import VOICES
from firstreply.core.lead.contact import is_e164
from firstreply.core.refusal import Refused

_FORM: Final = "application/x-www-form-urlencoded"
_XML: Final = "text/xml; charset=utf-8"
_MOST: Final = 500  #: fields of a form
#: Which fields tell one report from another of the same call or message.
_TELLING: Final = ("MessageStatus", "SmsStatus", "CallStatus", "DialCallStatus", "RecordingSid", "TranscriptionSid",
                   "ParentCallSid")  # fmt: skip


def take(call: Call, setup: Setup, now: int) -> Taken:
    """One request, and how the call goes on. Raises ForgedError 403 for a signature that does not fit."""
    fields = _fields(call)
    given = call.headers.get("x-twilio-signature", "")
    token = setup.sealed.get("auth_token", "")
    if not fits(call.url, fields, call.body, given, token):
        raise ForgedError("signature_wrong", 403)
    if fields is None:
        return Taken(pieces=(_event(call),))
    told = dict(fields)
    on = _on(call)
    piece = Piece(payload={"on": on, "fields": told}, id=_id(on, told))
    return Taken(pieces=(piece,), content_type=_XML, body=_onward(on, told, setup))


def _fields(call: Call) -> list[tuple[str, str]] | None:
    """Those of a form; None for a body that is none."""
    if call.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        return None
    try:
        return parse_qsl(call.body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST)
    except ValueError:
        raise ForgedError("signature_wrong", 403) from None


def _on(call: Call) -> str:
    """Which of our own addresses it is: `?on=dial`."""
    return parse_qs(call.query, max_num_fields=20).get("on", [""])[0]


def _event(call: Call) -> Piece:
    try:
        given = orjson.loads(call.body)
    except orjson.JSONDecodeError:
        given = None
    payload = {"on": "event", "fields": {}, "event": given}
    return Piece(payload=payload, id=f"event:{hashlib.sha256(call.body).hexdigest()}")


def _id(on: str, fields: Mapping[str, str]) -> str:
    """A message that came in by its sid; everything else by what it is about and what it says."""
    own = fields.get("MessageSid") or fields.get("SmsSid") or fields.get("CallSid", "")
    if fields.get("SmsStatus") == "received" and not fields.get("MessageStatus"):
        return own
    return ":".join((own, on, *(fields[name] for name in _TELLING if fields.get(name))))


def _onward(on: str, fields: Mapping[str, str], setup: Setup) -> bytes:
    """How the call goes on; for a message or a report, that there is nothing to say."""
    if not fields.get("CallSid") or "MessageSid" in fields:
        return voice.nothing()
    match on:
        case "":
            begins = fields.get("CallStatus") == "ringing" and fields.get("Direction", "inbound") == "inbound"
            return voice.begun(setup) if begins else voice.nothing()
        case "dial":
            return voice.after_dialling(fields, setup)
        case "accept":
            return voice.accepting(setup)
        case _:
            return voice.nothing()


def _validate(settings: Mapping[str, Any]) -> None:
    """Refuses `setting_wrong` naming the field."""
    own = str(settings.get("account_sid") or "")
    wrong = {
        "account_sid": own and not (own.startswith("AC") and own.isascii() and own.isalnum()),
        "number": settings.get("number") and not is_e164(str(settings["number"])),
        "messaging_service": not str(settings.get("messaging_service") or "MG").startswith("MG"),
        "forward_to": not all(is_e164(str(one)) for one in settings.get("forward_to") or ())
        or (voice.way(settings) == voice.FORWARD and not settings.get("forward_to")),
        "greeting_audio": not voice.is_link(str(settings.get("greeting_audio") or "https://")),
        "agents": not isinstance(settings.get("agents") or {}, dict),
    }
    for field, is_wrong in wrong.items():
        if is_wrong:
            raise Refused("setting_wrong", field=field)


_FIELDS: Final = (
    Field(
        name="account_sid",
        label="Account SID",
        required=True,
        help="It begins with AC, on the Console's first page.",
    ),
    Field(
        name="auth_token",
        label="Auth token",
        kind=FieldKind.SECRET,
        required=True,
        help="The primary one: Twilio signs with it.",
    ),
    Field(name="number", label="Number", help="With country code, such as +4930901820."),
    Field(
        name="messaging_service",
        label="Messaging service SID",
        help="It begins with MG; sends instead of the number, where there is one.",
    ),
    Field(
        name="voice",
        label="What is done with calls",
        kind=FieldKind.CHOICE,
        choices=voice.WAYS,
        default=voice.VOICEMAIL,
        help="Ring at our numbers, take a message, turn away, or be handled elsewhere while we listen.",
    ),
    Field(
        name="forward_to", label="Numbers that ring", kind=FieldKind.LIST, help="All at once, ten at most."
    ),
    Field(
        name="confirm",
        label="Whoever picks up presses a key",
        kind=FieldKind.SWITCH,
        default=False,
        help="So that no mailbox of a mobile phone counts as an answer.",
    ),
    Field(name="ring_seconds", label="Seconds to ring", kind=FieldKind.NUMBER, default=20),
    Field(
        name="language",
        label="Language of the announcement",
        kind=FieldKind.CHOICE,
        choices=tuple(VOICES),
        default="en",
        help="Twilio speaks no Persian: give a recording for that.",
    ),
    Field(name="greeting", label="Announcement", help="Instead of ours."),
    Field(name="greeting_audio", label="Address of a recorded announcement", help="HTTPS, MP3 or WAV."),
    Field(
        name="transcribe",
        label="Write voice messages down",
        kind=FieldKind.SWITCH,
        default=False,
        help="English only; Twilio charges for it.",
    ),
    Field(
        name="agents",
        label="Who has which number",
        kind=FieldKind.OBJECT,
        help="Number that rings, and the e-mail address of whoever has it.",
        example='{"+49 30 901820": "ann@example.com"}',
    ),
    base_url(BASE),
)
CHANNEL: Final = Channel(
    kind="twilio",
    fields=_FIELDS,
    take=take,
    read=read,
    fit=fit,
    send=send,
    check=check,
    connect=connect,
    validate=_validate,
    reaches=("phone",),
    messages="sms",
)
