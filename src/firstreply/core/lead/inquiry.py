"""Inquiry: what someone sends who asks; whether it can be understood is known before it is taken."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from firstreply.core.lead import consent, touch
from firstreply.core.lead.consent import CONSENTS, Consent
from firstreply.core.lead.persona import Persona
from firstreply.core.lead.reading import FieldError
from firstreply.core.lead.touch import TOUCH
from firstreply.core.refusal import Refused

LONGEST_ID: Final = 200  #: characters of an id that another system gives
#: One of these must be known: a way to reach them, who they are, or what they want.
REACHED_BY: Final = ("emails", "phones", "name", "need", "social", "customer_id", "company")


OCCURRED: Final = "occurred_at"  #: when it was asked, if somebody tells; no field of the persona
_ID: Final = "external_id"
_EARLIEST: Final = 1900


class Asked(NamedTuple):
    """An inquiry as it was sent, without the sender's own id of it, which stands beside it ("": none)."""

    given: Mapping[str, Any]
    external_id: str


def asked(given: object) -> Asked:
    """What was sent, once it is certain that `Persona.from_dict` will understand it.

    `external_id` (text or whole number), `occurred_at` (ISO 8601 with an offset), `touch` and `consents` are not
    fields of the persona.
    Raises Refused: inquiry_not_an_object, inquiry_empty, lead_fields_invalid with `errors` of FieldError.
    """
    if not isinstance(given, dict):
        raise Refused("inquiry_not_an_object")
    own, at, errors = _id(given), _moment(given), []
    if own is None:
        errors.append(FieldError("external_id", "not_an_id", LONGEST_ID))
    if isinstance(at, FieldError):
        errors.append(at)
    rest = _without(given, _ID)
    said = beside(_without(rest, OCCURRED))
    persona, wrong = _persona(said.rest)
    if errors or wrong or said.errors:
        raise Refused("lead_fields_invalid", errors=(*errors, *wrong, *said.errors))
    if persona is None or not any(getattr(persona, name) for name in REACHED_BY):
        raise Refused("inquiry_empty")
    return Asked(rest, own or "")


class Beside(NamedTuple):
    """An inquiry's fields, and what stands beside them: how somebody came, and what they agreed to."""

    rest: Mapping[str, Any]
    touch: Mapping[str, str]
    consents: tuple[Consent, ...]
    errors: tuple[FieldError, ...]


def beside(given: Mapping[str, Any]) -> Beside:
    """Tell `touch` (an object) and `consents` (a list) from fields; plain text of these names is somebody's own."""
    came, agreed = given.get(TOUCH), given.get(CONSENTS)
    found, errors = touch.read(came) if isinstance(came, Mapping) else ({}, ())
    consents, wrong = consent.read(agreed) if isinstance(agreed, list) else ((), ())
    rest = _without(given, TOUCH) if isinstance(came, Mapping) else given
    rest = _without(rest, CONSENTS) if isinstance(agreed, list) else rest
    return Beside(rest, found, consents, errors + wrong)


def occurred(given: Mapping[str, Any], received_at: datetime) -> datetime:
    """When it was asked: as told, but never after it was received. Raises Refused("lead_fields_invalid")."""
    at = _moment(given)
    if isinstance(at, FieldError):
        raise Refused("lead_fields_invalid", errors=(at,))
    return min(at, received_at) if at else received_at


def _without(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    return {key: value for key, value in given.items() if key != name} if name in given else given


def _persona(given: Mapping[str, Any]) -> tuple[Persona | None, tuple[FieldError, ...]]:
    try:
        return Persona.from_dict(given), ()
    except Refused as refused:
        errors = refused.facts.get("errors")
        return None, errors if isinstance(errors, tuple) else ()


def _id(given: Mapping[str, Any]) -> str | None:
    """The sender's id; "" when there is none, None when it is not one."""
    found = given.get(_ID)
    if found is None:
        return ""
    whole = isinstance(found, int | float) and not isinstance(found, bool) and found == int(found)
    text = str(int(found)) if whole else found
    return text if isinstance(text, str) and 0 < len(text) <= LONGEST_ID and text.isprintable() else None


def _moment(given: Mapping[str, Any]) -> datetime | FieldError | None:
    found = given.get(OCCURRED)
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(found.upper())
    except (AttributeError, ValueError):
        return FieldError(OCCURRED, "not_an_instant")
    if at.year < _EARLIEST:
        return FieldError(OCCURRED, "not_an_instant")
    return at if at.tzinfo else FieldError(OCCURRED, "instant_without_zone")


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
