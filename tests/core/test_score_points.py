"""Points for who a lead is and what it does."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.core.lead import Persona
from firstreply.core.qualify import AllOf, AnyOf, Condition, Not, Rule, conditions
from firstreply.core.refusal import Refused
from firstreply.core.score import (
    Event,
    EventRule,
    Points,
    ScoreRule,
    Scoring,
    read_scoring,
    score,
    score_many,
)
from tests.core.rules import personas, rules

NOW = 1_795_305_600
DAY = 86_400
GERMAN = Condition(field="country", op="is", value="DE")
RULES = Scoring(
    version=2,
    fit=(
        ScoreRule(rule=GERMAN, points=30, reason="our market"),
        ScoreRule(rule=Condition(field="tags", op="has", value="student"), points=-20, reason="student"),
    ),
    engagement=(
        EventRule(kind="opened", points=5, half_life_days=7, cap=12),
        EventRule(kind="unsubscribed", points=-40),
    ),
)
JANE = Persona(country="DE")


def opened(*days_ago: float) -> list[Event]:
    return [Event("opened", int(NOW - days * DAY)) for days in days_ago]


@pytest.mark.parametrize(
    ("lead", "events", "points", "unclamped", "reasons"),
    [
        (Persona(), [], 0, 0, ()),
        (JANE, [], 30, 30, (Points("fit", "our market", 30),)),
        (JANE, opened(0), 35, 35, (Points("fit", "our market", 30), Points("engagement", "opened", 5))),
        (Persona(), opened(7), 2, 2, (Points("engagement", "opened", 2),)),
        (Persona(), opened(7, 7), 5, 5, (Points("engagement", "opened", 5),)),
        (Persona(), opened(70), 0, 0, ()),
        (Persona(), opened(0, 0, 0, 0), 12, 12, (Points("engagement", "opened", 12),)),
        (Persona(), opened(-1), 0, 0, ()),
        (Persona(), [Event("unknown", NOW)], 0, 0, ()),
        (
            Persona(tags=("Student",)),
            [],
            0,
            -20,
            (Points("fit", "student", -20), Points("limit", "", 20)),
        ),
        (
            JANE,
            [Event("unsubscribed", 0)],
            0,
            -10,
            (
                Points("fit", "our market", 30),
                Points("engagement", "unsubscribed", -40),
                Points("limit", "", 10),
            ),
        ),
    ],
)
def test_points_come_with_their_reasons(
    lead: Persona, events: list[Event], points: int, unclamped: int, reasons: tuple[Points, ...]
) -> None:
    found = score(lead, events, RULES, NOW)
    assert (found.points, found.unclamped, found.reasons, found.version) == (points, unclamped, reasons, 2)


def test_caps_are_reasons_too() -> None:
    everybody = AllOf()
    rules = Scoring(
        version=1,
        fit=(
            ScoreRule(rule=everybody, points=90, reason="a"),
            ScoreRule(rule=everybody, points=30, reason="b"),
        ),
        engagement=(EventRule(kind="left", points=-50),),
        fit_cap=100,
        engagement_cap=20,
    )
    found = score(Persona(), [Event("left", NOW)], rules, NOW)
    assert (found.points, found.reasons) == (
        80,
        (
            Points("fit", "a", 90),
            Points("fit", "b", 30),
            Points("fit_cap", "", -20),
            Points("engagement", "left", -50),
            Points("engagement_cap", "", 30),
        ),
    )


def test_more_than_a_hundred_is_a_hundred() -> None:
    rules = Scoring(version=1, fit=(ScoreRule(rule=AllOf(), points=150, reason="all"),))
    found = score(Persona(), [], rules, NOW)
    assert (found.points, found.unclamped, found.reasons[-1]) == (100, 150, Points("limit", "", -50))


def test_age_in_a_rule_is_counted_to_the_day_of_the_score() -> None:
    rule = Condition(field="birthday", op="older_than", value=6_573)
    rules = Scoring(version=1, fit=(ScoreRule(rule=rule, points=10, reason="adult"),))
    ages = [
        score(Persona.from_dict({"birthday": day}), [], rules, NOW).points
        for day in ("2008-11-22", "2010-01-01")
    ]
    assert ages == [10, 0]


KINDS = st.sampled_from(["opened", "clicked", "left"])
POINTS = st.integers(-60, 60)
CAPS = st.none() | st.integers(0, 80)
PLAIN = rules().filter(lambda rule: all(one.field != "points" for one in conditions(rule)))
SCORINGS = st.builds(
    Scoring,
    version=st.integers(1, 9),
    fit=st.lists(st.builds(ScoreRule, rule=PLAIN, points=POINTS, reason=st.just("why")), max_size=3).map(
        tuple
    ),
    engagement=st.lists(
        st.builds(
            EventRule,
            kind=KINDS,
            points=POINTS,
            half_life_days=st.none() | st.floats(0.1, 400),
            cap=CAPS,
        ),
        max_size=3,
        unique_by=lambda one: one.kind,
    ).map(tuple),
    fit_cap=CAPS,
    engagement_cap=CAPS,
)
EVENTS = st.lists(st.builds(Event, KINDS, st.integers(NOW - 900 * DAY, NOW + DAY)), max_size=12)


@given(personas(), EVENTS, SCORINGS)
def test_reasons_add_up_to_the_points_exactly(lead: Persona, events: list[Event], rules: Scoring) -> None:
    found = score(lead, events, rules, NOW)
    assert sum(one.points for one in found.reasons) == found.points
    assert sum(one.points for one in found.reasons if one.source != "limit") == found.unclamped
    assert found.points == min(max(found.unclamped, 0), 100)
    assert [one for one in found.reasons if one.points == 0] == []


@given(personas(), EVENTS, SCORINGS, st.randoms(use_true_random=False))
def test_order_of_events_does_not_matter(
    lead: Persona, events: list[Event], rules: Scoring, chance: Any
) -> None:
    shuffled = list(events)
    chance.shuffle(shuffled)
    assert score(lead, shuffled, rules, NOW) == score(lead, events, rules, NOW)


@given(EVENTS, SCORINGS)
def test_caps_hold(events: list[Event], rules: Scoring) -> None:
    found = score(Persona(), events, rules, NOW)
    for sources, cap in (
        (("fit", "fit_cap"), rules.fit_cap),
        (("engagement", "engagement_cap"), rules.engagement_cap),
    ):
        total = sum(one.points for one in found.reasons if one.source in sources)
        assert cap is None or abs(total) <= cap


@given(EVENTS, st.floats(0.1, 400), st.integers(0, 400 * DAY))
def test_points_only_fade(events: list[Event], half_life: float, later: int) -> None:
    rules = Scoring(version=1, engagement=(EventRule(kind="opened", points=9, half_life_days=half_life),))
    past = [event for event in events if event.at <= NOW]
    assert (
        score(Persona(), past, rules, NOW + later).unclamped <= score(Persona(), past, rules, NOW).unclamped
    )


@given(st.lists(st.tuples(personas(), EVENTS), max_size=3), SCORINGS)
def test_many_are_scored_as_one_by_one(leads: list[tuple[Persona, list[Event]]], rules: Scoring) -> None:
    assert score_many(leads, rules, NOW) == tuple(score(lead, events, rules, NOW) for lead, events in leads)


@given(SCORINGS)
def test_scoring_survives_being_written(rules: Scoring) -> None:
    assert read_scoring(json.loads(json.dumps(rules.to_dict()))) == rules


def test_score_can_be_kept_as_json() -> None:
    assert json.loads(json.dumps(score(JANE, [], RULES, NOW).to_dict())) == {
        "points": 30,
        "unclamped": 30,
        "version": 2,
        "reasons": [["fit", "our market", 30]],
    }


def written(rule: Rule) -> dict[str, Any]:
    found: dict[str, Any] = Scoring(version=1, fit=(ScoreRule(rule=rule, points=1, reason="x"),)).to_dict()[
        "fit"
    ][0]
    return found


NO_RULE = {**written(AnyOf()), "rule": {"version": 1, "rule": 3}}
OPENED = {"kind": "opened", "points": 1}


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        (None, "scoring_malformed", ""),
        ({"extra": 1}, "scoring_malformed", ""),
        ({"version": 0}, "scoring_malformed", "version"),
        ({"fit": {}}, "scoring_malformed", "fit"),
        ({"fit": [{**written(AnyOf()), "points": 1.5}]}, "scoring_malformed", "fit[0].points"),
        ({"fit": [{**written(AnyOf()), "points": 1001}]}, "scoring_malformed", "fit[0].points"),
        ({"fit": [{**written(AnyOf()), "reason": " "}]}, "scoring_malformed", "fit[0].reason"),
        ({"fit": [NO_RULE]}, "rule_malformed", "fit[0].rule"),
        (
            {"fit": [written(Not(Condition(field="points", op=">", value=1)))]},
            "scoring_malformed",
            "fit[0].rule",
        ),
        ({"engagement": [{"kind": "a"}]}, "scoring_malformed", "engagement[0].points"),
        (
            {"engagement": [{**OPENED, "half_life_days": 0}]},
            "scoring_malformed",
            "engagement[0].half_life_days",
        ),
        (
            {"engagement": [{**OPENED, "half_life_days": "7"}]},
            "scoring_malformed",
            "engagement[0].half_life_days",
        ),
        ({"engagement": [{**OPENED, "cap": -1}]}, "scoring_malformed", "engagement[0].cap"),
        ({"engagement": [OPENED, OPENED]}, "scoring_malformed", "engagement"),
        ({"fit_cap": 1001}, "scoring_malformed", "fit_cap"),
    ],
)
def test_what_is_no_scoring_is_refused_where_it_stands(given: Any, code: str, path: str) -> None:
    with pytest.raises(Refused) as refused:
        read_scoring({"version": 1, **given} if given is not None else None)
    assert (refused.value.code, refused.value.facts["path"]) == (code, path)
