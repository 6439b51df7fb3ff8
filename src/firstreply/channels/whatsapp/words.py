"""Words: what a WhatsApp message says, as text; what is no text as its kind in brackets."""

from typing import Any, Final

from firstreply.channels.loose import at, items, text

_MEDIA: Final = frozenset({"image", "video", "audio", "document", "sticker"})
#: Nothing that anybody asks: they liked it, changed their number, took it back.
SILENT: Final = frozenset({"reaction", "system", "request_welcome", "revoke", "edit", "ephemeral"})


def words(message: Any) -> str:
    """The text of a message of any type, `[unsupported]` for one that the interface does not tell."""
    kind = text(message, "type")
    if kind == "text":
        return text(message, "text", "body")
    if kind in _MEDIA:
        return _joined(
            f"[{_medium(kind, message)}]", text(message, kind, "filename"), text(message, kind, "caption")
        )
    reader = _READERS.get(kind)
    return reader(message) if reader else f"[{kind if kind in _KNOWN else 'unsupported'}]"


def media(message: Any) -> dict[str, str]:
    """The id, the type and the name of what came along, to be fetched from Meta; empty where nothing did."""
    kind = text(message, "type")
    own = text(message, kind, "id") if kind in _MEDIA else ""
    if not own:
        return {}
    found = {
        "kind": kind,
        "id": own,
        "type": text(message, kind, "mime_type"),
        "name": text(message, kind, "filename"),
    }
    return {name: value for name, value in found.items() if value}


def _medium(kind: str, message: Any) -> str:
    return "voice" if kind == "audio" and at(message, "audio", "voice") is True else kind


def _button(message: Any) -> str:
    return text(message, "button", "text") or text(message, "button", "payload")


def _interactive(message: Any) -> str:
    """What was chosen: a button, a row of a list, or the answers of a form inside WhatsApp."""
    kind = text(message, "interactive", "type")
    chosen = at(message, "interactive", kind) if kind else None
    told = _joined(
        text(chosen, "title") or text(chosen, "body"),
        text(chosen, "description"),
        text(chosen, "response_json"),
    )
    return told or "[interactive]"


def _location(message: Any) -> str:
    place = at(message, "location")
    where = [at(place, name) for name in ("latitude", "longitude")]
    point = ",".join(str(one) for one in where) if all(isinstance(one, int | float) for one in where) else ""
    return _joined("[location]", text(place, "name"), text(place, "address"), point)


def _contacts(message: Any) -> str:
    told = []
    for one in items(message, "contacts")[:20]:
        ways = [text(each, "phone") for each in items(one, "phones")] + [
            text(each, "email") for each in items(one, "emails")
        ]
        told.append(_joined(text(one, "name", "formatted_name"), *ways[:10]))
    return _joined("[contact]", *told)


def _order(message: Any) -> str:
    rows = [
        f"{at(one, 'quantity')} x {text(one, 'product_retailer_id')}"
        for one in items(message, "order", "product_items")[:50]
    ]
    return _joined("[order]", text(message, "order", "text"), "; ".join(rows))


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


_READERS: Final = {
    "button": _button,
    "interactive": _interactive,
    "location": _location,
    "contacts": _contacts,
    "order": _order,
}
_KNOWN: Final = _MEDIA | _READERS.keys()
