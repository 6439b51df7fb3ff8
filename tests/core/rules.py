"""Random rules and the personas they are about: every field and operator, and text that breaks careless queries."""

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from hypothesis import strategies as st

from firstreply.core.lead import Persona, fold
from firstreply.core.qualify import FIELDS, OPERATORS, AllOf, AnyOf, Condition, Kind, Not, Rule
from firstreply.core.qualify.field import Takes, takes

TODAY = date(2026, 11, 22)
TEXTS = (
    "a", "A", "ab", "a%", "a_b", "a\\", "a'b", 'a"b', "%", "_", "\\", "{0}", "%s", "; --", "[x]", "null", "علی", "علي",
    "شركة", "شرکه", "۱۲", "12", "می‌خواهم", "é", "ß", "ss", "İ", "de", "DE", "true", "ـ", "x" * 190,
)  # fmt: skip
NUMBERS = tuple(
    Decimal(text)
    for text in ("0", "1", "-1", "12.5", "0.0001", "999999999999999.9999", "-999999999999999", "50")
)
DAYS = (date(1, 1, 1), date(1990, 2, 28), date(2026, 11, 1), TODAY, date(2026, 12, 1), date(9999, 12, 31))
EMAILS = ("jane@work.example", "ali@xn--bcher-kva.example", "x_%@gmail.com", "jane@sub.work.example")
PHONES = ("+4930123456", "+989123456789", "12 34")
KEYS = ("size", "پلن", "a'b%s{", "when")

text = st.sampled_from(TEXTS) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6)
numbers = st.sampled_from(NUMBERS) | st.decimals(-100, 100, places=2)
days = st.sampled_from(DAYS) | st.dates(date(2026, 1, 1), date(2026, 12, 31))
custom = st.one_of(st.none(), st.booleans(), text, numbers, days)


def personas() -> st.SearchStrategy[Persona]:
    """Personas as `from_dict` lets them in, much of them not known."""
    words = st.just("") | text
    given = st.fixed_dictionaries(
        {},
        optional={
            **{name: words for name, kind in FIELDS.items() if kind is Kind.TEXT},
            "language": st.sampled_from(["", "de", "fa"]),
            "country": st.sampled_from(["", "DE", "IR"]),
            "currency": st.sampled_from(["", "EUR"]),
            "budget": st.none() | numbers.map(abs),
            "deal_size": st.none() | numbers.map(abs),
            "tags": st.lists(text, max_size=3),
            "emails": st.lists(st.sampled_from(EMAILS), max_size=2),
            "phones": st.lists(st.sampled_from(PHONES), max_size=2),
            "birthday": st.none() | days,
            "custom": st.dictionaries(st.sampled_from(KEYS), custom, max_size=3),
        },
    )
    return given.map(Persona.from_dict)


def drawn(seed: int) -> Persona:
    """The persona of a number: like `personas()`, a hundred times as quick where a test needs many."""
    chance = Random(seed)
    given: dict[str, Any] = {
        **{name: chance.choice(TEXTS) for name, kind in FIELDS.items() if kind is Kind.TEXT},
        "language": chance.choice(["de", "fa"]),
        "country": chance.choice(["DE", "IR"]),
        "currency": "EUR",
        "budget": abs(chance.choice(NUMBERS)),
        "deal_size": abs(chance.choice(NUMBERS)),
        "tags": chance.choices(TEXTS, k=2),
        "emails": chance.choices(EMAILS, k=2),
        "phones": chance.choices(PHONES, k=1),
        "birthday": chance.choice(DAYS),
        "custom": {key: chance.choice((*TEXTS, *NUMBERS, *DAYS, True, False, None)) for key in KEYS},
    }
    return Persona.from_dict({name: value for name, value in given.items() if chance.random() < 0.7})


def _listed(field: str) -> st.SearchStrategy[str]:
    known = {"emails": EMAILS, "phones": PHONES, "domains": ("work.example", "@bücher.example", "gmail.com")}
    return st.sampled_from(known[field]) | text if field in known else text


def _values(field: str, wanted: Takes) -> st.SearchStrategy[Any]:
    words = _listed(field).filter(_says_something)
    return {
        Takes.NOTHING: st.none(),
        Takes.TEXT: words,
        Takes.TEXTS: st.lists(words, min_size=1, max_size=4).map(tuple),
        Takes.NUMBER: numbers,
        Takes.NUMBERS: st.tuples(numbers, numbers),
        Takes.DAY: days,
        Takes.DAYS: st.tuples(days, days),
        Takes.COUNT: st.sampled_from([0, 1, 21, 365, 100_000]),
    }[wanted]


def _says_something(text: str) -> bool:
    return bool(fold(text))


def _conditions() -> st.SearchStrategy[Condition]:
    known = [(field, op) for field, kind in FIELDS.items() for op in OPERATORS[kind]]
    own = [
        (f"custom.{key}", op)
        for key in KEYS
        for kind in Kind
        if kind is not Kind.LIST
        for op in OPERATORS[kind]
    ]
    return st.sampled_from(known + own).flatmap(
        lambda pair: _values(pair[0], takes(*pair)).map(
            lambda value: Condition(field=pair[0], op=pair[1], value=value)
        )
    )


def rules() -> st.SearchStrategy[Rule]:
    """Rules of up to four levels."""
    return st.recursive(
        _conditions(),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(tuple).map(AllOf),
            st.lists(inner, max_size=3).map(tuple).map(AnyOf),
            inner.map(Not),
        ),
        max_leaves=6,
    )
