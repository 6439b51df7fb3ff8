"""Reading: what strangers and other systems send, made into the clean values of a persona, or refused by field."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, Final, NamedTuple

from firstreply.core.lead.fold import ascii_digits, fold, fold_email
from firstreply.core.lead.number import read_number
from firstreply.core.refusal import Refused

#: Controls, bidi embeddings, overrides, isolates and marks, lone surrogates, noncharacters. Joiners stay: Persian
#: spelling needs them.
_UNFIT: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ud800-\udfff"
    "\ufffe\uffff\U000e0000-\U000e0fff]"
)
_UNFIT_IN_LINES: Final = re.compile(_UNFIT.pattern.replace("\x00-\x1f", "\x00-\x08\x0b-\x1f", 1))
LONGEST_LINE: Final = 200  #: characters of a name, a product, a place
LONGEST_NEED: Final = 20_000  #: of a need or a custom text
MOST_ITEMS: Final = 50  #: of e-mails, phones, tags, social, custom fields each
_LONGEST_KEY: Final = 60
_NOTHING: Final[tuple[Any, ...]] = (None, "", (), {})
_NOT_A_KEY: Final = re.compile(r"[\s.]+")


class FieldError(NamedTuple):
    """One field that could not be read: where (`emails[1]`, `custom.size`), a code, and the limit it broke (or 0)."""

    field: str
    code: str
    limit: int = 0


class _Wrong(Exception):  # noqa: N818 (carries an answer to the collector, never leaves this module)
    def __init__(self, code: str, limit: int = 0) -> None:
        self.code, self.limit = code, limit


def line(given: Any, longest: int = LONGEST_LINE) -> str:
    """One clean line of text, cut to `longest` characters."""
    return " ".join(_UNFIT.sub(" ", _text(given)).split())[:longest].rstrip()


def _need(given: Any) -> str:
    text = _UNFIT_IN_LINES.sub("", _text(given).replace("\r\n", "\n").replace("\r", "\n"))
    return text[:LONGEST_NEED].strip()


def _text(given: Any) -> str:
    if isinstance(given, str):
        return given
    if isinstance(given, int | float | Decimal) and not isinstance(given, bool):
        return str(given)
    raise _Wrong("not_text")


def _amount(given: Any) -> Decimal | None:
    if isinstance(given, str) and not given.strip():
        return None
    number = read_number(given)
    if number is None:
        raise _Wrong("not_a_number")
    if number < 0:
        raise _Wrong("number_negative")
    return number


def _day(given: Any) -> date | None:
    if isinstance(given, date):
        return date(given.year, given.month, given.day)
    text = ascii_digits(line(given)).replace("/", "-")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise _Wrong("not_a_date") from error


def _code(pattern: str, code: str, same: Mapping[str, str]) -> Callable[[Any], str]:
    shape = re.compile(pattern)

    def read(given: Any) -> str:
        text = line(given).upper()
        text = same.get(text, text)
        if text and not shape.fullmatch(text):
            raise _Wrong(code)
        return text

    return read


def _language(given: Any) -> str:
    """The primary subtag: `fa` of `fa-IR`."""
    primary = re.split(r"[-_]", line(given))[0].lower()
    if primary and not re.fullmatch(r"[a-z]{2,3}", primary):
        raise _Wrong("not_a_language")
    return primary


def _email(given: Any) -> str:
    text = line(given, LONGEST_NEED)
    folded = fold_email(text)
    if text and not folded:
        raise _Wrong("not_an_email")
    return folded


def _tag(given: Any) -> str:
    return line(given, _LONGEST_KEY)


def _custom(given: Any) -> str | Decimal | bool | date | None:
    if isinstance(given, bool) or given is None:
        return given
    if isinstance(given, Mapping):
        if set(given) == {"number"}:
            return _number(given["number"])
        if set(given) == {"date"}:
            return _day(given["date"])
        raise _Wrong("not_a_value")
    if isinstance(given, date):
        return _day(given)
    if isinstance(given, str):
        return line(given, LONGEST_NEED) or None
    if isinstance(given, int | float | Decimal):
        return _number(given)
    raise _Wrong("not_a_value")


def _number(given: Any) -> Decimal:
    number = read_number(given)
    if number is None:
        raise _Wrong("not_a_number")
    return number


_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(("customer_id", "name", "company", "product", "segment", "authority", "timeframe"), line),
    **dict.fromkeys(("region", "city", "source", "campaign"), line),
    "need": _need,
    "budget": _amount,
    "deal_size": _amount,
    "currency": _code("[A-Z]{3}", "not_a_currency", {}),
    "language": _language,
    "country": _code("[A-Z]{2}", "not_a_country", {"UK": "GB", "EL": "GR"}),
    "birthday": _day,
}
_LISTS: Final = {"emails": ("email", _email), "phones": ("phone", line), "tags": ("tag", _tag)}


def field_key(text: str) -> str:
    """The key of a custom field: folded, one word (`Company size` is `company_size`)."""
    return _NOT_A_KEY.sub("_", fold(text))[:_LONGEST_KEY].strip("_")


def read_fields(given: object, e164: Callable[[str], str | None] | None) -> dict[str, Any]:
    """Clean values by name of the persona's field, without what is not known. See `Persona.from_dict`."""
    if not isinstance(given, Mapping):
        raise Refused("lead_fields_invalid", errors=(FieldError(field="", code="not_a_table"),))
    reader = _Reader(given=given, e164=e164, errors=[])
    found = reader.read()
    if reader.errors:
        raise Refused("lead_fields_invalid", errors=tuple(reader.errors))
    return {name: value for name, value in found.items() if value not in _NOTHING}


