"""Channel: a telephone system's account: every event of a call is one request, as JSON, as a form or in the address."""

import hashlib
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl
from xml.sax.saxutils import quoteattr
from zoneinfo import ZoneInfo

import orjson

from firstreply.channels.base import Call, Channel, Field, FieldKind, Piece, Setup, Taken
from firstreply.channels.telephony.proof import SIGNATURE, WAYS, proven
from firstreply.channels.telephony.reading import call_id, read
from firstreply.core.refusal import Refused

MOST: Final = 1000  #: events in one request
_FORM: Final = "application/x-www-form-urlencoded"
_LONGEST: Final = 120


def take(call: Call, setup: Setup, now: int) -> Taken:
    """One event, or a list of them, a piece each. Raises ForgedError 401 for what does not prove itself."""
    proven(call, setup, now)
    given = _given(call)
    whole = Piece(raw=call.body, id=f"sha256:{hashlib.sha256(call.body).hexdigest()}")
    several = given if isinstance(given, list) else [given]
    fits = all(isinstance(one, dict) for one in several) and 0 < len(several) <= MOST
    pieces = tuple(_piece(one, setup) for one in several) if fits else (whole,)
    if setup.settings.get("sipgate") is True:
        return Taken(pieces=pieces, content_type="application/xml", body=_onward(call))
    return Taken(pieces=pieces)


def _given(call: Call) -> Any:
    """JSON; fields of a form, or of the address, by their names. None where it is neither."""
    if call.method == "GET":
        return _fields(call.query)
    if call.headers.get("content-type", "").partition(";")[0].strip().lower() == _FORM:
        return _fields(call.body.decode("utf-8", "replace"))
    try:
        return orjson.loads(call.body)
    except orjson.JSONDecodeError:
        return None


def _fields(encoded: str) -> dict[str, str] | None:
    try:
        pairs = parse_qsl(encoded, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return None
    return {name.removesuffix("[]"): value for name, value in pairs if name != "token"}


def _piece(one: Mapping[str, Any], setup: Setup) -> Piece:
    """The same event again is the same piece; one of the same call that says more is another."""
    octets = orjson.dumps(one, option=orjson.OPT_SORT_KEYS)
    return Piece(payload=one, id=f"{_named(one, setup)[:_LONGEST]}:{hashlib.sha256(octets).hexdigest()[:32]}")


def _named(one: Mapping[str, Any], setup: Setup) -> str:
    try:
        return call_id(one, setup)
    except Refused:  # it is on disk first; what is wrong with the mapping is said when it is read
        return ""


def _onward(call: Call) -> bytes:
    """Sipgate tells of a call's answer and end only whoever asks for it in the reply to its beginning."""
    here = quoteattr(call.url)
    return f'<?xml version="1.0" encoding="UTF-8"?><Response onAnswer={here} onHangup={here}/>'.encode()


def _validate(settings: Mapping[str, Any]) -> None:
    """Refuses `setting_wrong` naming the field."""
    agents = settings.get("agents") or {}
    if not isinstance(agents, dict) or not all(isinstance(one, str) for one in agents.values()):
        raise Refused("setting_wrong", field="agents")
    try:
        ZoneInfo(str(settings.get("zone") or "UTC"))
    except (KeyError, ValueError, OSError):
        raise Refused("setting_wrong", field="zone") from None


_FIELDS: Final = (
    Field(
        name="proof",
        label="How requests prove themselves",
        kind=FieldKind.CHOICE,
        choices=WAYS,
        default=SIGNATURE,
        help="A signature, unless the system cannot sign: then the secret as a password, or in the address.",
    ),
    Field(
        name="agents",
        label="Who has which extension",
        kind=FieldKind.OBJECT,
        help="Extension or number, and the e-mail address of whoever has it.",
        example='{"101": "ann@example.com"}',
    ),
    Field(
        name="zone",
        label="Time zone of its times",
        default="UTC",
        help="For times that name none, such as Europe/Berlin.",
    ),
    Field(
        name="sipgate",
        label="It is sipgate",
        kind=FieldKind.SWITCH,
        default=False,
        help="Asks sipgate to tell of the answer and the end of each call, too.",
    ),
)
CHANNEL: Final = Channel(
    kind="telephony",
    fields=_FIELDS,
    take=take,
    read=read,
    validate=_validate,
    methods=("GET", "POST"),
    messages="phone",
)
