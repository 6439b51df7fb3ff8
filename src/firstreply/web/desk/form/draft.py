"""Draft: a form's definition while it is being designed, as it stands in the designer's own fields.

It may be wrong: whoever designs finishes it before it is saved. What the designer does not show goes along unchanged.
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import orjson
from django.http import QueryDict

from firstreply.channels.form.definition import LANGUAGES, Kind
from firstreply.channels.form.reading import MOST_CONSENTS, MOST_FIELDS
from firstreply.core.refusal import Refused

Definition = dict[str, Any]
TEXTS: Final = ("title", "intro", "button", "thanks")
_SWITCHES: Final = ("double_opt_in", "others")
_ADDRESSES: Final = ("redirect", "privacy")
_SHOWN: Final = frozenset(
    (*TEXTS, *_SWITCHES, *_ADDRESSES, "fields", "consents", "newsletter", "languages", "hosts", "download")
)
_ASKED: Final = (Kind.CHOICE.value, Kind.CHOICES.value)
_MOST_CHARACTERS: Final = 200_000


class Done(NamedTuple):
    """A draft after a step, and the field (or consent) that the step was about: `f2`, `c0`; "" for none."""

    draft: Definition
    place: str


def new(labels: Callable[[str], dict[str, str]], titles: dict[str, str]) -> Definition:
    """What a form begins with: name, e-mail, need."""
    asked = (("name", "text", True), ("email", "email", True), ("need", "longtext", False))
    fields = [
        {"name": name, "type": kind, "label": labels(name), "required": must} for name, kind, must in asked
    ]
    return {"title": titles, "fields": fields}


def typed(given: QueryDict) -> Definition:
    """The draft that stands in the designer's fields. Refuses `form_draft_unreadable`."""
    try:
        rest = orjson.loads(given.get("rest", "{}")[:_MOST_CHARACTERS] or "{}")
    except ValueError as error:
        raise Refused("form_draft_unreadable") from error
    draft: Definition = dict(rest) if isinstance(rest, dict) else {}
    draft.update({name: texts for name in TEXTS if (texts := _texts(given, name))})
    draft.update({name: True for name in _SWITCHES if given.get(name) == "on"})
    draft.update({name: value for name in _ADDRESSES if (value := given.get(name, "").strip())})
    draft["fields"] = [_field(given, f"f{at}") for at in range(_count(given, "f", MOST_FIELDS))]
    consents = [_consent(given, f"c{at}") for at in range(_count(given, "c", MOST_CONSENTS))]
    hosts = [line.strip() for line in given.get("hosts", "").splitlines() if line.strip()]
    languages = [one for one in LANGUAGES if one in given.getlist("languages")]
    newsletter = (
        {"text": texts} if (texts := _texts(given, "newsletter.text")) else given.get("newsletter") == "on"
    )
    several = {"consents": consents, "hosts": hosts, "languages": languages, "newsletter": newsletter}
    draft.update({name: value for name, value in several.items() if value})
    if given.get("download"):
        draft["download"] = {"file": given["download"], "title": _texts(given, "download.title")}
    return draft


def rest(draft: Definition) -> str:
    """What the designer has no field for, to go along."""
    return orjson.dumps({name: value for name, value in draft.items() if name not in _SHOWN}).decode()


def acted(draft: Definition, act: str, label: Callable[[str], dict[str, str]]) -> Done:
    """The draft after one button: `up:f2`, `down:f0`, `drop:c1`, `move:f3:0`, `add:name`, `consent`."""
    what, _, place = act.partition(":")
    if what == "add":
        return _added(draft, place, label)
    if what == "consent":
        consents = [*draft.get("consents", ()), {"purpose": "", "text": {}, "required": False}]
        return Done({**draft, "consents": consents[:MOST_CONSENTS]}, f"c{len(consents) - 1}")
    place, _, to = place.partition(":")
    name = {"f": "fields", "c": "consents"}.get(place[:1], "")
    rows = list(draft.get(name, ()))
    at = int(place[1:]) if place[1:].isascii() and place[1:].isdigit() else len(rows)
    if not name or at >= len(rows):
        return Done(draft, "")
    row = rows.pop(at)
    if what == "drop":
        return Done({**draft, name: rows}, f"{place[0]}{min(at, len(rows) - 1)}" if rows else "")
    wanted = {"up": at - 1, "down": at + 1, "move": int(to) if to.isascii() and to.isdigit() else at}.get(
        what, at
    )
    at = min(max(wanted, 0), len(rows))
    rows.insert(at, row)
    return Done({**draft, name: rows}, f"{place[0]}{at}")


def _added(draft: Definition, name: str, label: Callable[[str], dict[str, str]]) -> Done:
    usual = {"email": Kind.EMAIL, "phone": Kind.PHONE, "need": Kind.LONGTEXT, "birthday": Kind.DATE}
    fields = list(draft.get("fields", ()))
    if not name or len(fields) >= MOST_FIELDS:
        return Done(draft, "")
    row = {"name": name, "type": usual.get(name, Kind.TEXT).value, "label": label(name), "required": False}
    return Done({**draft, "fields": [*fields, row]}, f"f{len(fields)}")


def _count(given: QueryDict, letter: str, most: int) -> int:
    return next((at for at in range(most) if f"{letter}{at}.here" not in given), most)


def _texts(given: QueryDict, name: str) -> dict[str, str]:
    found = {one: given.get(f"{name}.{one}", "").replace("\r\n", "\n").strip() for one in LANGUAGES}
    return {one: text for one, text in found.items() if text}


def _field(given: QueryDict, at: str) -> dict[str, Any]:
    kind = given.get(f"{at}.type", Kind.TEXT.value)
    field: dict[str, Any] = {
        "name": given.get(f"{at}.name", "").strip(),
        "type": kind,
        "label": _texts(given, f"{at}.label"),
        "required": given.get(f"{at}.required") == "on",
    }
    several = {"help": _texts(given, f"{at}.help"), "value": given.get(f"{at}.value", "").strip()}
    field.update({name: value for name, value in several.items() if value})
    if kind in _ASKED:
        lines = given.get(f"{at}.choices", "").splitlines()
        field["choices"] = [_choice(line) for line in lines if line.strip()]
    return field


def _choice(line: str) -> Any:
    """`small`, or with what is shown: `small = Up to 10 people`."""
    value, equals, label = (part.strip() for part in line.partition("="))
    return {"value": value, "label": dict.fromkeys(LANGUAGES, label)} if equals and label else value


def shown_choice(choice: Any) -> str:
    """The line that `_choice` reads."""
    if isinstance(choice, str):
        return choice
    label = choice.get("label")
    text = next(iter(label.values()), "") if isinstance(label, dict) else label or ""
    return (
        f"{choice.get('value', '')} = {text}"
        if text and text != choice.get("value")
        else choice.get("value", "")
    )


def _consent(given: QueryDict, at: str) -> dict[str, Any]:
    return {
        "purpose": given.get(f"{at}.purpose", "").strip(),
        "text": _texts(given, f"{at}.text"),
        "required": given.get(f"{at}.required") == "on",
    }
