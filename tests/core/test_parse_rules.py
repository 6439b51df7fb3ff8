"""Rules for portal notifications: marked once in an example, found in every other one."""

import re
import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.core.capture.learn_rule import Mark, learn
from firstreply.core.capture.parse_rules import Rule, fields_of, found, rule_of, rules_of
from firstreply.core.lead import Persona
from firstreply.core.refusal import Refused

ENGLISH = """You have a new lead for Unit 4B, Harbour Street!

Buyer details
Name: Olivia Marsh
Email: olivia.marsh@mail.example
Phone: +44 20 7946 0011

Message:
Is the flat still free in May?
We would come on a Saturday.

Your agent
Name: Bob Agent
Phone: +44 20 7946 9999
"""
ENGLISH_NEXT = """You have a new lead for Penthouse, Mill Lane!

Buyer details
Name:\u00a0 Jonas  Berg
Email: jonas@mail.example
Phone: 020 7946 0022

Message:
Price please.

Your agent
Name: Eve Agent
Phone: +44 20 7946 8888
"""
GERMAN = """Guten Tag Frau Vogt,

Herr Tim Sander (tim.sander@post.example, Tel. 030 901820) möchte Ihr Objekt 4711 besichtigen.
Seine Nachricht
Wann passt es Ihnen?
-- \nIhr Marktplatz
"""
GERMAN_NEXT = """Guten Tag Frau Vogt,

Herr Ali Öz (ali@post.example, Tel. 0171 5550001) möchte Ihr Objekt 99 besichtigen.
Seine Nachricht
Hallo,

ist es noch frei?
-- \nIhr Marktplatz
"""
ARABIC = """طلب جديد من الموقع
الاسم: سارة منصور
رقم الجوال: ٠٥٠١٢٣٤٥٦٧
البريد الإلكتروني: sara@mail.example
الرسالة: أريد عرض سعر لمئتي كرسي
"""
ARABIC_NEXT = """طلب جديد من الموقع
\u200fالاسم :\u200f  خالد عمر
رقم الجوال: 0509876543
البريد الالكتروني: khalid@mail.example
الرسالة: متى التسليم؟
في الرياض من فضلك
"""
PERSIAN = """درخواست تازه

نام و نام خانوادگی\tمریم کریمی
شماره تماس\t۰۹۱۲۱۲۳۴۵۶۷
محصول\tصندلی اداری
بودجه (تومان)\t۲۵٬۰۰۰٬۰۰۰
"""
PERSIAN_NEXT = """درخواست تازه

نام و نام خانوادگي\tعلي رضايي
شماره تماس\t٠٩١٢٧٦٥٤٣٢١
محصول\tمیز
بودجه (تومان)\t3000000
"""


def marks(text: str, **values: str) -> list[Mark]:
    """Marks over values, each where it stands first; `custom__x` is `custom.x`."""
    found_marks = []
    for field, value in values.items():
        start = text.index(value)
        found_marks.append(Mark(start, start + len(value), field.replace("__", ".")))
    return found_marks


def taught(text: str, **values: str) -> Rule:
    return learn(text, marks(text, **values), name="portal", sender="portal.example", subject="new lead")


def told(rule: Rule, text: str) -> dict[str, Any]:
    return fields_of(found(rule, text))


def test_english_sections_with_the_same_labels() -> None:
    need = "Is the flat still free in May?\nWe would come on a Saturday."
    rule = taught(ENGLISH, product="Unit 4B, Harbour Street", name="Olivia Marsh", email="olivia.marsh@mail.example",
                  phone="+44 20 7946 0011", need=need, custom__agent="Bob Agent")  # fmt: skip
    assert told(rule, ENGLISH) == {
        "product": "Unit 4B, Harbour Street", "name": "Olivia Marsh", "emails": ["olivia.marsh@mail.example"],
        "phones": ["+44 20 7946 0011"], "need": need, "custom": {"agent": "Bob Agent"},
    }  # fmt: skip
    assert told(rule, ENGLISH_NEXT) == {
        "product": "Penthouse, Mill Lane", "name": "Jonas  Berg", "emails": ["jonas@mail.example"],
        "phones": ["020 7946 0022"], "need": "Price please.", "custom": {"agent": "Eve Agent"},
    }  # fmt: skip


