"""Reading: the JSON of a definition made into a Form, or refused with everything that is wrong with it."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from json import dumps, loads
from typing import Any, Final

from firstreply.channels.form.definition import (
    LANGUAGES,
    NEWSLETTER,
    Choice,
    Consent,
    Download,
    Form,
    FormField,
    Kind,
    Plain,
    Texts,
    revision,
)
from firstreply.channels.form.strict import Wanting, repeated
from firstreply.core.lead.consent import LONGEST_PURPOSE, LONGEST_TEXT
from firstreply.core.lead.reading import LONGEST_LINE, LONGEST_NEED, FieldError, field_key
from firstreply.core.refusal import Refused

MOST_FIELDS: Final = 40
MOST_CHOICES: Final = 200
MOST_CONSENTS: Final = 10
MOST_HOSTS: Final = 50
MOST_BITS: Final = 20  #: of work: a telephone takes a few seconds for these
#: What a form can ask for, and the kinds that such a field may have besides `text` and `hidden`.
PERSONA: Final[Mapping[str, frozenset[Kind]]] = {
    "name": frozenset(),
    "company": frozenset(),
    "email": frozenset({Kind.EMAIL}),
    "phone": frozenset({Kind.PHONE}),
    "need": frozenset({Kind.LONGTEXT, Kind.CHOICE}),
    **dict.fromkeys(
        ("product", "segment", "authority", "timeframe", "region", "city", "country", "language", "currency"),
        frozenset({Kind.CHOICE}),
    ),
    "budget": frozenset({Kind.NUMBER, Kind.CHOICE}),
    "deal_size": frozenset({Kind.NUMBER}),
    "birthday": frozenset({Kind.DATE}),
    "tags": frozenset({Kind.CHOICES, Kind.CHOICE}),
    "customer_id": frozenset(),
    "source": frozenset(),
    "campaign": frozenset(),
}
_OWN: Final = re.compile(r"(custom|social)\.(.{1,60})", re.DOTALL)
_ASKED: Final = frozenset({Kind.CHOICE, Kind.CHOICES})
_LONG: Final = 4000  #: characters of a long text, unless it says otherwise


def read(given: object) -> Form:
    """The form. Raises Refused("form_invalid", errors=(FieldError, ...)): every entry that is wrong, by its path."""
    errors: list[FieldError] = []
    table = Wanting(given, "", errors)
    form = _form(table, errors, given if isinstance(given, Mapping) else {})
    table.done()
    if errors:
        raise Refused("form_invalid", errors=tuple(errors))
    return form


def known(given: object) -> Form:
    """The same, remembered: for definitions that are read again and again."""
    return _known(dumps(given, sort_keys=True))


@lru_cache(maxsize=256)
def _known(written: str) -> Form:
    return read(loads(written))


def _form(table: Wanting, errors: list[FieldError], given: Mapping[str, Any]) -> Form:
    languages = _languages(table)
    fields = tuple(_fields(table, errors))
    consents = (*_consents(table, errors), *_newsletter(table, errors))
    if repeated(one.purpose for one in consents):
        table.wrong("consents", "name_twice")
    double = table.switch("double_opt_in")
    if double and not any(one.name == "email" for one in fields):
        table.wrong("double_opt_in", "email_field_missing")
    return Form(
        title=table.texts("title", 200, required=True),
        intro=table.texts("intro", 4000),
        fields=fields,
        consents=consents,
        button=table.texts("button", 80),
        thanks=table.texts("thanks", 4000),
        redirect=table.address("redirect"),
        privacy=table.address("privacy"),
        languages=languages,
        hosts=table.hosts("hosts", MOST_HOSTS),
        others=table.switch("others"),
        double_opt_in=double,
        confirm_days=table.number("confirm_days", 7, 1, 90),
        sender=table.id("sender"),
        download=_download(table, errors),
        pow_bits=table.number("pow_bits", 14, 0, MOST_BITS),
        least_s=table.number("least_s", 2, 0, 60),
        wait_s=table.number("wait_s", 2, 0, 60),
        plain=table.one_of("plain", Plain, Plain.CONFIRM),
        revision=revision(given),
    )


def _languages(table: Wanting) -> tuple[str, ...]:
    found = []
    for at, one in table.items("languages", len(LANGUAGES)):
        if one in LANGUAGES:
            found.append(str(one))
        else:
            table.wrong(at, "language_unknown")
    return tuple(dict.fromkeys(found)) or LANGUAGES


def _fields(table: Wanting, errors: list[FieldError]) -> Iterable[FormField]:
    items = table.items("fields", MOST_FIELDS)
    if not items:
        table.wrong("fields", "field_missing")
    found = [_field(Wanting(one, table.path(at), errors)) for at, one in items]
    names = [one.name for one in found if one.name]
    for name in repeated(names):
        place = max(n for n, one in enumerate(found) if one.name == name)
        table.wrong(f"fields[{place}].name", "name_twice")
    if names and not any(one.kind is not Kind.HIDDEN for one in found):
        table.wrong("fields", "nothing_asked")
    return found


def _field(table: Wanting) -> FormField:
    name = table.text("name", 80, required=True)
    kind = table.one_of("type", Kind, Kind.TEXT)
    name = _named(table, name, kind)
    hidden = kind is Kind.HIDDEN
    choices = _choices(table)
    if kind in _ASKED and not choices:
        table.wrong("choices", "field_missing")
    if kind not in _ASKED and choices:
        table.wrong("choices", "choices_unasked")
    most = LONGEST_NEED if kind is Kind.LONGTEXT or name.startswith("custom.") else LONGEST_LINE
    usual = _LONG if kind is Kind.LONGTEXT else LONGEST_LINE
    field = FormField(
        name=name,
        kind=kind,
        label=table.texts("label", 300, required=not hidden),
        help=table.texts("help", 1000),
        required=table.switch("required") and not hidden,
        choices=choices,
        value=table.text("value", LONGEST_LINE),
        longest=table.number("longest", usual, 1, most),
    )
    table.done()
    return field


def _named(table: Wanting, name: str, kind: Kind) -> str:
    """The name, if there is such a field and it can be filled in so."""
    own = _OWN.fullmatch(name)
    if own and field_key(own[2]):
        fits = own[1] == "custom" or kind in (Kind.TEXT, Kind.HIDDEN)
        name = f"{own[1]}.{field_key(own[2])}"
    elif name in PERSONA:
        fits = kind in PERSONA[name] or kind in (Kind.TEXT, Kind.HIDDEN)
    else:
        if name:
            table.wrong("name", "persona_field_unknown")
        return ""
    if not fits:
        table.wrong("type", "type_unfit")
    return name


def _choices(table: Wanting) -> tuple[Choice, ...]:
    found = []
    for at, one in table.items("choices", MOST_CHOICES):
        if isinstance(one, str):
            one = {"value": one, "label": one}
        inner: list[FieldError] = []
        choice = Wanting(one, at, inner)
        value = choice.text("value", LONGEST_LINE, required=True)
        label: Texts = choice.texts("label", 300) or dict.fromkeys(LANGUAGES, value)
        choice.done()
        for error in inner:
            table.wrong(error.field, error.code, error.limit)
        found.append(Choice(value=value, label=label))
    if repeated(one.value for one in found):
        table.wrong("choices", "name_twice")
    return tuple(found)


def _consents(table: Wanting, errors: list[FieldError]) -> Iterable[Consent]:
    for at, one in table.items("consents", MOST_CONSENTS):
        consent = Wanting(one, table.path(at), errors)
        purpose = field_key(consent.text("purpose", LONGEST_PURPOSE, required=True))
        text = consent.texts("text", LONGEST_TEXT, required=True)
        yield Consent(purpose=purpose, text=text, required=consent.switch("required"))
        consent.done()


def _newsletter(table: Wanting, errors: list[FieldError]) -> Iterable[Consent]:
    given = table.take("newsletter", False)
    if given is True:
        yield Consent(purpose=NEWSLETTER, text={}, required=False)
    elif given is not False:
        inner = Wanting(given, table.path(NEWSLETTER), errors)
        yield Consent(purpose=NEWSLETTER, text=inner.texts("text", LONGEST_TEXT), required=False)
        inner.done()


def _download(table: Wanting, errors: list[FieldError]) -> Download | None:
    given = table.take("download")
    if given is None:
        return None
    inner = Wanting(given, table.path("download"), errors)
    file = inner.id("file")
    if file is None:
        inner.wrong("file", "field_missing")
    title, days = inner.texts("title", 200), inner.number("days", 7, 1, 90)
    inner.done()
    return None if file is None else Download(file=file, title=title, days=days)
