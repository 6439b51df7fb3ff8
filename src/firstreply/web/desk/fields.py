"""Fields: the settings of an account as boxes to be filled in, and read back from what was filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import orjson
from django.http import QueryDict

from firstreply.channels.base import Field, FieldKind
from firstreply.core.refusal import Refused
from firstreply.insights.words import Words

_BEFORE: Final = "setting-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One setting to be filled in. `is_kept`: a secret of theirs is here, and not shown."""

    name: str
    label: str
    kind: str
    help: str
    required: bool
    choices: tuple[tuple[str, str], ...]
    value: str
    is_kept: bool
    wrong: str

    @property
    def id(self) -> str:
        return self.name


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
) -> list[Box]:
    """A box for each field: with what was `typed`, else with what is set. `kept`: secrets that are here."""
    return [_box(words, one, settings, kept, typed, (wrong or {}).get(one.name, "")) for one in fields]


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
        required=field.required,
        choices=tuple((one, words.say(one)) for one in field.choices),
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
