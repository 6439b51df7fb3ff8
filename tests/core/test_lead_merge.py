"""What a repeat inquiry changes."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.core.lead import Persona, folded, merged
from firstreply.core.lead.persona import FIELDS
from firstreply.core.lead.reading import MOST_ITEMS

WORDS = st.sampled_from(["", "a", "b", "ب"])
LISTS = st.lists(st.sampled_from(["x", "y", "z"]), unique=True).map(tuple)
PERSONAS = st.builds(
    Persona,
    name=WORDS,
    company=WORDS,
    need=WORDS,
    product=WORDS,
    currency=st.sampled_from(["", "EUR", "USD"]),
    budget=st.none() | st.integers(0, 3).map(Decimal),
    source=WORDS,
    emails=LISTS,
    tags=LISTS,
    birthday=st.none() | st.just(date(1990, 1, 2)),
    social=st.dictionaries(st.sampled_from(["telegram", "line"]), st.sampled_from(["h", "i"])),
    custom=st.dictionaries(st.sampled_from(["k", "l"]), st.none() | st.booleans()),
)
OLD = Persona(name="Jane", need="pumps", budget=Decimal(5), currency="EUR", tags=("a",), source="fair")


@pytest.mark.parametrize(
    ("new", "expected", "changed"),
    [
        (Persona(name="J.", source="web", tags=("a",)), OLD, ()),
        (Persona(company="Acme"), {"company": "Acme"}, ("company",)),
        (Persona(need="valves"), {"need": "valves"}, ("need",)),
        (Persona(tags=("b", "a")), {"tags": ("a", "b")}, ("tags",)),
        (Persona(budget=Decimal(7)), {"budget": Decimal(7), "currency": ""}, ("budget", "currency")),
        (Persona(budget=Decimal(5)), OLD, ()),
        (Persona(budget=Decimal(7), currency="EUR"), {"budget": Decimal(7)}, ("budget",)),
        (Persona(custom={"k": True}), {"custom": {"k": True}}, ("custom",)),
        (Persona(custom={"k": None}), OLD, ()),
    ],
)
def test_repeat_fills_gaps_and_renews_the_wish(
    new: Persona, expected: Persona | dict[str, object], changed: tuple[str, ...]
) -> None:
    wanted = expected if isinstance(expected, Persona) else Persona(**{**_values(OLD), **expected})
    assert merged(OLD, new) == (wanted, changed)


def _values(persona: Persona) -> dict[str, object]:
    return {name: getattr(persona, name) for name in FIELDS}


@given(PERSONAS, PERSONAS)
def test_hearing_the_same_again_changes_nothing(old: Persona, new: Persona) -> None:
    once, changed = merged(old, new)
    assert merged(once, new) == (once, ())
    assert changed == tuple(name for name in FIELDS if getattr(once, name) != getattr(old, name))


@given(PERSONAS, PERSONAS)
def test_nothing_known_is_lost(old: Persona, new: Persona) -> None:
    after, _ = merged(old, new)
    repriced = new.budget is not None and new.budget != old.budget
    lost = [
        name
        for name in FIELDS
        if getattr(old, name)
        and getattr(after, name) in (None, "", (), {})
        and not (name == "currency" and repriced)
    ]
    assert lost == []
    assert set(after.emails) == set(old.emails) | set(new.emails)


def test_someone_who_writes_from_ever_new_addresses_can_still_be_read() -> None:
    def given(start: int) -> dict[str, Any]:
        numbers = range(start, start + MOST_ITEMS)
        return {
            "emails": [f"a{n}@x.example" for n in numbers],
            "social": {f"n{n}": "x" for n in numbers},
            "custom": {f"k{n}": True for n in numbers},
        }

    old, new = Persona.from_dict(given(0)), Persona.from_dict(given(30))
    assert merged(old, new) == (old, ())
    grown, changed = merged(Persona(emails=("a0@x.example",)), new)
    assert (grown.emails[:2], len(grown.emails), changed) == (
        ("a0@x.example", "a30@x.example"),
        MOST_ITEMS,
        ("emails", "social", "custom"),
    )
    assert Persona.from_dict(grown.to_dict()) == grown


@given(PERSONAS)
def test_hearing_nothing_changes_nothing(old: Persona) -> None:
    assert merged(old, Persona()) == (old, ())


def test_folded_document_holds_what_is_compared() -> None:
    persona = Persona(
        name="Jane DOE",
        company="ـ",
        emails=("jane@work.example", "jane@gmail.com"),
        tags=("VIP", "vip"),
        country="DE",
        birthday=date(1990, 1, 2),
        custom={
            "size": Decimal("12.50"),
            "plan": "Gold",
            "paid": False,
            "since": date(2026, 1, 31),
            "no": None,
        },
    )
    assert folded(persona) == {
        "name": "jane doe",
        "country": "de",
        "tags": ["vip"],
        "emails": ["jane@gmail.com", "jane@work.example"],
        "domains": ["work.example"],
        "has_email": True,
        "has_phone": False,
        "birthday": "1990-01-02",
        "custom": {
            "size": {"number": "12.50"},
            "plan": {"text": "gold"},
            "paid": {"flag": False},
            "since": {"date": "2026-01-31"},
        },
    }
