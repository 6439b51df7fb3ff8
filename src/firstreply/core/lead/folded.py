"""Folded: a persona as rules, searches and the database compare it."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from firstreply.core.lead.fold import fold
from firstreply.core.lead.persona import CustomValue, Persona, plain_number
from firstreply.core.team import FREE_MAIL

#: Text fields, each under its own name.
TEXTS: Final = (
    "customer_id", "name", "company", "need", "product", "segment", "currency", "authority", "timeframe", "language",
    "country", "region", "city", "source", "campaign",
)  # fmt: skip
_fold = lru_cache(maxsize=65_536)(fold)  # sources, countries and products repeat
_SHORT: Final = 200


def _key(text: str) -> str:
    return _fold(text) if len(text) <= _SHORT else fold(text)


def folded(persona: Persona) -> dict[str, Any]:
    """JSON-able: what is compared, nothing that is not known.

    - each of `TEXTS`: its folded key, absent when nothing is left of it;
    - `tags` (folded), `emails`, `phones`, `domains` (of the e-mails, without free mail providers): sorted lists,
      absent when empty;
    - `has_email`, `has_phone`: always there;
    - `birthday`: ISO date;
    - `custom`: key -> {"text": folded} | {"number": "12.5"} | {"flag": true} | {"date": "2026-01-31"}.
    """
    found: dict[str, Any] = {
        name: key for name in TEXTS if (text := getattr(persona, name)) and (key := _key(text))
    }
    lists = {
        "tags": {_key(tag) for tag in persona.tags} - {""},
        "emails": set(persona.emails),
        "phones": set(persona.phones),
        "domains": {email.rpartition("@")[2] for email in persona.emails} - FREE_MAIL,
    }
    found.update({name: sorted(values) for name, values in lists.items() if values})
    found["has_email"], found["has_phone"] = bool(persona.emails), bool(persona.phones)
    if persona.birthday is not None:
        found["birthday"] = persona.birthday.isoformat()
    custom = {key: shape for key, value in persona.custom.items() if (shape := _shape(value))}
    if custom:
        found["custom"] = custom
    return found


def _shape(value: CustomValue) -> dict[str, Any] | None:
    if isinstance(value, str):
        text = _key(value)
        return {"text": text} if text else None
    return next((made(value) for kind, made in _SHAPES if isinstance(value, kind)), None)


_SHAPES: Final[tuple[tuple[type, Callable[[Any], dict[str, Any]]], ...]] = (
    (bool, lambda value: {"flag": value}),
    (Decimal, lambda value: {"number": plain_number(value)}),
    (date, lambda value: {"date": value.isoformat()}),
)
