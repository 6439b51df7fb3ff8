"""Reading: what a delivery of any program says, by the account's filter and mapping."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from firstreply.channels.base import Setup
from firstreply.core.capture.brought import Asked, Brought, Nothing, Said
from firstreply.core.capture.mapping import mapped, value_at
from firstreply.core.refusal import Refused

INQUIRY: Final = "inquiry"
MESSAGE: Final = "message"
CONTENTS: Final = (INQUIRY, MESSAGE)
_CHANNEL: Final = "chat"
#: Of a message; everything else that is mapped is about the person.
_OF_MESSAGE: Final = frozenset(
    {"direction", "channel", "party", "author", "at", "text", "subject", "automatic", "id", "in_reply_to"}
)


def read(payload: Any, setup: Setup, received_at: datetime) -> Brought:
    """Who asks, what was said, or nothing. Refuses `arrival_not_an_object` and `mapping_unreadable`."""
    if not isinstance(payload, Mapping):
        raise Refused("arrival_not_an_object")
    if not _counts(payload, setup.settings):
        return Nothing(what="event")
    fields = mapped(payload, setup.mapping) if setup.mapping else dict(payload)
    if setup.settings.get("content") != MESSAGE:
        return Asked(fields=fields)
    return Said(message=_message(fields, str(setup.settings.get("channel") or _CHANNEL)))


def _counts(payload: Any, settings: Mapping[str, Any]) -> bool:
    """Whether it tells of one of the events that the account wants."""
    path, wanted = settings.get("event_path"), settings.get("event_values")
    if not path or not wanted:
        return True
    found = value_at(payload, path)
    told = {str(one) for one in found} if isinstance(found, list) else {str(found)}
    return found is not None and not told.isdisjoint(wanted)


def _message(fields: Mapping[str, Any], channel: str) -> dict[str, Any]:
    """A message as `core.thread.chat` reads it: somebody writes to us, unless the mapping says otherwise."""
    told = {name: value for name, value in fields.items() if name in _OF_MESSAGE}
    person = {name: value for name, value in fields.items() if name not in _OF_MESSAGE and name != "name"}
    texts = {name: str(value) for name, value in told.items() if name not in ("automatic", "in_reply_to")}
    given = {"direction": "in", "channel": channel, **told, **texts}
    if isinstance(fields.get("name"), str):
        given["name"] = fields["name"]
    return given | ({"person": person} if person and given["direction"] == "in" else {})
