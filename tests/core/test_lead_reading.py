"""What strangers send, as a persona or as a list of what is wrong."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.core.lead import FieldError, Persona
from firstreply.core.lead.number import CEILING, read_number
from firstreply.core.lead.persona import FIELDS
from firstreply.core.refusal import Refused

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)
NAMES = st.sampled_from((*FIELDS, "email", "phone", "tag", "anything"))


def wrong(given: Any) -> list[FieldError]:
    with pytest.raises(Refused) as refused:
        Persona.from_dict(given)
    assert refused.value.code == "lead_fields_invalid"
    return list(refused.value.facts["errors"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1500", "1500"),
        ("1,500", "1500"),
        ("1.500", "1.5"),
        ("1,5", "1.5"),
        ("1.500,50", "1500.5"),
        ("1,500.50", "1500.5"),
        ("1.500.000", "1500000"),
        ("۱٬۵۰۰٫۵", "1500.5"),
        ("١٬٥٠٠", "1500"),
        ("۱٫۵", "1.5"),
        ("0,125", "0.125"),
        ("1 500 000", "1500000"),
        ("1'500", "1500"),
        ("€ 2.500,00", "2500"),
        ("USD 10,000", "10000"),
        ("10000 EUR", "10000"),
        ("-12", "-12"),
        ("−12", "-12"),
        (".5", "0.5"),
        ("-0", "0"),
        (12, "12"),
        (0.1, "0.1"),
        (Decimal("1E+3"), "1000"),
        ("0.00005", "0"),
    ],
)
def test_numbers_are_read_as_people_write_them(written: object, meant: str) -> None:
    number = read_number(written)
    assert number is not None
    assert str(number) == meant or format(number, "f") == meant


@pytest.mark.parametrize(
    "written",
    [
        *("", "ten", "1,2,3", "1.2.3", "12,34,567", "1e5", "١۲x", "--1", "0x10", "1_000", "½"),
        *("9" * 61, "1" * 16, 10**15, "999999999999999.99999", Decimal("NaN"), float("inf"), float("nan")),
        *(True, None, []),
    ],
)  # fmt: skip
def test_what_is_no_number_is_not_guessed(written: object) -> None:
    assert read_number(written) is None


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(CEILING - 1), max_value=CEILING - 1
    )
)
def test_numbers_survive_being_written(number: Decimal) -> None:
    read = read_number(number)
    assert read is not None
    assert read == number
    assert read_number(format(read, "f")) == read


def test_form_becomes_a_persona() -> None:
    persona = Persona.from_dict(
        {
            "name": " \u202eJane\u202c  Doe\x00 ",
            "email": "Jane@Example.com",
            "emails": ["jane@example.com", "j@work.example"],
            "phone": " ۰۲۱ ۱۲۳۴ ",
            "need": "a\r\nb\x07",
            "budget": "۱٬۵۰۰٫۵۰",
            "currency": "eur",
            "country": "uk",
            "language": "fa-IR",
            "birthday": "۱۹۹۰/۰۱/۰۲",
            "tags": "vip",
            "Company Size": 12,
            "custom": {
                "paid": False,
                "since": {"date": "2026-01-31"},
                "zip": "01234",
                "empty": "",
                "none": None,
            },
            "social": {"Telegram": "@jane"},
        },
        e164=lambda text: "+98211234" if text == "۰۲۱ ۱۲۳۴" else None,
    )
    assert persona == Persona(
        name="Jane Doe",
        emails=("jane@example.com", "j@work.example"),
        phones=("+98211234",),
        need="a\nb",
        budget=Decimal("1500.5"),
        currency="EUR",
        country="GB",
        language="fa",
        birthday=date(1990, 1, 2),
        tags=("vip",),
        social={"telegram": "@jane"},
        custom={"company_size": Decimal(12), "paid": False, "since": date(2026, 1, 31), "zip": "01234"},
    )


def test_budget_of_nothing_is_known() -> None:
    assert Persona.from_dict({"budget": 0}).budget == 0
    assert Persona.from_dict({"budget": " "}).budget is None


def test_number_nobody_can_dial_is_kept() -> None:
    assert Persona.from_dict({"phone": "ext ۱۲"}, e164=lambda _: None).phones == ("ext 12",)


def test_joiner_that_persian_spelling_needs_stays_in_the_name() -> None:
    assert Persona.from_dict({"name": "علی‌رضا"}).name == "علی‌رضا"


def test_long_text_is_cut() -> None:
    persona = Persona.from_dict({"name": "x" * 500, "need": "y" * 30_000})
    assert (len(persona.name), len(persona.need)) == (200, 20_000)


def test_every_wrong_field_is_named() -> None:
    assert wrong(
        {
            "name": ["x"],
            "emails": ["fine@example.com", "nobody", 3],
            "budget": "much",
            "deal_size": -1,
            "currency": "euro",
            "country": "Deutschland",
            "language": "german",
            "birthday": "1990-13-01",
            "tags": ["x"] * 51,
            "social": "me",
            "custom": {"size": {"number": "big"}, "list": [1]},
            "loose": {"a": 1, "b": 2},
        }
    ) == [
        FieldError("name", "not_text"),
        FieldError("budget", "not_a_number"),
        FieldError("deal_size", "number_negative"),
        FieldError("currency", "not_a_currency"),
        FieldError("language", "not_a_language"),
        FieldError("country", "not_a_country"),
        FieldError("birthday", "not_a_date"),
        FieldError("emails[1]", "not_an_email"),
        FieldError("emails[2]", "not_an_email"),
        FieldError("tags", "too_many", 50),
        FieldError("social", "not_a_table"),
        FieldError("custom.loose", "not_a_value"),
        FieldError("custom.size", "not_a_number"),
        FieldError("custom.list", "not_a_value"),
    ]


def test_what_is_no_table_is_refused() -> None:
    assert wrong(["name"]) == [FieldError("", "not_a_table")]


@given(st.dictionaries(NAMES | st.text(max_size=10), JSON, max_size=8))
def test_any_input_is_read_or_refused_and_reading_again_changes_nothing(given: dict[str, Any]) -> None:
    refusals = []
    try:
        persona = Persona.from_dict(given)
    except Refused as refused:
        refusals = [(refused.code, bool(refused.facts["errors"]))]
        persona = Persona()
    assert refusals in ([], [("lead_fields_invalid", True)])
    told = json.loads(json.dumps(persona.to_dict()))
    assert Persona.from_dict(told) == persona
