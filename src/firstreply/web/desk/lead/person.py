"""Person: what is known of somebody, field by field, as it is shown and changed in place."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from firstreply.core.lead.reading import field_key
from firstreply.core.refusal import Refused
from firstreply.insights.dates import Dates
from firstreply.insights.day_input import read_day, typed
from firstreply.insights.reasons import mark
from firstreply.insights.words import Words
from firstreply.web.desk.persona import called

#: In the order in which they stand; the first ones also where nothing is known.
FIELDS: Final = (
    "name", "company", "emails", "phones", "need", "product", "segment", "budget", "currency", "deal_size",
    "authority", "timeframe", "country", "region", "city", "language", "tags", "birthday", "customer_id",
)  # fmt: skip
ALWAYS: Final = frozenset(FIELDS[:13])
LISTS: Final = frozenset({"emails", "phones", "tags"})
_LTR: Final = frozenset(
    {"emails", "phones", "budget", "deal_size", "currency", "country", "language", "customer_id"}
)
KINDS: Final = {
    "text": mark("Text"),
    "number": mark("Number"),
    "date": mark("Day"),
    "yes": mark("Yes or no"),
}


class Line(NamedTuple):
    """One field: `value` as it is shown, `box` as it stands in its box."""

    name: str
    label: str
    value: str
    box: str
    kind: str  #: line, lines, number, day, yes
    is_ltr: bool

    @property
    def id(self) -> str:
        return self.name.replace(".", "-")


def lines(words: Words, persona: Mapping[str, Any], dates: Dates) -> list[Line]:
    """Every field that is known or should be, then own fields and networks."""
    found = [
        line(words, name, persona.get(name), dates) for name in FIELDS if name in ALWAYS or persona.get(name)
    ]
    for group in ("custom", "social"):
        pairs = persona.get(group) or {}
        found += [line(words, f"{group}.{key}", value, dates) for key, value in pairs.items()]
    return found


def line(words: Words, name: str, value: Any, dates: Dates) -> Line:
    """One field with that value, as `Persona.to_dict` has it."""
    label = called(words, name)
    kind = kind_of(name, value)
    ltr = name in _LTR or name.startswith("social.") or kind in ("number", "day")
    if value in (None, "", [], {}):
        return Line(name, label, "", "", kind, ltr)
    if kind == "day":
        on = date.fromisoformat(value["date"] if isinstance(value, Mapping) else value)
        return Line(name, label, dates.long(on), typed(on, dates), kind, False)
    if kind == "yes":
        return Line(
            name, label, words.say("Yes") if value else words.say("No"), "yes" if value else "no", kind, False
        )
    if kind == "number":
        plain = str(value["number"] if isinstance(value, Mapping) else value)
        return Line(name, label, words.digits(plain), words.digits(plain), kind, ltr)
    if name in LISTS:
        return Line(name, label, "\n".join(value), "\n".join(value), kind, ltr)
    return Line(name, label, str(value), str(value), kind, ltr)


def kind_of(name: str, value: Any) -> str:
    """How a field is typed; own fields stay of the kind they are."""
    if isinstance(value, bool):
        return "yes"
    if name == "birthday" or (isinstance(value, Mapping) and "date" in value):
        return "day"
    if name in ("budget", "deal_size") or (isinstance(value, Mapping) and "number" in value):
        return "number"
    return "lines" if name in LISTS or name == "need" else "line"


def value_of(persona: Mapping[str, Any], name: str) -> Any:
    """What is known under the name (`custom.size`)."""
    group, dot, key = name.partition(".")
    return (persona.get(group) or {}).get(key) if dot else persona.get(name)


def change_of(name: str, text: str, kind: str, system: str) -> dict[str, Any]:
    """What was typed into a box, as `acted.change_lead` takes it. Refuses `field_unknown`, `date_unreadable`."""
    group, dot, key = name.partition(".")
    value = _typed(text, kind, system)
    if dot and group in ("custom", "social") and field_key(key):
        return {group: {field_key(key): value if group == "custom" else text.strip()}}
    if name not in FIELDS:
        raise Refused("field_unknown", field=name)
    if name in LISTS:
        return {name: [one.strip() for one in text.split("\n") if one.strip()]}
    return {name: value["number"] if isinstance(value, dict) and "number" in value
            else value["date"] if isinstance(value, dict) else value}  # fmt: skip


def reverse_of(name: str, before: Any) -> dict[str, Any]:
    """What gives a field back what it held, as `Persona.to_dict` had it."""
    group, dot, key = name.partition(".")
    return {group: {key: before}} if dot else {name: before}


def _typed(text: str, kind: str, system: str) -> Any:
    text = text.strip()
    if not text:
        return None
    if kind == "day":
        return {"date": read_day(text, system).isoformat()}
    if kind == "number":
        return {"number": text}
    return text == "yes" if kind == "yes" else text
