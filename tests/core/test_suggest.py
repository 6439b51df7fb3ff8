"""Mappings: paths into what others send, what it would become, and where fields may stand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.core.capture.mapping import mapped, value_at
from firstreply.core.capture.suggest import guess, preview, suggested
from firstreply.core.lead.reading import FieldError
from firstreply.core.refusal import Refused


def e164(text: str) -> str | None:
    return text if text.startswith("+") else None


def seen(example: Any, mapping: dict[str, str]) -> Any:
    return preview(example, mapping, e164, frozenset({"occurred_at"}))


META = {"id": "44", "field_data": [{"name": "full_name", "values": ["Olivia Marsh"]},
                                   {"name": "email", "values": ["olivia@mail.example"]},
                                   {"name": "wie_gross_ist_ihr_team?", "values": ["11-50"]}]}  # fmt: skip


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("a.b", 1),
        ("$.a.b", 1),
        ("list[1].x", 3),
        ("list[n=two].x", 3),
        ("a.b + list[0].x", "1 2"),
        ("a.none + list[0].x", "2"),
        ("=Fair 2026", "Fair 2026"),
        ("a.none", None),
        ("list[9].x", None),
        ("a.b.c", None),
    ],
)
def test_paths_lead_to_values(path: str, value: object) -> None:
    assert value_at({"a": {"b": 1}, "list": [{"n": "one", "x": 2}, {"n": "two", "x": 3}]}, path) == value


@pytest.mark.parametrize("path", ["", "a[", "a[x]", "[=", "$", 7, None, "a." * 300])
def test_paths_that_cannot_be_read_are_refused(path: Any) -> None:
    with pytest.raises(Refused) as refused:
        mapped({"a": 1}, {"name": path})
    assert refused.value.code == "mapping_unreadable"


@pytest.mark.parametrize(
    ("example", "mapping"),
    [
        (META, {"name": "field_data[name=full_name].values[0]", "emails": "field_data[name=email].values[0]"}),
        ({"contact": {"first_name": "Ada", "last_name": "King", "mobile": "+491701234567"}},
         {"phones": "contact.mobile", "name": "contact.first_name + contact.last_name"}),
        ({"contact": {"first": "Ada", "last": "King"}}, {"name": "contact.first + contact.last"}),
        ({"Vorname": "Ada", "Nachname": "King", "Nachricht": "Hallo"},
         {"need": "Nachricht", "name": "Vorname + Nachname"}),
        ({"الاسم": "سارة", "البريد الإلكتروني": "s@mail.example"},
         {"name": "الاسم", "emails": "البريد الإلكتروني"}),
        ({"نام و نام خانوادگی": "مریم", "شماره تماس": "۰۹۱۲۱۲۳۴۵۶۷"},
         {"name": "نام و نام خانوادگی", "phones": "شماره تماس"}),
        ({"data": {"q1": "ada@mail.example", "q2": "+49 30 901820"}}, {"emails": "data.q1", "phones": "data.q2"}),
        ({"product": {"name": "Chair"}, "customer": {"name": "Ada"}},
         {"product": "product.name", "name": "customer.name"}),
    ],
)  # fmt: skip
def test_fields_are_found_by_their_names_and_by_how_values_look(
    example: Any, mapping: dict[str, str]
) -> None:
    assert suggested(guess(example)) == mapping


def test_what_nobody_knows_becomes_a_field_of_ones_own() -> None:
    found = {one.path: (one.field, one.why) for one in guess(META)}
    assert found["field_data[name=wie_gross_ist_ihr_team?].values[0]"] == (
        "custom.wie_gross_ist_ihr_team?",
        "unknown",
    )
    assert found["id"] == ("custom.id", "unknown")


def test_a_preview_shows_the_person_the_errors_and_what_is_left() -> None:
    example = {"who": "Ada", "mail": "no address", "extra": {"size": "XL"}}
    shown = seen(example, {"name": "who", "email": "mail", "company": "firm"})
    assert (shown.fields, shown.persona, shown.missing) == (
        {"name": "Ada", "email": "no address"},
        None,
        ("company",),
    )
    assert shown.errors == (FieldError("email", "not_an_email"),)
    assert [(one.path, one.field) for one in shown.unmapped] == [("extra.size", "custom.size")]
    mended = seen(example, {"name": "who"})
    assert mended.persona is not None
    assert mended.persona.to_dict() == {"name": "Ada"}


def test_an_example_with_our_own_names_needs_no_mapping() -> None:
    shown = seen({"name": "Ada", "email": "ada@mail.example", "occurred_at": "2026-01-01"}, {})
    assert shown.persona is not None
    assert shown.persona.emails == ("ada@mail.example",)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(example=st.dictionaries(st.text(max_size=8), _JSON, max_size=5))
def test_every_path_that_is_suggested_leads_to_its_value(example: dict[str, Any]) -> None:
    for one in guess(example):
        if not one.path.startswith("=") and not one.path.startswith("$"):
            assert " ".join(str(value_at(example, one.path)).split())[:200] == one.value
