"""Sheet: one lead's answers to every field of the rules, worked out once and asked many times."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from firstreply.core.lead.folded import folded
from firstreply.core.lead.persona import Persona
from firstreply.core.qualify.field import CUSTOM

_LISTS: Final = ("tags", "emails", "phones", "domains")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Values by field of `qualify.field.FIELDS`; a field that is not known is absent.

    Texts are folded, numbers Decimal, lists frozensets, days dates. `today` is the day that ages are counted to;
    without it conditions on age are false.
    """

    values: Mapping[str, Any]
    today: date | None = None


def sheet(
    persona: Persona,
    *,
    points: int | None = None,
    created: int | None = None,
    today: date | None = None,
    document: Mapping[str, Any] | None = None,
) -> Sheet:
    """What rules may ask about this lead.

    `points` is its score, `created` its first instant in epoch seconds, `document` what `folded` says of the persona
    if that is at hand already.
    """
    values: dict[str, Any] = dict(folded(persona) if document is None else document)
    for name in _LISTS:
        if name in values:
            values[name] = frozenset(values[name])
    for name in ("budget", "deal_size", "birthday"):
        if (value := getattr(persona, name)) is not None:
            values[name] = value
    if points is not None:
        values["points"] = Decimal(points)
    if created is not None:
        values["created"] = datetime.fromtimestamp(created, UTC).date()
    for key, shape in values.pop("custom", {}).items():
        values[f"{CUSTOM}{key}"] = shape["text"] if "text" in shape else persona.custom[key]
    return Sheet(values=values, today=today)
