"""What the team calls qualified, and what must be asked first."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from firstreply.core.lead import Persona
from firstreply.core.qualify import (
    AllOf,
    Answer,
    AnyOf,
    Condition,
    Definition,
    Kind,
    Not,
    Rule,
    holds,
    qualified,
    qualified_many,
    read_definition,
)
from firstreply.core.refusal import Refused
from tests.core.rules import personas, rules

RICH = Condition(field="budget", op=">=", value=1000)
NEAR = Condition(field="country", op="in", value=("DE", "AT"))
SPAM = Condition(field="tags", op="has", value="spam")
REACHED = AnyOf((Condition(field="has_phone", op="is_true"), Condition(field="has_email", op="is_true")))
DEFINITION = Definition(version=3, rule=AllOf((RICH, NEAR, REACHED, Not(SPAM))), questions=("timeframe",))
GOOD = Persona(budget=Decimal(5000), country="DE", emails=("a@x.example",), timeframe="now")


@pytest.mark.parametrize(
    ("lead", "answer", "missing"),
    [
        (GOOD, Answer.YES, ()),
        (replace(GOOD, timeframe=""), Answer.INCOMPLETE, ("timeframe",)),
        (replace(GOOD, budget=None), Answer.INCOMPLETE, ("budget",)),
        (replace(GOOD, emails=(), budget=None), Answer.INCOMPLETE, ("budget", "phones", "emails")),
        (Persona(), Answer.INCOMPLETE, ("timeframe", "budget", "country", "phones", "emails")),
        (replace(GOOD, budget=Decimal(1)), Answer.NO, ()),
        (replace(GOOD, budget=None, country="FR", timeframe=""), Answer.NO, ()),
        (replace(GOOD, tags=("Spam",), budget=None), Answer.NO, ()),
    ],
)
def test_lead_is_qualified_or_not_or_must_be_asked(
    lead: Persona, answer: Answer, missing: tuple[str, ...]
) -> None:
    found = qualified(lead, DEFINITION)
    assert (found.answer, found.missing, found.version) == (answer, missing, 3)


def test_answer_names_the_conditions_that_decided() -> None:
    found = qualified(replace(GOOD, country="FR"), DEFINITION)
    assert [reason.to_dict() for reason in found.reasons] == [
        {"field": "country", "op": "in", "value": ["DE", "AT"], "found": "fr", "held": False}
    ]


def test_what_only_we_can_know_is_never_asked() -> None:
    rule = AllOf(
        (Condition(field="points", op=">", value=50), Condition(field="source", op="is", value="fair"))
    )
    assert qualified(Persona(), Definition(version=1, rule=rule)).answer == Answer.NO


def test_several_leads_are_judged_as_one_by_one() -> None:
    leads = [GOOD, Persona()]
    assert qualified_many(leads, DEFINITION) == tuple(qualified(lead, DEFINITION) for lead in leads)


@given(rules(), personas(), personas())
def test_no_means_that_no_answer_could_change_it(rule: Rule, lead: Persona, answers: Persona) -> None:
    definition = Definition(version=1, rule=rule)
    found = qualified(lead, definition)
    assert (found.answer == Answer.YES) is holds(rule, lead)
    assert (found.missing != ()) is (found.answer == Answer.INCOMPLETE)
    # Answers fill what was not known and change nothing else.
    told = {
        name: getattr(answers, name)
        for name in (
            "name",
            "company",
            "need",
            "product",
            "budget",
            "timeframe",
            "city",
            "country",
            "birthday",
        )
        if getattr(lead, name) in (None, "")
    }
    custom = {**answers.custom, **lead.custom}
    after = holds(rule, replace(lead, **told, custom=custom))
    assert (found.answer, after) != (Answer.NO, True)


@given(rules())
def test_definition_survives_being_written(rule: Rule) -> None:
    definition = Definition(version=7, rule=rule, questions=("budget", "custom.size"))
    assert read_definition(json.loads(json.dumps(definition.to_dict()))) == definition


RULE = {"version": 1, "rule": {"field": "custom.size", "op": ">", "value": 3}}


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"version": 1}, "definition_malformed", ""),
        ([], "definition_malformed", ""),
        ({"version": 0, "qualified": RULE}, "definition_malformed", "version"),
        ({"version": True, "qualified": RULE}, "definition_malformed", "version"),
        ({"version": 1, "qualified": RULE, "questions": "budget"}, "definition_malformed", "questions"),
        ({"version": 1, "qualified": RULE, "questions": ["points"]}, "definition_malformed", "questions[0]"),
        (
            {"version": 1, "qualified": RULE, "questions": ["budget", 3]},
            "definition_malformed",
            "questions[1]",
        ),
        (
            {"version": 1, "qualified": RULE, "questions": ["custom.other"]},
            "definition_malformed",
            "questions[0]",
        ),
        (
            {"version": 1, "qualified": RULE, "questions": ["has_phone"]},
            "definition_malformed",
            "questions[0]",
        ),
        ({"version": 1, "qualified": {}}, "rule_malformed", ""),
    ],
)
def test_what_is_no_definition_is_refused(given: Any, code: str, path: str) -> None:
    with pytest.raises(Refused) as refused:
        read_definition(given, {"size": Kind.NUMBER})
    assert (refused.value.code, refused.value.facts["path"]) == (code, path)


def test_own_fields_may_be_asked() -> None:
    given = {"version": 1, "qualified": RULE, "questions": ["custom.size"]}
    assert qualified(Persona(), read_definition(given, {"size": Kind.NUMBER})).missing == ("custom.size",)
