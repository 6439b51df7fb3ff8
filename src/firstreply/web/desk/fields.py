"""Fields: the settings of an account as boxes to be filled in, and read back from what was filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import orjson
from django.http import QueryDict

from firstreply.channels.base import Field, FieldKind
from firstreply.core.refusal import Refused
from firstreply.insights.reasons import mark
from firstreply.insights.words import Words

_BEFORE: Final = "setting-"
_LONGEST: Final = 120
_FEW: Final = 8
#: A field with which something new begins, where there are many.
_GROUPS: Final = {
    "client_id": mark("Log in by OAuth"),
    "imap_host": mark("How it is read"),
    "smtp_host": mark("How it sends"),
}

_SELDOM: Final = frozenset({"client_id"})
_TERMS: Final = {
    "password": mark("Password"),
    "google": "Google",
    "microsoft": "Microsoft",
    "oauth": "OAuth",
    "tls": "TLS",
    "starttls": "STARTTLS",
    "none": mark("None"),
    "auto": mark("Automatic"),
    "always": mark("Always"),
    "never": mark("Never"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One setting to be filled in. `is_kept`: a secret of theirs is here, and not shown."""

    name: str
    label: str
    kind: str
    help: str
    example: str
    required: bool
    choices: tuple[tuple[str, str], ...]
    value: str
    is_kept: bool
    wrong: str

    @property
    def id(self) -> str:
        return self.name


class Group(NamedTuple):
    """Boxes that belong together; without a title they are always to be seen."""

    title: str
    boxes: list[Box]
    is_open: bool


class Filled(NamedTuple):
    """What was filled in: settings by name (left out: empty), and secrets (left out: as before)."""

    settings: dict[str, Any]
    secrets: dict[str, str]


def boxes(
    words: Words,
    fields: tuple[Field, ...],
    settings: Mapping[str, Any],
    kept: frozenset[str],
    typed: QueryDict | None = None,
    wrong: Mapping[str, str] | None = None,
) -> list[Group]:
    """A box for each field: with what was `typed`, else with what is set. `kept`: secrets that are here."""
    groups = [Group("", [], True)]
    for one in fields:
        if one.name in _GROUPS and len(fields) > _FEW:
            groups.append(Group(words.say(_GROUPS[one.name]), [], not settings and one.name not in _SELDOM))
        groups[-1].boxes.append(_box(words, one, settings, kept, typed, (wrong or {}).get(one.name, "")))
    return [
        group._replace(is_open=group.is_open or any(box.wrong for box in group.boxes)) for group in groups
    ]


def read(fields: tuple[Field, ...], typed: QueryDict) -> Filled:
    """What was filled in, as the channel wants it. Refuses `setting_wrong` with `field` and `want`."""
    settings: dict[str, Any] = {}
    secrets: dict[str, str] = {}
    for one in fields:
        given = typed.get(_BEFORE + one.name, "")
        if one.kind is FieldKind.SECRET:
            if given.strip():
                secrets[one.name] = given.strip()
        elif one.kind is FieldKind.SWITCH:
            settings[one.name] = given == "on"
        elif given.strip():
            settings[one.name] = _value(one, given.replace("\r\n", "\n").strip())
    return Filled(settings, secrets)


def named(typed: QueryDict) -> str:
    """The name that was given. Refuses `name_missing`."""
    name = " ".join(typed.get("name", "").split())
    if not name or len(name) > _LONGEST or not name.isprintable():
        raise Refused("name_missing", limit=_LONGEST)
    return name


def _value(field: Field, given: str) -> Any:
    try:
        if field.kind is FieldKind.NUMBER:
            number = float(given.replace("٫", ".").replace(",", ".").replace("٬", ""))
            return int(number) if number.is_integer() else number
        if field.kind is FieldKind.OBJECT:
            return orjson.loads(given)
    except (ValueError, OverflowError) as error:
        raise Refused("setting_wrong", field=field.name, label=field.label, want=field.kind.value) from error
    if field.kind is FieldKind.LIST:
        return [line.strip() for line in given.split("\n") if line.strip()]
    return given


def _box(
    words: Words,
    field: Field,
    settings: Mapping[str, Any],
    kept: frozenset[str],
    typed: QueryDict | None,
    wrong: str,
) -> Box:
    name = _BEFORE + field.name
    value = settings.get(field.name, field.default)
    return Box(
        name=name,
        label=words.say(field.label),
        kind=field.kind.value,
        help=words.say(field.help),
        example=field.example,
        required=field.required,
        choices=tuple((one, words.say(_TERMS.get(one, one))) for one in field.choices if one),
        value=_shown(field, value) if typed is None else typed.get(name, ""),
        is_kept=field.name in kept,
        wrong=wrong,
    )


def _shown(field: Field, value: Any) -> str:
    if value is None or field.kind is FieldKind.SECRET:
        return ""
    if field.kind is FieldKind.SWITCH:
        return "on" if value else ""
    if field.kind is FieldKind.LIST:
        return "\n".join(map(str, value))
    if field.kind is FieldKind.OBJECT:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
    return str(value)
