"""Fields: what rules may ask about a lead, which comparisons each allows, and what those compare with."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from firstreply.core.lead.fold import ascii_digits, fold, fold_email
from firstreply.core.lead.number import read_number
from firstreply.core.lead.reading import field_key
from firstreply.core.refusal import Refused

CUSTOM: Final = "custom."
LONGEST_TEXT: Final = 200
MOST_ITEMS: Final = 1_000
MOST_DAYS: Final = 100_000

Value = str | tuple[str, ...] | Decimal | tuple[Decimal, Decimal] | date | tuple[date, date] | int | None


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    CHOICE = "choice"  #: text out of a small set; compared whole
    NUMBER = "number"
    LIST = "list"
    FLAG = "flag"
    DAY = "day"


FIELDS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(("customer_id", "name", "company", "need", "product", "segment"), Kind.TEXT),
    **dict.fromkeys(("authority", "timeframe", "region", "city", "source", "campaign"), Kind.TEXT),
    **dict.fromkeys(("language", "country", "currency"), Kind.CHOICE),
    **dict.fromkeys(("budget", "deal_size", "points"), Kind.NUMBER),
    **dict.fromkeys(("tags", "emails", "phones", "domains"), Kind.LIST),
    **dict.fromkeys(("has_email", "has_phone"), Kind.FLAG),
    **dict.fromkeys(("birthday", "created"), Kind.DAY),
}


class Takes(StrEnum):
    """What an operator compares with."""

    NOTHING = "nothing"
    TEXT = "text"
    TEXTS = "texts"
    NUMBER = "number"
    NUMBERS = "two numbers"
    DAY = "day"
    DAYS = "two days"
    COUNT = "count of days"


_KNOWN: Final = {"is_known": Takes.NOTHING, "is_empty": Takes.NOTHING}
_CHOICE: Final = {"is": Takes.TEXT, "is_not": Takes.TEXT, "in": Takes.TEXTS, **_KNOWN}
OPERATORS: Final[Mapping[Kind, Mapping[str, Takes]]] = {
    Kind.TEXT: {**_CHOICE, "contains": Takes.TEXT, "starts_with": Takes.TEXT},
    Kind.CHOICE: _CHOICE,
    Kind.NUMBER: {
        **dict.fromkeys(("=", "<", "<=", ">", ">="), Takes.NUMBER),
        "between": Takes.NUMBERS,
        **_KNOWN,
    },
    Kind.LIST: {"has": Takes.TEXT, "has_any": Takes.TEXTS, "has_all": Takes.TEXTS, **_KNOWN},
    Kind.FLAG: {"is_true": Takes.NOTHING, "is_false": Takes.NOTHING, **_KNOWN},
    Kind.DAY: {
        **dict.fromkeys(("on", "before", "after"), Takes.DAY),
        **dict.fromkeys(("older_than", "newer_than"), Takes.COUNT),
        "within": Takes.DAYS,
        **_KNOWN,
    },
}
#: A custom field may hold any kind but a list; the operator says which one is meant.
_OF_CUSTOM: Final[Mapping[str, Takes]] = {
    op: takes
    for kind in (Kind.TEXT, Kind.NUMBER, Kind.FLAG, Kind.DAY)
    for op, takes in OPERATORS[kind].items()
}


def canonical_field(name: str) -> str:
    """The field's name; the key of a custom field folded as keys of personas are."""
    return f"{CUSTOM}{field_key(name.removeprefix(CUSTOM))}" if name.startswith(CUSTOM) else name


def takes(field: str, op: str, custom: Mapping[str, Kind] | None = None) -> Takes:
    """What that comparison needs. `custom` names the team's own fields, None: any key will do.

    Raises Refused("rule_unknown_field" | "rule_unknown_operator").
    """
    if field.startswith(CUSTOM) and len(field) > len(CUSTOM):
        key = field.removeprefix(CUSTOM)
        if custom is not None and key not in custom:
            raise Refused("rule_unknown_field", field=field)
        known = OPERATORS[custom[key]] if custom is not None else _OF_CUSTOM
    elif field in FIELDS:
        known = OPERATORS[FIELDS[field]]
    else:
        raise Refused("rule_unknown_field", field=field)
    if op not in known:
        raise Refused("rule_unknown_operator", field=field, op=op, known=", ".join(known))
    return known[op]


def read_value(wanted: Takes, given: Any) -> Value:
    """The typed value; Refused("rule_wrong_type") with what was wanted when it is none."""
    try:
        return _READ[wanted](given)
    except (TypeError, ValueError) as error:
        raise Refused("rule_wrong_type", wanted=wanted.value) from error


def _nothing(given: Any) -> None:
    if given is not None:
        raise ValueError


def _text(given: Any) -> str:
    if not isinstance(given, str) or not fold(given):
        raise ValueError
    if len(given) > LONGEST_TEXT:
        raise Refused("rule_value_too_long", limit=LONGEST_TEXT)
    return given


def _texts(given: Any) -> tuple[str, ...]:
    items = _items(given)
    if not items:
        raise ValueError
    if len(items) > MOST_ITEMS:
        raise Refused("rule_value_too_long", limit=MOST_ITEMS)
    return tuple(_text(one) for one in items)


def _items(given: Any) -> Sequence[Any]:
    if not isinstance(given, list | tuple):
        raise TypeError
    return given


def _number(given: Any) -> Decimal:
    number = read_number(given)
    if number is None:
        raise ValueError
    return number


def _numbers(given: Any) -> tuple[Decimal, Decimal]:
    low, high = (_number(one) for one in _items(given))
    return low, high


def _day(given: Any) -> date:
    return date(given.year, given.month, given.day) if isinstance(given, date) else date.fromisoformat(given)


def _days(given: Any) -> tuple[date, date]:
    first, last = (_day(one) for one in _items(given))
    return first, last


def _count(given: Any) -> int:
    number = _number(given)
    if number != int(number) or not 0 <= number <= MOST_DAYS:
        raise ValueError
    return int(number)


_READ: Final[Mapping[Takes, Callable[[Any], Value]]] = {
    Takes.NOTHING: _nothing,
    Takes.TEXT: _text,
    Takes.TEXTS: _texts,
    Takes.NUMBER: _number,
    Takes.NUMBERS: _numbers,
    Takes.DAY: _day,
    Takes.DAYS: _days,
    Takes.COUNT: _count,
}


def _domain(text: str) -> str:
    return fold_email(f"x@{text.strip().removeprefix('@')}").removeprefix("x@") or fold(text)


_KEYS: Final[Mapping[str, Callable[[str], str]]] = {
    "emails": lambda text: fold_email(text) or fold(text),
    "phones": lambda text: _dialled(ascii_digits(fold(text))),
    "domains": _domain,
}


def _dialled(text: str) -> str:
    """The digits of a phone number, and its plus."""
    return "".join(char for char in text if char in "+0123456789") or text


def comparable(field: str, value: Value) -> Any:
    """The value as it is compared: text folded as that field is, sets as frozensets, the rest as it is."""
    key = _KEYS.get(field, fold)
    if isinstance(value, str):
        return key(value)
    if isinstance(value, tuple) and value and isinstance(value[0], str):
        return frozenset(key(str(one)) for one in value)
    return value
