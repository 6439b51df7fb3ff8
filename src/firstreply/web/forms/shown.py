"""Shown: a form as its page shows it: fields with what was typed, and what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from firstreply.channels.form.body import Posted
from firstreply.channels.form.definition import NEWSLETTER, Consent, Form, FormField, Kind
from firstreply.channels.form.submission import CONSENT
from firstreply.core.lead.reading import FieldError
from firstreply.insights.form import NEWS, SEND, TRAP
from firstreply.insights.words import NAMES, Words

_TYPES: Final = {Kind.EMAIL: "email", Kind.PHONE: "tel", Kind.DATE: "date"}
_MODES: Final = {Kind.NUMBER: "decimal"}
_LATIN: Final = frozenset({Kind.EMAIL, Kind.PHONE, Kind.NUMBER, Kind.DATE})
_FILLED: Final = {
    "name": "name", "email": "email", "phone": "tel", "company": "organization", "country": "country-name",
    "city": "address-level2", "region": "address-level1", "birthday": "bday",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One field or consent."""

    id: str
    name: str
    kind: str
    label: str
    help: str
    required: bool
    values: tuple[str, ...]
    error: str
    first: bool  #: the first one that is wrong: it has the focus
    choices: tuple[tuple[str, str], ...] = ()
    type: str = "text"
    dir: str = "auto"
    inputmode: str = ""
    autocomplete: str = ""

    @property
    def value(self) -> str:
        """What was typed."""
        return next(iter(self.values), "")

    @property
    def described(self) -> str:
        """Ids of what stands below it."""
        below = ((self.help, "h"), (self.error, "e"))
        return " ".join(f"{self.id}-{letter}" for text, letter in below if text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A form as it is handed out: where it is sent, and what comes back with it."""

    action: str
    ticket: str
    own: str
    trap: str
    tongues: Sequence[tuple[str, str]]  #: language and address


def told(
    form: Form,
    spoken: Words,
    handed: Handed,
    typed: Posted,
    errors: Mapping[str, FieldError],
    problem: str = "",
) -> dict[str, Any]:
    """What the page of a form needs."""
    fields = [_field(form, one, n, spoken, typed, errors) for n, one in enumerate(form.fields)]
    consents = [_consent(form, one, n, spoken, typed, errors) for n, one in enumerate(form.consents)]
    first = next((one.id for one in (*fields, *consents) if one.error), "")
    fields, consents = _focused(fields, first), _focused(consents, first)
    return {
        "title": form.says(form.title, spoken.lang),
        "intro": form.says(form.intro, spoken.lang),
        "button": form.says(form.button, spoken.lang) or spoken.say(SEND),
        "fields": fields,
        "consents": consents,
        "wrong": [one for one in (*fields, *consents) if one.error],
        "problem": problem or ("" if "" not in errors else sentence(spoken, errors[""])),
        "required": any(one.required for one in (*fields, *consents)),
        "privacy": form.privacy,
        "tongues": [(code, NAMES[code], address) for code, address in handed.tongues],
        "bits": form.pow_bits,
        "action": handed.action,
        "ticket": handed.ticket,
        "own": handed.own,
        "trap": handed.trap,
        "trap_label": spoken.say(TRAP),
    }


def words_of(form: Form, consent: Consent, spoken: Words) -> str:
    """The text of a consent, exactly as it is shown."""
    text = form.says(consent.text, spoken.lang)
    return text or (spoken.say(NEWS) if consent.purpose == NEWSLETTER else consent.purpose)


def sentence(spoken: Words, error: FieldError) -> str:
    """What is wrong, in words."""
    return spoken.for_refusal(error.code, {"limit": error.limit})


def _focused(some: Sequence[Shown], first: str) -> list[Shown]:
    return [replace(one, first=one.id == first) for one in some]


def _field(
    form: Form, field: FormField, n: int, spoken: Words, typed: Posted, errors: Mapping[str, FieldError]
) -> Shown:
    lang = spoken.lang
    given = typed.fields.get(field.name, ())
    return Shown(
        id=f"f{n}",
        name=field.name,
        kind=field.kind.value,
        label=form.says(field.label, lang) or field.name,
        help=form.says(field.help, lang),
        required=field.required,
        values=(given or (field.value,)) if field.kind is Kind.HIDDEN else given,
        error=sentence(spoken, errors[field.name]) if field.name in errors else "",
        first=False,
        choices=tuple((one.value, form.says(one.label, lang) or one.value) for one in field.choices),
        type=_TYPES.get(field.kind, "text"),
        dir="ltr" if field.kind in _LATIN else "auto",
        inputmode=_MODES.get(field.kind, ""),
        autocomplete=_FILLED.get(field.name, ""),
    )


def _consent(
    form: Form, consent: Consent, n: int, spoken: Words, typed: Posted, errors: Mapping[str, FieldError]
) -> Shown:
    name = CONSENT + consent.purpose
    return Shown(
        id=f"c{n}",
        name=name,
        kind=Kind.CHECKBOX.value,
        label=words_of(form, consent, spoken),
        help="",
        required=consent.required,
        values=typed.fields.get(name, ()),
        error=sentence(spoken, errors[name]) if name in errors else "",
        first=False,
    )