@dataclass(slots=True)
class _Reader:
    given: Mapping[str, Any]
    e164: Callable[[str], str | None] | None
    errors: list[FieldError]

    def read(self) -> dict[str, Any]:
        found = {
            name: self._try(name, read, self.given[name])
            for name, read in _READ.items()
            if self.given.get(name) is not None
        }
        for name, (single, read) in _LISTS.items():
            found[name] = self._items(name, single, read)
        if self.e164:
            found["phones"] = tuple(
                dict.fromkeys(self.e164(one) or ascii_digits(one) for one in found["phones"])
            )
        else:
            found["phones"] = tuple(dict.fromkeys(ascii_digits(one) for one in found["phones"]))
        found["social"] = self._pairs("social", self._mapping("social"), line)
        known = {*_READ, *_LISTS, *(single for single, _ in _LISTS.values()), "social", "custom"}
        loose = {key: value for key, value in self.given.items() if key not in known}
        found["custom"] = self._pairs("custom", {**loose, **self._mapping("custom")}, _custom)
        return found

    def _try(self, at: str, read: Callable[[Any], Any], given: Any) -> Any:
        try:
            return read(given)
        except _Wrong as wrong:
            self.errors.append(FieldError(field=at, code=wrong.code, limit=wrong.limit))
            return None

    def _items(self, name: str, single: str, read: Callable[[Any], str]) -> tuple[str, ...]:
        """The values of `emails` and of `email`, each once, in order."""
        values: list[tuple[str, Any]] = []
        for key in (name, single):
            value = self.given.get(key)
            if isinstance(value, list | tuple | set | frozenset):
                first = islice(value, MOST_ITEMS + 1)  # a stranger's list may have millions
                values += [(f"{key}[{n}]", one) for n, one in enumerate(first)]
            elif value is not None:
                values.append((key, value))
        if len(values) > MOST_ITEMS:
            self.errors.append(FieldError(field=name, code="too_many", limit=MOST_ITEMS))
            return ()
        read_ones = (self._try(at, read, one) for at, one in values)
        return tuple(dict.fromkeys(one for one in read_ones if one))

    def _mapping(self, name: str) -> Mapping[str, Any]:
        value = self.given.get(name)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            self.errors.append(FieldError(field=name, code="not_a_table"))
            return {}
        return value

    def _pairs(self, name: str, given: Mapping[str, Any], read: Callable[[Any], Any]) -> dict[str, Any]:
        if len(given) > MOST_ITEMS:
            self.errors.append(FieldError(field=name, code="too_many", limit=MOST_ITEMS))
            return {}
        found: dict[str, Any] = {}
        for key, value in given.items():
            folded = field_key(str(key))
            read_one = self._try(f"{name}.{str(key)[:_LONGEST_KEY]}", read, value)
            if folded and read_one is not None and read_one != "":
                found[folded] = read_one
        return found
