"""Rules as sentences: in three languages, with their plurals, and safe to stand in either direction."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from firstreply.core.qualify import AllOf, AnyOf, Condition, Not, Rule, from_dict, to_dict
from firstreply.core.respond.ladder import Ladder
from firstreply.core.route import Ruleset
from firstreply.insights.dates import Dates
from firstreply.insights.sentences import Names, Sentences
from firstreply.insights.sentences.condition import for_rule
from firstreply.insights.sentences.promise import for_promise
from firstreply.insights.sentences.routing import for_fallback, for_routing_rule
from firstreply.insights.sentences.written import differences, lines
from firstreply.insights.words import use
from firstreply.web.desk.rule.condition import rule_of, tree_of
from tests.core.rules import rules

NAMES = Names(
    members={"sara": "Sara"}, pools={"gulf": "Gulf"}, teams={"north": "North"}, calendars={"c": "Office"}
)


def speak(lang: str = "en") -> Sentences:
    words = use(lang)
    return Sentences(words, Dates(words, "jalali" if lang == "fa" else "gregorian", "UTC"), NAMES)


def bare(text: str) -> str:
    return text.replace("\u2068", "").replace("\u2069", "")


BIG = Condition(field="budget", op=">", value=Decimal(10_000))
GULF = Condition(field="country", op="in", value=["AE", "SA"])


@pytest.mark.parametrize(
    ("lang", "rule", "text"),
    [
        ("en", AllOf((GULF, BIG)), "the country is United Arab Emirates or Saudi Arabia and the budget is over 10,000"),
        ("ar", BIG, "الميزانية أكثر من ١٠٬٠٠٠"),
        ("fa", BIG, "بودجه بیش از ۱۰٬۰۰۰ است"),
        ("en", AnyOf((BIG, AllOf((BIG, GULF)))), "the budget is over 10,000 or (the budget is over 10,000 and"
         " the country is United Arab Emirates or Saudi Arabia)"),
        ("en", Not(Condition(field="tags", op="has", value="vip")), "it is not so that the tags include “vip”"),
        (
            "en",
            Condition(field="created", op="older_than", value=1),
            "the day they first asked is more than 1 day ago",
        ),
        (
            "en",
            Condition(field="created", op="older_than", value=2),
            "the day they first asked is more than 2 days ago",
        ),
        ("ar", Condition(field="created", op="newer_than", value=2), "يوم السؤال الأول قبل أقل من يومين"),
        ("ar", Condition(field="created", op="newer_than", value=3), "يوم السؤال الأول قبل أقل من ٣ أيام"),
        ("ar", Condition(field="created", op="newer_than", value=11), "يوم السؤال الأول قبل أقل من ١١ يومًا"),
        ("ar", Condition(field="created", op="newer_than", value=100), "يوم السؤال الأول قبل أقل من ١٠٠ يوم"),
        ("fa", Condition(field="created", op="on", value="2026-03-21"), "روز نخستین پرسش ۱ فروردین ۱۴۰۵ است"),
        ("en", Condition(field="custom.size", op="is_true"), "“size” is yes"),
        ("en", AllOf(()), "it is any lead"),
    ],
)  # fmt: skip
def test_conditions_read_as_people_say_them(lang: str, rule: Rule, text: str) -> None:
    assert bare(for_rule(speak(lang), rule)) == text


def test_a_routing_rule_says_who_and_who_else() -> None:
    given: dict[str, Any] = {
        "rules": [
            {"id": "a", "condition": to_dict(BIG), "action": "member", "target": "sara", "otherwise": "gulf"},
            {"id": "b", "action": "team_only", "target": "north"},
        ],
        "fallback": ["gulf"],
    }  # fmt: skip
    ruleset = Ruleset.from_dict(given, "", lambda raw, at: from_dict(raw))
    first, second = (bare(for_routing_rule(speak(), one)) for one in ruleset.rules)
    assert (
        first
        == "If the budget is over 10,000, the lead goes to Sara; if they cannot take it, to the pool Gulf."
    )
    assert second == "Every lead goes to the team North and nobody else."
    assert bare(for_fallback(speak(), ruleset)) == (
        "If no rule finds anybody: the pool Gulf; then the team’s pools, its manager, an administrator: never nobody."
    )


def test_a_promise_says_whom_how_soon_and_what_follows() -> None:
    ladder = Ladder.from_dict({"steps": [{"after": 1800, "action": "tell_manager"}]})
    said = for_promise(
        speak(), covers="first", rule=BIG, seconds=3600, warn_at=(80, 50), calendar="c", ladder=ladder
    )
    assert [bare(one) for one in said] == [
        "Whoever asks for the first time hears from us within 1 hour, counted in the working hours Office, if the"
        " budget is over 10,000.",
        "The owner is warned at 50% and 80% of the time.",
        "30 minutes after it was due, the manager is told.",
    ]


def test_what_people_typed_turns_no_sentence_around() -> None:
    evil = Condition(field="name", op="is", value="\u202eevil\u2069 <b>")
    said = for_rule(speak("fa"), evil)
    assert (said.count("\u2068"), said.count("\u2069"), "\u202e" in said) == (1, 1, False)


def test_differences_name_what_is_new_gone_changed_and_moved() -> None:
    def rule(own: str, value: int) -> dict[str, Any]:
        condition = to_dict(Condition(field="budget", op=">", value=value))
        return {"id": own, "condition": condition, "action": "member", "target": "sara"}

    def value(*rules: dict[str, Any]) -> dict[str, Any]:
        return {"rules": [{**one, "order": n} for n, one in enumerate(rules)], "fallback": []}

    before = lines(speak(), "routing", value(rule("a", 1), rule("b", 2), rule("c", 3)))
    after = lines(speak(), "routing", value(rule("c", 3), rule("a", 1), rule("d", 4)))
    assert sorted(one.kind for one in differences(before, after)) == ["added", "moved", "removed"]
    changed = lines(speak(), "routing", value(rule("a", 9), rule("b", 2), rule("c", 3)))
    assert [one.kind for one in differences(before, changed)] == ["changed"]
    assert differences(before, before) == []


def meant(rule: Rule) -> Any:
    """A rule as it is compared: stray spaces, capitals and the forms of letters do not count."""
    if isinstance(rule, Condition):
        return rule.field, rule.op, rule.wanted
    if isinstance(rule, Not):
        return "not", meant(rule.part)
    return type(rule).__name__, [meant(part) for part in rule.parts]


@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
@given(rule=rules())
def test_any_rule_goes_through_the_form_and_back(lang: str, rule: Rule) -> None:
    speaks = speak(lang)
    tree = tree_of(rule, speaks)
    again = from_dict(rule_of(tree, speaks))
    joined = rule if isinstance(rule, AllOf | AnyOf) else AllOf((rule,))
    whole = rule if "text" in tree else AllOf(()) if isinstance(rule, AnyOf) and not rule.parts else joined
    assert meant(again) == meant(whole)
