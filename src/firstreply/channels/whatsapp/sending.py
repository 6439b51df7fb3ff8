"""Sending: an answer by WhatsApp: anything within 24 hours of their last message, later only templates."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from firstreply.channels.answer import Answer, Rejected, Sent
from firstreply.channels.ask import NoAnswerError
from firstreply.channels.base import Outgoing, Setup
from firstreply.channels.loose import items, text
from firstreply.channels.meta import asked
from firstreply.channels.whatsapp.errors import answer_of
from firstreply.channels.whatsapp.media import bring, kind_of, shown
from firstreply.core.lead.contact import is_e164
from firstreply.core.refusal import Refused

WINDOW: Final = timedelta(hours=24)
LONGEST: Final = 4096  #: characters of a text
LONGEST_CAPTION: Final = 1024  #: characters of a text that goes with a file
_PREFIX: Final = "whatsapp:"


def fit(outgoing: Outgoing, setup: Setup) -> None:
    """Refuses what Meta would not take: `whatsapp_window_closed`, `text_too_long`, `text_missing`,
    `recipient_wrong`, `template_wrong`, `file_kind_not_carried`, `files_too_large`.
    """
    if not _to(outgoing.to):
        raise Refused("recipient_wrong", channel="whatsapp")
    if outgoing.template:
        _template(outgoing.template)
        return
    if outgoing.last_in_at is None or outgoing.at - outgoing.last_in_at >= WINDOW:
        raise Refused("whatsapp_window_closed")
    if not outgoing.text.strip():
        raise Refused("text_missing")
    longest = LONGEST_CAPTION if outgoing.files else LONGEST
    if len(outgoing.text) > longest:
        raise Refused("text_too_long", limit=longest)
    for one in outgoing.files:
        kind_of(one)


def send(outgoing: Outgoing, setup: Setup) -> Answer:
    """Hand a text, a file with a text under it, or a template to Meta; the id is its wamid."""
    media = ""
    try:
        fit(outgoing, setup)
        if outgoing.files:
            brought = bring(outgoing.files[0], setup)
            media = text(brought.data, "id")
            if not brought.is_fine or not media:
                return answer_of(brought)
        given = _body(outgoing, media)
        reply = asked(setup, "POST", f"{setup.settings.get('phone_number_id') or ''}/messages", given)
    except Refused as refused:
        return Rejected(reason=refused.code)
    except NoAnswerError as error:
        return error.answer
    if not reply.is_fine:
        return answer_of(reply)
    return Sent(next((text(one, "id") for one in items(reply.data, "messages")), ""))


def _body(outgoing: Outgoing, media: str) -> dict[str, Any]:
    answered = next((one for one in reversed(outgoing.answers) if one.startswith("wamid.")), "")
    if outgoing.template:
        what: dict[str, Any] = {"type": "template", "template": _template(outgoing.template)}
    elif media:
        what = shown(outgoing.files[0], media, outgoing.text)
    else:
        what = {"type": "text", "text": {"preview_url": False, "body": outgoing.text}}
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_to(outgoing.to),
        **what,
        **({"context": {"message_id": answered}} if answered else {}),
        "biz_opaque_callback_data": str(outgoing.id),
    }


def _to(given: str) -> dict[str, str]:
    """The reader as Meta wants to be told: a number, else the id (BSUID) of who hides it; empty for neither."""
    if is_e164(given):
        return {"to": given.removeprefix("+")}
    own = given.removeprefix(_PREFIX) if given.startswith(_PREFIX) else ""
    return {"recipient": own.upper()} if own and own.isascii() and own.isprintable() else {}


def _template(given: Mapping[str, Any]) -> dict[str, Any]:
    """A template with its parameters, by place (a list) or by name. Refuses `template_wrong` naming the field."""
    for name in ("name", "language"):
        if not text(given, name):
            raise Refused("template_wrong", field=name)
    parts = [
        {"type": kind, "parameters": _parameters(given[key], key)}
        for key, kind in (("header", "header"), ("parameters", "body"))
        if given.get(key)
    ]
    found: dict[str, Any] = {"name": text(given, "name"), "language": {"code": text(given, "language")}}
    return found | ({"components": parts} if parts else {})


def _parameters(given: Any, key: str) -> list[dict[str, str]]:
    if isinstance(given, Mapping) and all(isinstance(one, str) for one in given.values()):
        return [{"type": "text", "parameter_name": str(name), "text": one} for name, one in given.items()]
    if isinstance(given, list | tuple) and all(isinstance(one, str) for one in given):
        return [{"type": "text", "text": one} for one in given]
    raise Refused("template_wrong", field=key)