def test_german_values_inside_a_sentence() -> None:
    rule = taught(GERMAN, name="Tim Sander", email="tim.sander@post.example", phone="030 901820", product="4711",
                  need="Wann passt es Ihnen?")  # fmt: skip
    assert told(rule, GERMAN_NEXT) == {
        "name": "Ali Öz", "emails": ["ali@post.example"], "phones": ["0171 5550001"], "product": "99",
        "need": "Hallo,\n\nist es noch frei?",
    }  # fmt: skip


def test_arabic_letters_marks_and_digits_of_every_spelling() -> None:
    rule = taught(
        ARABIC,
        name="سارة منصور",
        phone="٠٥٠١٢٣٤٥٦٧",
        email="sara@mail.example",
        need="أريد عرض سعر لمئتي كرسي",
    )
    assert told(rule, ARABIC_NEXT.replace("الاسم :", "الاسم:").replace("الالكتروني", "الإلكتروني")) == {
        "name": "خالد عمر", "phones": ["0509876543"], "emails": ["khalid@mail.example"],
        "need": "متى التسليم؟\nفي الرياض من فضلك",
    }  # fmt: skip
    assert "emails" in told(rule, ARABIC_NEXT)  # Alef with or without hamza is the same letter


def test_persian_table_cells() -> None:
    rule = taught(PERSIAN, name="مریم کریمی", phone="۰۹۱۲۱۲۳۴۵۶۷", product="صندلی اداری", budget="۲۵٬۰۰۰٬۰۰۰")
    read = told(rule, PERSIAN_NEXT)
    assert read == {"name": "علي رضايي", "phones": ["٠٩١٢٧٦٥٤٣٢١"], "product": "میز", "budget": "3000000"}
    persona = Persona.from_dict(told(rule, PERSIAN))
    assert (persona.name, persona.phones, persona.budget) == (
        "مریم کریمی",
        ("09121234567",),
        Decimal(25_000_000),
    )


def test_values_below_their_labels() -> None:
    first = "Full name\nOlivia Marsh\nE-mail\nMail: <olivia@mail.example>\nRemarks\nnone\n"
    rule = taught(first, name="Olivia Marsh", email="<olivia@mail.example>")
    other = "Intro\n\nFull  name\n\nJonas Berg\nE-mail\nMail: <mailto:jonas@mail.example>\n"
    assert told(rule, other) == {"name": "Jonas Berg", "emails": ["jonas@mail.example"]}


def test_a_label_without_a_value_says_nothing_about_the_next() -> None:
    rule = taught("Name: Olivia\nPhone: 1234567\nCity: York\n", name="Olivia", phone="1234567", city="York")
    assert told(rule, "Name: Jonas\nPhone:\nCity: Hull\n") == {"name": "Jonas", "city": "Hull"}
    assert told(rule, "Names: none\nHometown City: Hull\n") == {}


def test_mails_are_told_by_sender_and_subject() -> None:
    rule = taught(ENGLISH, name="Olivia Marsh")
    cases = [
        ("no-reply@portal.example", "New Lead: Unit 4B"),
        ("x@mail.portal.example", "A NEW LEAD"),
        ("x@notportal.example", "new lead"),
        ("x@portal.example.evil.example", "new lead"),
        ("x@portal.example", "Invoice"),
    ]
    assert [rule.fits(sender, subject) for sender, subject in cases] == [True, True, False, False, False]


