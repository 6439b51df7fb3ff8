"""A definition is read strictly, and everything that is wrong with it is told by path."""

from typing import Any

import pytest

from firstreply.channels.form.channel import CHANNEL, validate
from firstreply.channels.form.definition import Kind
from firstreply.channels.form.reading import known, read
from firstreply.core.refusal import Refused

FIELD = {"name": "email", "type": "email", "label": "E-mail"}
LEAST: dict[str, Any] = {"title": "Hello", "fields": [FIELD]}


def errors(given: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        read(given)
    assert refused.value.code == "form_invalid"
    found: Any = refused.value.facts["errors"]
    return [(one.field, one.code) for one in found]


def test_least_form_has_everything_else_by_itself() -> None:
    form = read(LEAST)
    assert (form.title["fa"], form.languages, form.pow_bits, form.tests_mail) == (
        "Hello",
        ("en", "ar", "fa"),
        14,
        False,
    )
    assert [(one.name, one.kind, one.required) for one in form.fields] == [("email", Kind.EMAIL, False)]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"title": ""}, ("title", "field_missing")),
        ({"title": {"de": "Hallo"}}, ("title.de", "language_unknown")),
        ({"title": 3}, ("title", "texts_wrong")),
        ({"title": "x" * 201}, ("title.en", "form_text_too_long")),
        ({"title": "a\u202eb"}, ("title.en", "text_unfit")),
        ({"colour": "red"}, ("colour", "entry_unknown")),
        ({"fields": []}, ("fields", "field_missing")),
        ({"fields": "name"}, ("fields", "not_a_list")),
        ({"fields": [3]}, ("fields[0]", "not_a_table")),
        ({"fields": [FIELD] * 41}, ("fields", "too_many")),
        ({"fields": [FIELD, FIELD]}, ("fields[1].name", "name_twice")),
        ({"fields": [{**FIELD, "name": "shoe size"}]}, ("fields[0].name", "persona_field_unknown")),
        ({"fields": [{**FIELD, "name": "custom. "}]}, ("fields[0].name", "persona_field_unknown")),
        ({"fields": [{**FIELD, "type": "date"}]}, ("fields[0].type", "type_unfit")),
        ({"fields": [{**FIELD, "type": "file"}]}, ("fields[0].type", "choice_unknown")),
        ({"fields": [{**FIELD, "type": "text", "choices": ["a"]}]}, ("fields[0].choices", "choices_unasked")),
        (
            {"fields": [{"name": "custom.a", "type": "choice", "label": "A"}]},
            ("fields[0].choices", "field_missing"),
        ),
        ({"fields": [{"name": "name", "type": "hidden"}]}, ("fields", "nothing_asked")),
        ({"fields": [{**FIELD, "longest": 0}]}, ("fields[0].longest", "number_too_small")),
        ({"fields": [{**FIELD, "required": 1}]}, ("fields[0].required", "not_a_switch")),
        ({"consents": [{"purpose": "x"}]}, ("consents[0].text", "field_missing")),
        (
            {"consents": [{"purpose": "newsletter", "text": "x"}], "newsletter": True},
            ("consents", "name_twice"),
        ),
        (
            {"fields": [{"name": "name", "label": "N"}], "double_opt_in": True},
            ("double_opt_in", "email_field_missing"),
        ),
        ({"redirect": "javascript:alert(1)"}, ("redirect", "not_an_address")),
        ({"redirect": "https://a.example/\nX: y"}, ("redirect", "not_an_address")),
        ({"hosts": ["a.example;x"]}, ("hosts[0]", "not_a_host")),
        ({"hosts": ["https://a.example"]}, ("hosts[0]", "not_a_host")),
        ({"pow_bits": 21}, ("pow_bits", "number_too_large")),
        ({"plain": "never"}, ("plain", "choice_unknown")),
        ({"sender": "x"}, ("sender", "not_an_own_id")),
        ({"download": {}}, ("download.file", "field_missing")),
        ({"newsletter": {"txt": ""}}, ("newsletter.txt", "entry_unknown")),
        ({"languages": ["en", "xx"]}, ("languages[1]", "language_unknown")),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(changes: dict[str, Any], wrong: tuple[str, str]) -> None:
    assert wrong in errors({**LEAST, **changes})


@pytest.mark.parametrize("given", [None, [], "form", 3])
def test_what_is_no_table_is_refused(given: Any) -> None:
    assert ("", "not_a_table") in errors(given)


def test_revision_names_the_wording() -> None:
    assert read(LEAST).revision == known(dict(reversed(LEAST.items()))).revision
    assert read(LEAST).revision != read({**LEAST, "title": "Hi"}).revision


def test_settings_of_a_source_are_refused_with_paths_below_form() -> None:
    validate({"redirect": "x"})
    assert CHANNEL.validate is not None
    with pytest.raises(Refused) as refused:
        CHANNEL.validate({"form": {**LEAST, "pow_bits": -1}})
    found: Any = refused.value.facts["errors"]
    assert [one.field for one in found] == ["form.pow_bits"]
