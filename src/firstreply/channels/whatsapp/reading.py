"""Reading: what one piece of a WhatsApp delivery says."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from firstreply.channels.base import Setup
from firstreply.channels.loose import at, items, text, whole
from firstreply.channels.whatsapp.errors import code_of, is_hard, reason_of
from firstreply.channels.whatsapp.words import SILENT, media, words
from firstreply.core.capture.brought import Brought, Nothing, Said, Told
from firstreply.core.lead.contact import is_e164
from firstreply.core.passage import Passage
from firstreply.core.refusal import Refused

CHANNEL_NAME: Final = "whatsapp"
_PASSAGES: Final = {
    "sent": Passage.ACCEPTED,
    "delivered": Passage.DELIVERED,
    "read": Passage.READ,
    "played": Passage.READ,
}


def read(payload: Any, setup: Setup, received_at: datetime) -> Brought | tuple[Brought, ...]:
    """A message in either direction, what became of one of ours, or nothing.

    Refuses `piece_not_understood` naming what is missing.
    """
    if not isinstance(payload, Mapping):
        raise Refused("piece_not_understood", channel=CHANNEL_NAME, error="not_an_object")
    own = str(setup.settings.get("phone_number_id") or "")
    number = text(payload, "metadata", "phone_number_id")
    if own and number and number != own:
        return Nothing(what="other_number")  # that number is an account of its own
    if "status" in payload:
        return _told(payload["status"], received_at)
    if "echo" in payload:
        return _echo(payload["echo"], received_at)
    return _said(payload, received_at)


def party(number: str, user_id: str = "") -> str:
    """Whom a message is from or for: `+` and digits; who hides their number is `whatsapp:` and an id (BSUID)."""
    dialled = number if number.startswith("+") else f"+{number}"
    if is_e164(dialled):
        return dialled
    return f"{CHANNEL_NAME}:{user_id}" if user_id else ""


def _said(payload: Mapping[str, Any], received_at: datetime) -> Brought:
    message, contact = payload.get("message"), payload.get("contact")
    kind = text(message, "type")
    if kind in SILENT:
        return Nothing(what=kind)
    if text(message, "group_id"):
        return Nothing(what="group")
    user_id = text(message, "from_user_id") or text(contact, "user_id")
    who = party(text(message, "from") or text(contact, "wa_id"), user_id)
    if not who or not text(message, "id"):
        raise Refused("piece_not_understood", channel=CHANNEL_NAME, error="from" if not who else "id")
    told = {
        "direction": "in",
        "party": who,
        "name": text(contact, "profile", "name") or text(contact, "profile", "username"),
        "person": _person(message, who, user_id),
    }
    return Said(message=_message(message, received_at) | told)


def _echo(message: Any, received_at: datetime) -> Brought:
    """Written by one of ours in the WhatsApp Business app on a phone: an answer like any other."""
    who = party(text(message, "to"), text(message, "to_user_id"))
    if text(message, "type") in SILENT:
        return Nothing(what=text(message, "type"))
    if not who or not text(message, "id"):
        raise Refused("piece_not_understood", channel=CHANNEL_NAME, error="to" if not who else "id")
    return Said(message=_message(message, received_at) | {"direction": "out", "party": who})


def _message(message: Any, received_at: datetime) -> dict[str, Any]:
    answered = text(message, "context", "id")
    return {
        "channel": CHANNEL_NAME,
        "id": text(message, "id"),
        "at": _at(message, received_at).isoformat(),
        "text": words(message),
        "in_reply_to": [answered] if answered else [],
        "media": media(message),
    }


def _person(message: Any, who: str, user_id: str) -> dict[str, Any]:
    """What else is known of whoever wrote: their id, which stays when they hide their number, and the ad they saw."""
    found: dict[str, Any] = {}
    if user_id and is_e164(who):
        found["social"] = {CHANNEL_NAME: user_id}
    advert = at(message, "referral")
    if isinstance(advert, Mapping):
        told = {
            "utm_source": "whatsapp",
            "utm_medium": text(advert, "source_type"),
            "utm_campaign": text(advert, "source_id"),
            "utm_content": text(advert, "headline"),
            "fbclid": text(advert, "ctwa_clid"),
            "page": text(advert, "source_url"),
        }
        found["touch"] = {name: value for name, value in told.items() if value}
        found["source"] = "whatsapp"
        found["campaign"] = text(advert, "headline") or text(advert, "source_id")
    return found


def _told(status: Any, received_at: datetime) -> Brought:
    own, state = text(status, "id"), text(status, "status")
    if not own:
        raise Refused("piece_not_understood", channel=CHANNEL_NAME, error="id")
    passage, reason = _PASSAGES.get(state), ""
    if state == "failed":
        code = next((code_of(one) for one in items(status, "errors")), 0)
        passage, reason = (Passage.HARD_BOUNCED if is_hard(code) else Passage.FAILED), reason_of(code)
    if passage is None:
        return Nothing(what="status")
    reader = party(text(status, "recipient_id"), text(status, "recipient_user_id"))
    return Told(id=own, passage=passage, at=_at(status, received_at), reason=reason, party=reader)


def _at(given: Any, otherwise: datetime) -> datetime:
    seconds = whole(given, "timestamp")
    try:
        return otherwise if seconds is None else min(datetime.fromtimestamp(seconds, UTC), otherwise)
    except (OverflowError, ValueError, OSError):
        return otherwise