@pytest.mark.parametrize(
    ("text", "given_marks", "code", "facts"),
    [
        ("Name: Olivia", [], "mail_rule_wrong", {"field": "marks"}),
        ("Name: Olivia", [Mark(6, 99, "name")], "mark_wrong", {"mark": 0}),
        ("Name: Olivia", [Mark(5, 6, "name")], "mark_wrong", {"mark": 0}),
        ("Name: Olivia", [Mark(6, 12, "shoe")], "mark_wrong", {"mark": 0}),
        ("Name: Olivia", [Mark(6, 12, "name"), Mark(8, 12, "city")], "mark_wrong", {"mark": 0}),
        ("Olivia wrote", [Mark(0, 6, "name")], "mark_without_anchor", {"mark": 0, "field": "name"}),
        ("Name: Olivia Marsh", [Mark(6, 12, "name"), Mark(13, 18, "custom.last")], "mark_without_anchor",
         {"mark": 0, "field": "name"}),
    ],
)  # fmt: skip
def test_marks_that_teach_nothing_are_refused(
    text: str, given_marks: list[Mark], code: str, facts: Any
) -> None:
    with pytest.raises(Refused) as refused:
        learn(text, given_marks, name="x", sender="portal.example")
    assert (refused.value.code, refused.value.facts) == (code, facts)


def test_a_rule_is_the_same_after_it_was_kept() -> None:
    rule = taught(ENGLISH, name="Olivia Marsh", custom__agent="Bob Agent")
    assert rule_of(rule.to_dict()) == rule


FIELD: dict[str, Any] = {"field": "name", "before": ["\nName:"], "after": "", "span": "line", "every": False}
RULE: dict[str, Any] = {"name": "p", "sender": "portal.example", "subject": "", "fields": [FIELD]}


@pytest.mark.parametrize(
    ("given_rule", "field"),
    [
        (7, ""),
        (RULE | {"name": ""}, "name"),
        (RULE | {"sender": "not a domain"}, "sender"),
        (RULE | {"fields": []}, "fields"),
        (RULE | {"fields": [FIELD | {"field": "emails"}]}, "fields[0].field"),
        (RULE | {"fields": [FIELD | {"before": []}]}, "fields[0].before"),
        (RULE | {"fields": [FIELD | {"before": [" \n"]}]}, "fields[0].before"),
        (RULE | {"fields": [FIELD | {"after": 7}]}, "fields[0].after"),
        (RULE | {"fields": [FIELD | {"span": "page"}]}, "fields[0].span"),
        (RULE | {"fields": [FIELD | {"every": 1}]}, "fields[0].every"),
    ],
)
def test_rules_that_cannot_be_read_are_refused_with_the_place(given_rule: Any, field: str) -> None:
    with pytest.raises(Refused) as refused:
        rules_of([given_rule])
    assert refused.value.facts == {"field": f"rules[0].{field}"}


def test_a_field_can_be_read_wherever_it_stands() -> None:
    rule = rule_of(RULE | {"fields": [FIELD | {"field": "tag", "before": ["\n- "], "every": True}]})
    assert told(rule, "Wants:\n- chairs\n- tables\n-\n- lamps") == {"tags": ["chairs", "tables", "lamps"]}
    assert len(told(rule, "\n- x" * 500)["tags"]) == 20


def test_hostile_texts_are_read_in_no_time() -> None:
    rule = rule_of(
        RULE | {"fields": [FIELD | {"before": ["\n" + "a" * 199, "b" * 200], "after": "a" * 199 + "c"}]}
    )
    begun = time.process_time()
    for text in (
        "a" * 1_000_000,
        "\n" + "ab" * 500_000,
        "\n" * 1_000_000,
        ("\n" + "a" * 199) * 5_000,
        " \t" * 500_000,
    ):
        found(rule, text)
    assert time.process_time() - begun < 5


LETTERS = st.text(alphabet="ab 1٢۳:\n\t\u00a0\u200f\u200cيىکك(@.-", max_size=60)


@given(
    text=LETTERS, spans=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=3)
)
def test_what_was_learned_finds_what_was_marked(text: str, spans: list[tuple[int, int]]) -> None:
    given_marks = [Mark(start, end, "name") for start, end in spans]
    try:
        rule = learn(text, given_marks, name="x", sender="portal.example")
    except Refused:
        return
    assert rule_of(rule.to_dict()) == rule
    wanted = [re.sub("[\u200f]", "", text[one.start : one.end]).strip() for one in given_marks]
    assert [one.value.strip("\u200c") for one in found(rule, text)] == [
        one.strip("\u200c \n\t\u00a0") for one in wanted
    ]
