"""Persona: what is known of the person behind an inquiry, as one value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, Self

from firstreply.core.lead.reading import read_fields

CustomValue = str | Decimal | bool | date | None
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """A person and what they want. "" and None mean: not known. Values are clean: outside input enters by `from_dict`.

    Text is kept as written (one line each; `need` may have several). `emails` are folded addresses, `phones` E.164
    where they could be read, else the digits as given. `language` is a two- or three-letter code, `country` ISO 3166
    alpha-2, `currency` ISO 4217. Amounts are below 10**15 with at most 4 decimals.
    """

    customer_id: str = (
        ""  #: the id another system knows them by, with that system's name before it: `shop:123`
    )
    name: str = ""
    company: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    need: str = ""
    product: str = ""
    segment: str = ""
    budget: Decimal | None = None
    currency: str = ""
    authority: str = ""
    timeframe: str = ""
    deal_size: Decimal | None = None
    tags: tuple[str, ...] = ()
    language: str = ""
    country: str = ""
    region: str = ""
    city: str = ""
    source: str = ""
    campaign: str = ""
    birthday: date | None = None
    social: Mapping[str, str] = field(default_factory=lambda: _NOTHING)  #: network or messenger -> handle
    custom: Mapping[str, CustomValue] = field(default_factory=lambda: _NOTHING)  #: folded key -> value

    @classmethod
    def from_dict(cls, given: Mapping[str, Any], *, e164: Callable[[str], str | None] | None = None) -> Self:
        """The persona that outside input describes; `e164` turns a phone number as written into E.164 or None.

        Tolerant: all three digit sets, both decimal separators, stray spaces, lists given as one value; control and
        bidi characters go, lengths are capped, unknown plain entries become custom fields. An unreadable phone number
        is kept as given. Raises Refused("lead_fields_invalid", errors=(FieldError, ...)) that names every wrong field.
        """
        return cls(**read_fields(given, e164))

    def to_dict(self) -> dict[str, Any]:
        """JSON-able, without what is not known; `Persona.from_dict(p.to_dict()) == p`.

        Amounts are text (`"1200.50"`), dates ISO; a custom number is `{"number": "12"}`, a custom date
        `{"date": "2026-01-31"}`, so that text that looks like one stays text.
        """
        found: dict[str, Any] = {}
        for name in FIELDS:
            value = getattr(self, name)
            if value is None or value == "" or (isinstance(value, tuple | Mapping) and not value):
                continue
            found[name] = _told[name](value) if name in _told else value
        return found


FIELDS: Final = tuple(one.name for one in fields(Persona))


def plain_number(number: Decimal) -> str:
    """The number in digits, never with an exponent: `1200.5`."""
    return format(number, "f")


def _custom_told(value: CustomValue) -> Any:
    if isinstance(value, Decimal):
        return {"number": plain_number(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value


_told: Final[Mapping[str, Any]] = {
    "emails": list,
    "phones": list,
    "tags": list,
    "budget": plain_number,
    "deal_size": plain_number,
    "birthday": date.isoformat,
    "social": dict,
    "custom": lambda custom: {key: _custom_told(value) for key, value in custom.items() if value is not None},
}
