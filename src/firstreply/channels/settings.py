"""Settings: what somebody gave as the settings of an account, checked against what its channel asks for."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from firstreply.channels.base import Channel, Field, FieldKind
from firstreply.core.lead import FieldError
from firstreply.core.refusal import Refused

#: Written by us, or for whoever runs the other side themselves.
_ALWAYS: Final = frozenset({"refused", "base_url"})
_LONGEST: Final = 4000
_MOST: Final = 200


def checked(
    channel: Channel, settings: Mapping[str, Any], secrets: Mapping[str, str], *, whole: bool = True
) -> None:
    """Refuse `settings_invalid` with every field that is wrong; then whatever the channel itself refuses.

    `whole`: what is required must be there (an account that is being made may lack it for a while otherwise).
    """
    fields = {one.name: one for one in channel.fields}
    errors = [*_known(fields, settings, secrets)] if fields else []
    errors += [error for one in channel.fields for error in _field(one, settings, secrets, whole)]
    if errors:
        raise Refused("settings_invalid", errors=tuple(errors))
    if channel.validate is not None:
        channel.validate(settings)


def _known(
    fields: Mapping[str, Field], settings: Mapping[str, Any], secrets: Mapping[str, str]
) -> Iterator[FieldError]:
    for name in settings:
        if name not in _ALWAYS and (name not in fields or fields[name].kind is FieldKind.SECRET):
            yield FieldError(f"settings.{name}", "field_unknown")
    for name in secrets:
        if name not in fields or fields[name].kind is not FieldKind.SECRET:
            yield FieldError(f"sealed.{name}", "field_unknown")


def _field(
    one: Field, settings: Mapping[str, Any], secrets: Mapping[str, str], whole: bool
) -> Iterator[FieldError]:
    sealed = one.kind is FieldKind.SECRET
    path = f"{'sealed' if sealed else 'settings'}.{one.name}"
    value = (secrets if sealed else settings).get(one.name)
    if value in (None, "", [], {}):
        if one.required and whole:
            yield FieldError(path, "field_missing")
    elif not _FITS[one.kind](value) or (one.kind is FieldKind.CHOICE and value not in one.choices):
        yield FieldError(path, "field_invalid")


def _is_secret(value: object) -> bool:
    return isinstance(value, str) and len(value) <= 4 * _LONGEST


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


def _is_list(value: object) -> bool:
    return isinstance(value, list) and len(value) <= _MOST and all(map(_is_text, value))


def _is_object(value: object) -> bool:
    return isinstance(value, dict | list)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST and value.replace("\n", "").isprintable()


_FITS: Final[Mapping[FieldKind, Callable[[object], bool]]] = {
    FieldKind.TEXT: _is_text,
    FieldKind.SECRET: _is_secret,
    FieldKind.NUMBER: _is_number,
    FieldKind.SWITCH: _is_switch,
    FieldKind.CHOICE: _is_text,
    FieldKind.LIST: _is_list,
    FieldKind.OBJECT: _is_object,
}
