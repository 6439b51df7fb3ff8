"""Reading: what one update of a Telegram bot says."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from firstreply.channels.base import Setup
from firstreply.channels.loose import at, text, whole
from firstreply.channels.telegram.bot import bot_number
from firstreply.channels.telegram.words import media, pressed, words
from firstreply.core.capture.brought import Brought, Nothing, Said
from firstreply.core.refusal import Refused

CHANNEL_NAME: Final = "telegram"
NUMBER: Final = (
    "telegram_id"  #: the network under which a person's number is known; names change, numbers stay
)
_START: Final = "/start"


def read(payload: Any, setup: Setup, received_at: datetime) -> Brought:
    """A message of a person, or nothing. Refuses `piece_not_understood` naming what is missing."""
    if not isinstance(payload, Mapping):
        raise Refused("piece_not_understood", channel=CHANNEL_NAME, error="not_an_object")
    if "message" in payload:
        return _said(payload["message"], setup, received_at)
    if "edited_message" in payload:
        return _edited(payload["edited_message"], setup, received_at)
    if "callback_query" in payload:
        return _pressed(payload["callback_query"], setup, received_at)
    if "my_chat_member" in payload:
        gone = text(payload["my_chat_member"], "new_chat_member", "status") == "kicked"
        return Nothing(what="blocked" if gone else "member")
    return Nothing(what="update")


def message_id(setup: Setup, chat: int, message: int) -> str:
    """The id of a message: Telegram counts them by bot and chat."""
    return f"telegram:{bot_number(setup)}:{chat}:{message}"


def _said(message: Any, setup: Setup, received_at: datetime) -> Brought:
    unheard = _unheard(message, setup)
    if unheard:
        return Nothing(what=unheard)
    told = words(message)
    if not told:
        return Nothing(what="service")
    return Said(message=_message(message, setup, received_at) | {"text": told})


def _edited(message: Any, setup: Setup, received_at: datetime) -> Brought:
    """What was written is written anew: it may ask something else. A place that moves asks nothing."""
    unheard = _unheard(message, setup)
    if unheard or at(message, "location") is not None:
        return Nothing(what=unheard or "moved")
    told = _message(message, setup, received_at)
    edited = whole(message, "edit_date")
    own = told["id"]
    when = _at(edited, received_at).isoformat()
    anew = {
        "id": f"{own}:{edited}",
        "at": when,
        "in_reply_to": [own],
        "text": f"[edited] {words(message)}".strip(),
    }
    return Said(message=told | anew)


def _pressed(query: Any, setup: Setup, received_at: datetime) -> Brought:
    """A button under a message of ours was pressed."""
    chat, person = at(query, "message", "chat"), at(query, "from")
    below = whole(query, "message", "message_id")
    unheard = _unheard({"chat": chat, "from": person, "message_id": below}, setup)
    label = pressed(query)
    if unheard or not label:
        return Nothing(what=unheard or "button")
    told = _message({"chat": chat, "from": person, "message_id": below}, setup, received_at)
    own = {"id": f"{told['id']}:{text(query, 'id')}", "in_reply_to": [told["id"]], "text": label}
    return Said(message=told | own)


def _unheard(message: Any, setup: Setup) -> str:
    """Why a message is nothing to us; "" when it is. Refuses `piece_not_understood`."""
    for path in (("chat", "id"), ("message_id",)):
        if whole(message, *path) is None:
            raise Refused("piece_not_understood", channel=CHANNEL_NAME, error=path[0])
    if text(message, "chat", "type") == "channel":
        return "channel"
    if text(message, "chat", "type") != "private" and setup.settings.get("groups") is not True:
        return "group"
    return "bot" if at(message, "from", "is_bot") is True else ""


def _message(message: Any, setup: Setup, received_at: datetime) -> dict[str, Any]:
    chat, person = whole(message, "chat", "id") or 0, at(message, "from")
    alone = text(message, "chat", "type") == "private"
    answered = whole(message, "reply_to_message", "message_id")
    return {
        "direction": "in",
        "channel": CHANNEL_NAME,
        "party": f"{NUMBER}:{chat}",
        "name": _name(person) if alone else text(message, "chat", "title"),
        "id": message_id(setup, chat, whole(message, "message_id") or 0),
        "at": _at(whole(message, "date"), received_at).isoformat(),
        "in_reply_to": [] if answered is None else [message_id(setup, chat, answered)],
        "person": _person(message, person, chat) if alone else {},
        "media": media(message),
    }


def _name(person: Any) -> str:
    full = " ".join(part for part in (text(person, "first_name"), text(person, "last_name")) if part)
    return full or text(person, "username")


def _person(message: Any, person: Any, chat: int) -> dict[str, Any]:
    """What else is known: the number that stays, the name that others see, the phone they gave, how they came."""
    names = {NUMBER: str(chat), CHANNEL_NAME: text(person, "username")}
    found: dict[str, Any] = {"social": {name: value for name, value in names.items() if value}}
    language = text(person, "language_code").partition("-")[0]
    if language.isascii() and language.isalpha() and 2 <= len(language) <= 3:
        found["language"] = language
    phone = _own_phone(message, person)
    if phone:
        found["phones"] = [phone]
    campaign = _campaign(text(message, "text"))
    if campaign:
        found |= {"source": CHANNEL_NAME, "campaign": campaign}
        found["touch"] = {"utm_source": CHANNEL_NAME, "utm_campaign": campaign}
    return found


def _own_phone(message: Any, person: Any) -> str:
    """The number of a card that somebody shared of themselves; a card of somebody else proves nothing."""
    card, own = at(message, "contact"), whole(person, "id")
    digits = text(card, "phone_number").removeprefix("+").replace(" ", "")
    if own is None or whole(card, "user_id") != own or not (digits.isascii() and digits.isdecimal()):
        return ""
    return f"+{digits}"


def _campaign(written: str) -> str:
    """What a link `t.me/bot?start=...` carried."""
    first, _, rest = written.partition(" ")
    return rest.strip()[:64] if first == _START else ""


def _at(seconds: int | None, otherwise: datetime) -> datetime:
    try:
        return otherwise if seconds is None else min(datetime.fromtimestamp(seconds, UTC), otherwise)
    except (OverflowError, ValueError, OSError):
        return otherwise
