"""Understand: what came in, read as somebody who asks; or why it cannot be."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from firstreply.channels.phone import to_e164
from firstreply.core.capture.mapping import mapped
from firstreply.core.lead import FieldError, Persona
from firstreply.core.lead.consent import CONSENTS, Consent
from firstreply.core.lead.inquiry import OCCURRED, beside, occurred
from firstreply.core.refusal import Refused
from firstreply.journey.capture import listing
from firstreply.journey.capture.arrivals import Came
from firstreply.journey.capture.asking import Asking
from firstreply.store.models import ArrivalKind

CAPTURER = "capturer"  #: the key under which a payload names the member who took it down
SUBMISSION = "submission"  #: under which a form of ours says how it was filled in


def understood(batch: Iterable[Came], region: str) -> tuple[list[tuple[Came, Asking]], dict[UUID, Refused]]:
    """The inquiries of a batch: who asks, and what cannot be understood with the reason."""
    asked: list[tuple[Came, Asking]] = []
    refused: dict[UUID, Refused] = {}
    for one in batch:
        if one.kind is ArrivalKind.INQUIRY:
            try:
                asked.append((one, understand(one, region)))
            except Refused as reason:
                refused[one.id] = reason
    return asked, refused


def understand(came: Came, region: str) -> Asking:
    """Who asks. `region` is the country of phone numbers that name none.

    Raises Refused: form_suspected, arrival_not_json, arrival_not_an_object, inquiry_empty, mapping_unreadable, and
    lead_fields_invalid with the fields' errors as JSON.
    """
    if came.channel == listing.FILE:
        return listing.read(came, _payload(came))
    payload, submission = _submitted(came, _payload(came))
    given = mapped(payload, came.mapping) if came.mapping and submission is None else payload
    said = beside({key: value for key, value in given.items() if key not in (CAPTURER, OCCURRED)})
    fields = said.rest
    e164 = _speaking(fields, region)
    persona = _told(lambda: Persona.from_dict(fields, e164=e164))
    if said.errors:
        raise Refused("lead_fields_invalid", errors=[error._asdict() for error in said.errors])
    if persona == _NOBODY:
        raise Refused("inquiry_empty")
    return Asking(
        persona=persona,
        at=_told(lambda: occurred(given, came.received_at)),
        channel=came.channel,
        arrival=came.id,
        source=came.source_id,
        capturer=_member(given.get(CAPTURER)),
        touch=said.touch,
        consents=said.consents if submission is None else _agreed(submission),
        mail=None if submission is None else submission.get("mail"),
    )


_NOBODY = Persona()
_Read = TypeVar("_Read")


def _submitted(came: Came, payload: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    """The fields, and what one of our forms tells of how it was filled in. Refuses `form_suspected` for a doubtful one
    for which nobody has vouched.
    """
    told = payload.get(SUBMISSION) if came.channel == "form" else None
    if not isinstance(told, Mapping):
        return payload, None
    if told.get("suspected") and not came.vouched:
        raise Refused("form_suspected", why=str(told["suspected"]))
    return {key: value for key, value in payload.items() if key != SUBMISSION}, told


def _agreed(submission: Mapping[str, Any]) -> tuple[Consent, ...]:
    return tuple(Consent.from_dict(one) for one in submission.get(CONSENTS, ()))


def _payload(came: Came) -> Mapping[str, Any]:
    if came.payload is None:
        raise Refused("arrival_not_json")
    if not isinstance(came.payload, Mapping):
        raise Refused("arrival_not_an_object")
    return came.payload


def _told(read: Callable[[], _Read]) -> _Read:
    """What is read, or the refusal with its errors as JSON."""
    try:
        return read()
    except Refused as refused:
        errors = refused.facts.get("errors")
        if not isinstance(errors, tuple):
            raise
        told = [error._asdict() for error in errors if isinstance(error, FieldError)]
        raise Refused(refused.code, errors=told) from refused


def _speaking(fields: Mapping[str, Any], region: str) -> Callable[[str], str | None]:
    """How phone numbers are read: as from the country that they tell, else from ours."""
    country = fields.get("country")
    told = country.strip().upper() if isinstance(country, str) else ""
    home = told if len(told) == 2 else region
    return lambda text: to_e164(text, home)


def _member(given: Any) -> UUID | None:
    try:
        return UUID(given) if isinstance(given, str) else None
    except ValueError:
        return None
