"""Rules about leads: what they mean, how they are written, and what decided."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.core.lead import Persona, folded
from firstreply.core.qualify import (
    OPERATORS,
    AllOf,
    AnyOf,
    Condition,
    Kind,
    Not,
    Rule,
    Sheet,
    because,
    from_dict,
    holds,
    sheet,
    to_dict,
)
from firstreply.core.qualify.holds import _COMPARE
from firstreply.core.refusal import Refused
from tests.core.rules import TODAY, personas, rules

JANE = Persona(
    name="Jane Doe",
    company="شركة النور",
    emails=("jane@work.example", "jane@gmail.com"),
    phones=("+4930123456",),
    need="Pumps for 100% water",
    budget=Decimal("1500.5"),
    tags=("VIP", "Messe"),
    country="DE",
    birthday=date(1990, 1, 2),
    custom={"size": Decimal(12), "plan": "Gold", "paid": False, "since": date(2026, 11, 1)},
)


def asked(field: str, op: str, value: Any = None) -> Condition:
    return Condition(field=field, op=op, value=value)


@pytest.mark.parametrize(
    ("field", "op", "value", "held"),
    [
        ("name", "is", "JANE doe", True),
        ("name", "is_not", "jane doe", False),
        ("company", "is", "شرکه النور", True),
        ("company", "starts_with", "شرکة", True),
        ("need", "contains", "100% W", True),
        ("need", "contains", "100_", False),
        ("country", "in", ["at", "de"], True),
        ("city", "is", "berlin", False),
        ("city", "is_not", "berlin", False),
        ("city", "is_empty", None, True),
        ("city", "is_known", None, False),
        ("budget", "=", "۱۵۰۰٫۵", True),
        ("budget", ">", 1500, True),
        ("budget", "between", [1500.5, 1600], True),
        ("budget", "between", [1600, 1500], False),
        ("deal_size", "<", 5, False),
        ("deal_size", "is_empty", None, True),
        ("tags", "has", "vip", True),
        ("tags", "has_any", ["x", "messe"], True),
        ("tags", "has_all", ["vip", "x"], False),
        ("emails", "has", " Jane@Work.example ", True),
        ("phones", "has", "+49 (30) 123456", True),
        ("domains", "has", "@work.example", True),
        ("domains", "has", "gmail.com", False),
        ("has_email", "is_true", None, True),
        ("has_phone", "is_false", None, False),
        ("birthday", "before", "1990-01-03", True),
        ("birthday", "within", ["1990-01-02", "1990-01-02"], True),
        ("custom.size", ">=", 12, True),
        ("custom.size", "is", "12", False),
        ("custom.plan", "starts_with", "gol", True),
        ("custom.paid", "is_false", None, True),
        ("custom.paid", "is_known", None, True),
        ("custom.other", "is_false", None, False),
        ("custom.since", "older_than", 20, True),
        ("custom.since", "older_than", 21, False),
        ("custom.since", "newer_than", 22, True),
        ("custom.since", "newer_than", 21, False),
        ("points", ">=", 40, True),
        ("created", "on", "2026-11-22", True),
    ],
)
def test_condition_means_what_it_says(field: str, op: str, value: Any, held: bool) -> None:
    lead = sheet(JANE, points=40, created=1_795_305_600, today=TODAY)
    assert holds(asked(field, op, value), lead) is held


def test_every_operator_has_a_meaning() -> None:
    assert {op for known in OPERATORS.values() for op in known} == set(_COMPARE)


@given(rules(), personas())
def test_not_is_exactly_the_opposite(rule: Rule, persona: Persona) -> None:
    assert holds(Not(rule), persona) is not holds(rule, persona)


@given(st.lists(rules(), max_size=3), personas())
def test_groups_mean_all_and_any_of_their_parts(parts: list[Rule], persona: Persona) -> None:
    each = [holds(part, persona) for part in parts]
    assert holds(AllOf(tuple(parts)), persona) is all(each)
    assert holds(AnyOf(tuple(parts)), persona) is any(each)


@given(rules())
def test_rule_survives_being_written(rule: Rule) -> None:
    written = json.loads(json.dumps(to_dict(rule)))
    assert from_dict(written) == rule
    assert to_dict(from_dict(written)) == written


def flipped(rule: Rule, decided: dict[int, bool], coins: Iterator[bool]) -> bool:
    """The rule's value when the conditions that decided stay and all others fall by chance."""
    if isinstance(rule, Condition):
        return decided[id(rule)] if id(rule) in decided else next(coins)
    if isinstance(rule, Not):
        return not flipped(rule.part, decided, coins)
    each = [flipped(part, decided, coins) for part in rule.parts]
    return all(each) if isinstance(rule, AllOf) else any(each)


def fresh(rule: Rule) -> Rule:
    """A copy in which no condition is the same object twice."""
    if isinstance(rule, Condition):
        return replace(rule)
    if isinstance(rule, Not):
        return Not(fresh(rule.part))
    return type(rule)(tuple(fresh(part) for part in rule.parts))


@given(rules(), personas(), st.randoms(use_true_random=False))
def test_conditions_given_as_reason_decide_alone(rule: Rule, persona: Persona, chance: Any) -> None:
    rule = fresh(rule)
    decided = {id(reason.condition): reason.held for reason in because(rule, persona)}
    coins = iter(lambda: chance.random() < 0.5, None)
    assert flipped(rule, decided, coins) is holds(rule, persona)


