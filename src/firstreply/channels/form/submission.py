"""Submission: what was filled in, checked against the form; or every field that is wrong, with what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from firstreply.channels.form.body import Posted
from firstreply.channels.form.definition import Form, FormField, Kind
from firstreply.core.lead.consent import Consent, State
from firstreply.core.lead.inquiry import asked
from firstreply.core.lead.number import read_number
from firstreply.core.lead.reading import FieldError, field_key
from firstreply.core.lead.touch import CAMPAIGN, PLACES
from firstreply.core.refusal import Refused

CONSENT: Final = "consent."  #: before the purpose in the name of its box
_MOST_OTHERS: Final = 30
_LONGEST_OTHER: Final = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form as somebody filled it in."""

    fields: Mapping[str, Any]  #: as `POST /api/v1/inquiries` takes them
    agreed: tuple[str, ...]  #: purposes
    errors: Mapping[str, FieldError]  #: by field or `consent.purpose`; "" for the form as a whole

    @property
    def is_fine(self) -> bool:
        """Whether nothing is wrong."""
        return not self.errors


def read(form: Form, posted: Posted) -> Filled:
    """Check what was sent. What the form does not ask for is left out, unless it says `others`."""
    errors: dict[str, FieldError] = {}
    fields: dict[str, Any] = {}
    for field in form.fields:
        given = [one.strip() for one in posted.fields.get(field.name, ()) if one.strip()]
        code, limit = _wrong(field, given)
        if code:
            errors[field.name] = FieldError(field.name, code, limit)
        elif (value := _value(field, given)) is not None:
            _put(fields, field.name, value)
    if form.others:
        _others(form, posted, fields)
    for name in posted.files:
        errors[name if name in {one.name for one in form.fields} else ""] = FieldError(name, "form_file")
    agreed = tuple(one.purpose for one in form.consents if posted.first(CONSENT + one.purpose))
    for consent in form.consents:
        if consent.required and consent.purpose not in agreed:
            name = CONSENT + consent.purpose
            errors[name] = FieldError(name, "consent_missing")
    if form.tests_mail and agreed and not fields.get("email"):
        errors.setdefault("email", FieldError("email", "answer_missing"))
    for error in _unfit(fields) if not errors else ():
        errors.setdefault(_own_name(form, error.field), error)
    return Filled(fields=fields, agreed=agreed, errors=errors)


def consented(
    form: Form, agreed: tuple[str, ...], texts: Mapping[str, str], *, language: str, source: str, until: str
) -> list[dict[str, str]]:
    """What was agreed to, in the words that were shown (`texts` by purpose); `until` of those still to be confirmed."""
    return [
        Consent(
            purpose=purpose,
            text=texts[purpose],
            language=language,
            state=State.ASKED if until else State.GIVEN,
            until=until,
            form=source,
            revision=form.revision,
        ).to_dict()
        for purpose in agreed
    ]


def _wrong(field: FormField, given: list[str]) -> tuple[str, int]:
    """What is wrong with the answer to one field, and the limit that it broke."""
    if not given:
        return ("answer_missing", 0) if field.required else ("", 0)
    known = {one.value for one in field.choices}
    if known and any(one not in known for one in given):
        return "choice_unknown", 0
    if any(len(one) > field.longest for one in given):
        return "answer_too_long", field.longest
    if field.kind is Kind.NUMBER and read_number(given[0]) is None:
        return "not_a_number", 0
    return "", 0


def _value(field: FormField, given: list[str]) -> Any:
    own = field.name.startswith("custom.")
    if field.kind is Kind.CHECKBOX:
        return bool(given)
    if not given:
        return field.value or None
    if field.kind is Kind.CHOICES or field.name == "tags":
        return ", ".join(given) if own else given
    if own and field.kind in (Kind.NUMBER, Kind.DATE):
        return {field.kind.value: given[0]}
    return given[0]


def _put(fields: dict[str, Any], name: str, value: Any) -> None:
    group, _, key = name.partition(".")
    if key:
        fields.setdefault(group, {})[key] = value
    else:
        fields[name] = value


def _others(form: Form, posted: Posted, fields: dict[str, Any]) -> None:
    """Answers to questions that the form does not know, as custom fields."""
    known = {one.name for one in form.fields} | {*CAMPAIGN, *PLACES}
    for name, given in posted.fields.items():
        key = field_key(name.removeprefix("custom."))
        own = name in known or name.startswith(("_", CONSENT)) or f"custom.{key}" in known
        text = ", ".join(one.strip() for one in given if one.strip())[:_LONGEST_OTHER]
        if key and text and not own and len(fields.get("custom", {})) < _MOST_OTHERS:
            fields.setdefault("custom", {}).setdefault(key, text)


def _unfit(fields: Mapping[str, Any]) -> tuple[FieldError, ...]:
    try:
        asked(fields)
    except Refused as refused:
        errors: Any = refused.facts.get("errors") or (FieldError("", refused.code),)
        return tuple(errors)
    return ()


def _own_name(form: Form, at: str) -> str:
    """The form's name of a field that core calls `emails[0]` or `custom.size`."""
    plain = at.partition("[")[0]
    names = {one.name for one in form.fields}
    return next((one for one in (at, plain, plain.removesuffix("s")) if one in names), "")
