"""Touch: by which campaign, page and referrer somebody came. A lead keeps the first and the last one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from firstreply.core.lead.reading import FieldError, line

TOUCH: Final = "touch"  #: its name in an inquiry; no field of the persona
CAMPAIGN: Final = ("utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "gclid", "fbclid")
PLACES: Final = ("referrer", "page")  #: addresses
_LONGEST_PLACE: Final = 1000
Touch = Mapping[str, str]  #: those of CAMPAIGN and PLACES that are known, and `at` in ISO 8601


def read(given: Mapping[str, Any]) -> tuple[dict[str, str], tuple[FieldError, ...]]:
    """What was told of a touch, clean, and what is wrong with it. Only text and numbers, only known names."""
    found: dict[str, str] = {}
    errors: list[FieldError] = []
    for name, value in given.items():
        if name not in CAMPAIGN and name not in PLACES:
            errors.append(FieldError(f"{TOUCH}.{str(name)[:60]}", "touch_unknown"))
        elif isinstance(value, str) or (isinstance(value, int | float) and not isinstance(value, bool)):
            found[name] = line(str(value), _LONGEST_PLACE if name in PLACES else 200)
        elif value is not None:
            errors.append(FieldError(f"{TOUCH}.{name}", "not_text"))
    return {name: text for name, text in found.items() if text}, tuple(errors)


def of_query(asked: Mapping[str, str], *, referrer: str = "", page: str = "") -> dict[str, str]:
    """What the query of an address tells; `page` and `referrer` in it count before those given."""
    given = {"referrer": referrer, "page": page} | {name: text for name, text in asked.items() if text}
    return read({name: given[name] for name in (*CAMPAIGN, *PLACES) if given.get(name)})[0]


def dated(touch: Mapping[str, str], at: datetime) -> dict[str, str]:
    """A touch with its instant; nothing when nothing is known of it."""
    return {"at": at.isoformat(), **touch} if touch else {}


def touches(before: Mapping[str, Any], touch: Touch) -> dict[str, Any]:
    """The first and the last touch after another one."""
    return {"first": before.get("first") or dict(touch), "last": dict(touch)} if touch else dict(before)


def as_one(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The touches of two who are one person."""
    if not one or not other:
        return dict(one or other)
    first = min(one["first"], other["first"], key=_at)
    return {"first": first, "last": max(one["last"], other["last"], key=_at)}


def _at(touch: Touch) -> datetime:
    return datetime.fromisoformat(touch["at"])
