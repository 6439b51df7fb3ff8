"""Words: what a Telegram message says, as text; what is no text as its kind in brackets."""

from typing import Any, Final

from firstreply.channels.loose import at, items, text

#: Kinds of message by the key that is there, and what they are called.
_MEDIA: Final = {
    "animation": "video",
    "photo": "image",
    "video": "video",
    "video_note": "video",
    "voice": "voice",
    "audio": "audio",
    "document": "document",
    "sticker": "sticker",
    "story": "story",
}
_OTHER: Final = ("poll", "dice", "game", "checklist", "paid_media", "giveaway")


def words(message: Any) -> str:
    """The text of a message; "" for one that says nothing (a pinned message, a changed title)."""
    written = text(message, "text")
    if written:
        return written
    for key, told in _MEDIA.items():
        if at(message, key) is not None:
            return _joined(f"[{told}]", _name(message, key), text(message, "caption"))
    if at(message, "contact") is not None:
        return _contact(at(message, "contact"))
    if at(message, "venue") is not None or at(message, "location") is not None:
        return _place(message)
    other = next((key for key in _OTHER if at(message, key) is not None), "")
    return (
        _joined(f"[{other}]", text(message, other, "question") or text(message, other, "title"))
        if other
        else ""
    )


def media(message: Any) -> dict[str, str]:
    """The id, the type and the name of what came along, to be fetched from Telegram; empty where nothing did."""
    for key, told in _MEDIA.items():
        one = items(message, key)[-1] if key == "photo" and items(message, key) else at(message, key)
        own = text(one, "file_id")
        if own:
            found = {"kind": told, "id": own, "type": text(one, "mime_type"), "name": text(one, "file_name")}
            return {name: value for name, value in found.items() if value}
    return {}


def pressed(query: Any) -> str:
    """The label of the button that was pressed, else what it sends."""
    sent = text(query, "data")
    for row in items(query, "message", "reply_markup", "inline_keyboard"):
        for button in row if isinstance(row, list) else ():
            if sent and text(button, "callback_data") == sent:
                return text(button, "text") or sent
    return sent


def _name(message: Any, key: str) -> str:
    return text(message, key, "emoji") if key == "sticker" else text(message, key, "file_name")


def _contact(one: Any) -> str:
    return _joined("[contact]", text(one, "first_name"), text(one, "last_name"), text(one, "phone_number"))


def _place(message: Any) -> str:
    place = at(message, "venue", "location") or at(message, "location")
    where = [at(place, name) for name in ("latitude", "longitude")]
    point = ",".join(str(one) for one in where) if all(isinstance(one, int | float) for one in where) else ""
    return _joined("[location]", text(message, "venue", "title"), text(message, "venue", "address"), point)


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)
