"""Channel: a WhatsApp number of the Cloud API. Meta signs each request over its octets with the app's secret.

Meta repeats for up to seven days what it could not deliver, so an old message is no forgery: its own id (wamid) makes
it harmless, however often and whenever it is brought.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import orjson

from firstreply.channels import meta
from firstreply.channels.ask import base_url
from firstreply.channels.base import Call, Channel, Field, FieldKind, Piece, Setup, Taken
from firstreply.channels.loose import at, items, text
from firstreply.channels.whatsapp.graph import check, connect, templates
from firstreply.channels.whatsapp.media import CARRIED
from firstreply.channels.whatsapp.reading import read
from firstreply.channels.whatsapp.sending import fit, send
from firstreply.core.lead import FieldError
from firstreply.core.refusal import Refused

#: Lists of a change, and under which name one of each is put on disk.
_LISTS: Final = {"messages": "message", "message_echoes": "echo", "statuses": "status"}
_FIELDS: Final = frozenset({"messages", "smb_message_echoes"})
_WHOSE: Final = ("from", "from_user_id", "to", "to_user_id", "recipient_id", "recipient_user_id")


def take(call: Call, setup: Setup, now: int) -> Taken:
    """What Meta brought, a piece for each message and each report.

    Raises ForgedError: 403 for a verification with another token than ours, 401 for a signature that does not fit.
    """
    return meta.taken(call, setup, _things)


def _things(change: Any) -> Iterator[Piece]:
    if text(change, "field") in _FIELDS:
        yield from _of_change(at(change, "value"))


def _of_change(value: Any) -> Iterator[Piece]:
    for name, single in _LISTS.items():
        for one in items(value, name):
            contact = _contact(items(value, "contacts"), one)
            payload = {"metadata": at(value, "metadata"), "contact": contact, single: one}
            yield Piece(payload=payload, id=_id(single, one, payload))


def _contact(contacts: Sequence[Any], one: Any) -> Any:
    """Of the contacts that came along, the one that this is about."""
    keys = {text(one, key) for key in _WHOSE} - {""}
    return next((who for who in contacts if {text(who, "wa_id"), text(who, "user_id")} & keys), None)


def _id(single: str, one: Any, payload: Mapping[str, Any]) -> str:
    """Of a message its own id; of a report that, and what it says."""
    own = text(one, "id")
    if not own or not own.isprintable():
        return f"sha256:{hashlib.sha256(orjson.dumps(payload)).hexdigest()}"
    if single != "status":
        return own
    reader = text(one, "recipient_participant_id") or text(one, "recipient_id")
    return f"{own}:{text(one, 'status')}" + (f":{reader}" if text(one, "recipient_type") == "group" else "")


def _validate(settings: Mapping[str, Any]) -> None:
    """Refuses `settings_invalid`: ids of Meta are digits."""
    given = {name: settings.get(name) for name in ("phone_number_id", "account_id")}
    wrong = [name for name, own in given.items() if own and not (str(own).isascii() and str(own).isdecimal())]
    if wrong:
        raise Refused(
            "settings_invalid", errors=tuple(FieldError(f"settings.{n}", "field_invalid") for n in wrong)
        )


_FIELDS_OF_ACCOUNT: Final = (
    Field(
        name="phone_number_id",
        label="Phone number ID",
        required=True,
        help="Not the number itself: Meta shows it under WhatsApp, API setup.",
    ),
    Field(
        name="account_id",
        label="WhatsApp Business account ID",
        help="Needed for the list of templates, and to connect.",
    ),
    Field(
        name="app_secret",
        label="App secret",
        kind=FieldKind.SECRET,
        required=True,
        help="Under App settings, Basic. Meta signs with it.",
    ),
    Field(
        name="token",
        label="Access token",
        kind=FieldKind.SECRET,
        required=True,
        help="Of a system user, with whatsapp_business_messaging and whatsapp_business_management.",
    ),
    base_url(meta.GRAPH),
)
CHANNEL = Channel(
    kind="whatsapp",
    fields=_FIELDS_OF_ACCOUNT,
    take=take,
    read=read,
    fit=fit,
    send=send,
    check=check,
    connect=connect,
    templates=templates,
    validate=_validate,
    methods=("GET", "POST"),
    reaches=("phone", "whatsapp"),
    carries=CARRIED,
)