def test_reasons_say_what_was_found() -> None:
    rule = AllOf(
        (asked("country", "is", "DE"), AnyOf((asked("budget", ">", 2000), asked("tags", "has", "vip"))))
    )
    assert [reason.to_dict() for reason in because(rule, JANE)] == [
        {"field": "country", "op": "is", "value": "DE", "found": "de", "held": True},
        {"field": "tags", "op": "has", "value": "vip", "found": ["messe", "vip"], "held": True},
    ]
    assert [reason.to_dict() for reason in because(Not(rule), Persona(country="DE"))] == [
        {"field": "budget", "op": ">", "value": "2000", "found": None, "held": False},
        {"field": "tags", "op": "has", "value": "vip", "found": None, "held": False},
    ]


def nested(levels: int) -> dict[str, Any]:
    return {"not": nested(levels - 1)} if levels else {"field": "city", "op": "is_known"}


CITY = {"field": "city", "op": "is", "value": "Berlin"}


@pytest.mark.parametrize(
    ("rule", "code", "path"),
    [
        ({"all": [CITY, {"not": {**CITY, "field": "town"}}]}, "rule_unknown_field", "rule.all[1].not"),
        ({**CITY, "field": "custom."}, "rule_unknown_field", "rule"),
        ({**CITY, "field": "custom.other"}, "rule_unknown_field", "rule"),
        ({**CITY, "field": "alike"}, "rule_unknown_field", "rule"),
        ({**CITY, "op": ">"}, "rule_unknown_operator", "rule"),
        ({**CITY, "field": "country", "op": "contains"}, "rule_unknown_operator", "rule"),
        ({"field": "custom.size", "op": "is", "value": "12"}, "rule_unknown_operator", "rule"),
        ({**CITY, "value": 3}, "rule_wrong_type", "rule"),
        ({**CITY, "value": " ـ "}, "rule_wrong_type", "rule"),
        ({**CITY, "op": "in", "value": []}, "rule_wrong_type", "rule"),
        ({**CITY, "op": "in", "value": "Berlin"}, "rule_wrong_type", "rule"),
        ({**CITY, "op": "is_known"}, "rule_wrong_type", "rule"),
        ({"field": "budget", "op": ">", "value": True}, "rule_wrong_type", "rule"),
        ({"field": "budget", "op": ">", "value": 1e20}, "rule_wrong_type", "rule"),
        ({"field": "budget", "op": "between", "value": [1]}, "rule_wrong_type", "rule"),
        ({"field": "birthday", "op": "on", "value": "1990"}, "rule_wrong_type", "rule"),
        ({"field": "birthday", "op": "older_than", "value": 1.5}, "rule_wrong_type", "rule"),
        ({**CITY, "value": "x" * 201}, "rule_value_too_long", "rule"),
        ({**CITY, "op": "in", "value": ["x"] * 1001}, "rule_value_too_long", "rule"),
        ({"any": CITY}, "rule_malformed", "rule.any"),
        ({"any": [], "all": []}, "rule_malformed", "rule"),
        ({"field": "city"}, "rule_malformed", "rule"),
        ({**CITY, "extra": 1}, "rule_malformed", "rule"),
        ({**CITY, "op": ["is"]}, "rule_malformed", "rule"),
        ("city", "rule_malformed", "rule"),
        (nested(8), "rule_too_deep", "rule" + ".not" * 8),
        ({"all": [CITY] * 200}, "rule_too_large", "rule.all[199]"),
    ],
)
def test_what_is_no_rule_is_refused_where_it_stands(rule: Any, code: str, path: str) -> None:
    with pytest.raises(Refused) as refused:
        from_dict({"version": 1, "rule": rule}, custom={"size": Kind.NUMBER})
    assert (refused.value.code, refused.value.facts["path"]) == (code, path)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"version": 2, "rule": CITY}, "rule_version_unknown"),
        ({"version": True, "rule": CITY}, "rule_version_unknown"),
        ({"rule": CITY}, "rule_malformed"),
        (CITY, "rule_malformed"),
        (None, "rule_malformed"),
    ],
)
def test_written_form_has_a_version(given: Any, code: str) -> None:
    with pytest.raises(Refused) as refused:
        from_dict(given)
    assert refused.value.code == code


def test_rule_of_the_allowed_size_is_read() -> None:
    assert from_dict({"version": 1, "rule": nested(7)}) is not None
    assert from_dict({"version": 1, "rule": {"all": [CITY] * 199}}) is not None


WORDS = st.text(max_size=5) | st.sampled_from(["city", "is", "budget", ">"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["all", "any", "not", "field", "op", "value"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(JSON)
def test_any_input_is_a_rule_or_refused_by_a_code(given: Any) -> None:
    codes = []
    try:
        from_dict({"version": 1, "rule": given})
    except Refused as refused:
        codes = [refused.code]
    assert [code for code in codes if not code.startswith("rule_")] == []


def test_ages_need_a_day_to_count_to() -> None:
    lead = Sheet(values={"created": date(2020, 1, 1)})
    assert [holds(asked("created", op, 1), lead) for op in ("older_than", "newer_than")] == [False, False]


@given(personas())
def test_sheet_is_the_same_from_the_stored_document(persona: Persona) -> None:
    stored = json.loads(json.dumps(folded(persona)))
    assert sheet(persona, points=3, document=stored) == sheet(persona, points=3)
