"""Persona: what the fields of a lead are called, in designers and lists."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from firstreply.insights.reasons import mark
from firstreply.insights.words import Words

#: In the order in which they are offered.
FIELDS: Final = {
    "name": mark("Name"),
    "email": mark("E-mail"),
    "phone": mark("Telephone"),
    "company": mark("Company"),
    "need": mark("What they need"),
    "product": mark("Product"),
    "segment": mark("Segment"),
    "budget": mark("Budget"),
    "currency": mark("Currency"),
    "deal_size": mark("Size of the deal"),
    "authority": mark("Their role"),
    "timeframe": mark("By when"),
    "country": mark("Country"),
    "region": mark("Region"),
    "city": mark("City"),
    "language": mark("Language"),
    "tags": mark("Tags"),
    "birthday": mark("Birthday"),
    "customer_id": mark("Customer number"),
    "source": mark("Source"),
    "campaign": mark("Campaign"),
    "external_id": mark("Id of the other side"),
    "occurred_at": mark("When they asked"),
}


#: Messengers and networks by the names that they give themselves.
NETWORKS: Final = {
    "telegram": "Telegram", "telegram_id": mark("Telegram (number)"), "whatsapp": "WhatsApp", "signal": "Signal",
    "messenger": "Messenger", "instagram": "Instagram", "line": "LINE", "wechat": "WeChat", "viber": "Viber",
    "skype": "Skype", "bale": mark("Bale"), "eitaa": mark("Eitaa"), "linkedin": "LinkedIn", "facebook": "Facebook",
}  # fmt: skip


def called(words: Words, name: str) -> str:
    """A field in the reader's language; `custom.size` keeps its own name."""
    group, dot, own = name.partition(".")
    if dot and group == "custom":
        return words.say("Own field: {name}", name=own)
    if dot and group == "social":
        return (
            words.say(NETWORKS[own])
            if own in NETWORKS
            else words.say("Messenger or network: {name}", name=own)
        )
    same = {"emails": "email", "phones": "phone"}.get(name, name)
    return words.say(FIELDS[same]) if same in FIELDS else name


class Bit(NamedTuple):
    """One thing that is known of a person, as it is shown."""

    name: str
    value: str


def bits(words: Words, told: Mapping[str, Any]) -> list[Bit]:
    """What is known of a person (`Persona.to_dict()`, or fields of an inquiry), in the reader's language."""
    found = []
    for name, value in told.items():
        if name in ("custom", "social") and isinstance(value, Mapping):
            found += [Bit(called(words, f"{name}.{key}"), _plain(one)) for key, one in value.items()]
        elif value not in (None, "", [], {}):
            found.append(Bit(called(words, name), _plain(value)))
    return found


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(str(one) for one in value.values())
    return ", ".join(map(_plain, value)) if isinstance(value, list | tuple) else str(value)
