"""Inquiry: what someone sends who asks; whether it can be understood is known before it is taken."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from firstreply.core.lead.persona import Persona
from firstreply.core.lead.reading import FieldError
from firstreply.core.refusal import Refused

LONGEST_ID: Final = 200  #: characters of an id that another system gives
#: One of these must be known: a way to reach them, who they are, or what they want.
REACHED_BY: Final = ("emails", "phones", "name", "need", "social", "customer_id", "company")


class Asked(NamedTuple):
    """An inquiry as it was sent, its own id at the sender's, if any, and when it was made, if told."""

    given: Mapping[str, Any]
    external_id: str
    occurred_at: datetime | None


def asked(given: object) -> Asked:
    """What was sent, once it is certain that `Persona.from_dict` will understand it.

    `external_id` (text or whole number) and `occurred_at` (ISO 8601 with an offset) are not fields of the persona.
    Raises Refused: inquiry_not_an_object, inquiry_empty, lead_fields_invalid with `errors` of FieldError.
    """
    if not isinstance(given, dict):
        raise Refused("inquiry_not_an_object")
    own, at, errors = _id(given), _moment(given), []
    if own is None:
        errors.append(FieldError("external_id", "not_an_id", LONGEST_ID))
    if isinstance(at, FieldError):
        errors.append(at)
    rest = (
        {key: value for key, value in given.items() if key not in _BESIDE}
        if _BESIDE & given.keys()
        else given
    )
    persona, wrong = _persona(rest)
    if errors or wrong:
        raise Refused("lead_fields_invalid", errors=(*errors, *wrong))
    if persona is None or not any(getattr(persona, name) for name in REACHED_BY):
        raise Refused("inquiry_empty")
    return Asked(rest, own or "", at if isinstance(at, datetime) else None)


_BESIDE: Final = frozenset({"external_id", "occurred_at"})


def _persona(given: Mapping[str, Any]) -> tuple[Persona | None, tuple[FieldError, ...]]:
    try:
        return Persona.from_dict(given), ()
    except Refused as refused:
        errors = refused.facts.get("errors")
        return None, errors if isinstance(errors, tuple) else ()


def _id(given: Mapping[str, Any]) -> str | None:
    """The sender's id; "" when there is none, None when it is not one."""
    found = given.get("external_id")
    if found is None:
        return ""
    text = str(found) if isinstance(found, int) and not isinstance(found, bool) else found
    return text if isinstance(text, str) and 0 < len(text) <= LONGEST_ID and text.isprintable() else None


def _moment(given: Mapping[str, Any]) -> datetime | FieldError | None:
    found = given.get("occurred_at")
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(found.upper())
    except (AttributeError, ValueError):
        return FieldError("occurred_at", "not_an_instant")
    return at if at.tzinfo else FieldError("occurred_at", "instant_without_zone")


def with_nul(given: object, path: str = "") -> str | None:
    """Where a NUL character stands, as a path; None when there is none. PostgreSQL holds no such text."""
    if isinstance(given, str):
        return path if "\0" in given else None
    if isinstance(given, dict):
        pairs = [(f"{path}.{key}" if path else str(key), value) for key, value in given.items()]
        return next((at.replace("\0", "") for at, _ in pairs if "\0" in at), None) or _first(pairs)
    if isinstance(given, list):
        return _first([(f"{path}[{n}]", value) for n, value in enumerate(given)])
    return None


def _first(pairs: list[tuple[str, Any]]) -> str | None:
    return next((found for at, value in pairs if (found := with_nul(value, at)) is not None), None)
