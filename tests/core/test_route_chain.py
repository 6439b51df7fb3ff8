"""Who gets a lead: rules in order, persons named, pools, fallbacks, last resorts, offers, re-routing."""

from typing import Any

import pytest

from firstreply.core.member import Role
from firstreply.core.refusal import Refused
from firstreply.core.route import (
    Action,
    Capacity,
    Case,
    Duty,
    Load,
    Member,
    Mode,
    Offer,
    Rule,
    Ruleset,
    Skip,
    Skipped,
    Step,
    Tried,
    WhenClosed,
    Why,
)
from tests.core.route_cases import MONDAY_NIGHT, MONDAY_TEN, Office, always, office, pool, share
from tests.core.zones import epoch

LEAD = Case(lead="lead")
HOUR = 3600
ON_LEAVE = ((MONDAY_TEN - HOUR, MONDAY_TEN + HOUR),)
TUESDAY_NINE = epoch("2026-01-06 09:00")
MANAGER = frozenset({Role.MANAGER})
OWNER = frozenset({Role.OWNER})


def rule(name: str, action: Action, target: str | None = None, **more: Any) -> Rule:
    return Rule(id=name, action=action, target=target, **more)


def team(*rules: Rule, members: tuple[Member, ...] = (), **more: Any) -> Office:
    """Ann and Bob share the pool of the north; Mo manages it; Ola owns everything; Cyd is alone in the south."""
    north = ("north",)
    people = {
        "ann": office("ann", teams=north),
        "bob": office("bob", teams=north),
        "mo": office("mo", teams=north, roles=MANAGER),
        "cyd": office("cyd", teams=("south",)),
        "ola": office("ola", roles=OWNER),
    } | {one.id: one for one in members}
    ruleset = Ruleset(version=4, rules=rules, **more)
    return Office(people.values(), pool("ann bob", id="north", team="north"), ruleset=ruleset)


def test_the_first_rule_that_matches_decides() -> None:
    rules = (
        rule("later", Action.MEMBER, "ann", order=2),
        rule("no", Action.MEMBER, "cyd", order=0, condition="other"),
        rule("yes", Action.MEMBER, "bob", order=1, condition="this", version=3),
    )
    one = team(*rules).one(Case(lead="lead", persona="this"))
    assert (one.owner, one.rule, one.rule_version, one.ruleset_version) == ("bob", "yes", 3, 4)
    assert (one.step, one.why, one.team) == (Step.RULE, Why.NAMED, "north")


def test_the_previous_owner_comes_first_and_then_the_pool() -> None:
    rules = (rule("again", Action.PREVIOUS_OWNER), rule("pool", Action.POOL, "north"))
    assert team(*rules).one(Case(lead="lead", previous_owner="cyd")).why is Why.PREVIOUS_OWNER
    one = team(*rules).one(LEAD)
    assert (one.owner, one.step, one.why) == ("ann", Step.POOL, Why.TURN)
    assert one.tried == (Tried(Step.RULE, "again"),)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"active": False}, Skipped("cyd", Skip.INACTIVE)),
        ({"leave": ON_LEAVE}, Skipped("cyd", Skip.ON_LEAVE, MONDAY_TEN + HOUR)),
        ({"capacity": Capacity(open=5)}, Skipped("cyd", Skip.AT_CAPACITY, 5)),
        ({"capacity": Capacity(per_day=3)}, Skipped("cyd", Skip.DAY_FULL, 3)),
    ],
)
def test_a_previous_owner_who_cannot_take_it_is_passed_with_a_reason(
    more: dict[str, Any], reason: Skipped
) -> None:
    some = team(rule("again", Action.PREVIOUS_OWNER, otherwise="north"))
    some.change("cyd", **more)
    some.loads["cyd"] = Load(open=5, today=3)
    one = some.one(Case(lead="lead", previous_owner="cyd"))
    assert (one.owner, one.rule, one.tried) == ("ann", "again", (Tried(Step.RULE, "again", (reason,)),))


def test_a_named_person_has_to_be_working_only_where_the_rule_asks() -> None:
    some = team(rule("cyd", Action.MEMBER, "cyd", otherwise="north", ask_hours=True))
    assert some.one(LEAD, MONDAY_NIGHT).tried[0].skipped == (
        Skipped("cyd", Skip.OUTSIDE_HOURS, TUESDAY_NINE),
    )
    assert team(rule("cyd", Action.MEMBER, "cyd")).one(LEAD, MONDAY_NIGHT).owner == "cyd"


def test_who_captured_it_keeps_it() -> None:
    one = team(rule("keep", Action.CAPTURER)).one(Case(lead="lead", capturer="bob"))
    assert (one.owner, one.why) == ("bob", Why.CAPTURER)


def test_without_a_rule_the_fallback_pools_are_asked_in_order() -> None:
    one = team(fallback=("gone", "north")).one(LEAD)
    assert (one.owner, one.step, one.rule) == ("ann", Step.FALLBACK_POOL, None)
    assert one.tried == (Tried(Step.FALLBACK_POOL, "gone"),)


def test_without_a_fallback_the_pool_of_its_team_gets_it() -> None:
    one = team().one(Case(lead="lead", team="north"))
    assert (one.owner, one.step, one.pool) == ("ann", Step.TEAM_POOL, "north")


def test_a_rule_for_one_team_keeps_out_everybody_else() -> None:
    some = team(rule("north", Action.TEAM_ONLY, "north"), rule("cyd", Action.MEMBER, "cyd"))
    some.pools["north"] = pool("cyd ann", id="north", team="north")
    one = some.one(LEAD)
    assert (one.owner, one.step, one.rule) == ("ann", Step.TEAM_POOL, "north")
    assert one.skipped == (Skipped("cyd", Skip.OTHER_TEAM),)
    some.change("ann", leave=ON_LEAVE, active=False)
    assert (some.one(LEAD).owner, some.one(LEAD).step) == ("mo", Step.TEAM_LEAD)


def test_once_the_pool_is_full_the_manager_of_the_team_gets_it_whatever_the_capacity() -> None:
    full = Capacity(open=0)
    people = (office("ann", capacity=full, teams=("north",)), office("bob", capacity=full, teams=("north",)))
    some = team(rule("pool", Action.POOL, "north"), members=people)
    some.change("mo", capacity=full)
    one = some.one(LEAD)
    assert (one.owner, one.step, one.why, one.last_resort) == ("mo", Step.TEAM_LEAD, Why.LAST_RESORT, True)
    (tried,) = one.tried
    assert tried.skipped == (Skipped("ann", Skip.AT_CAPACITY, 0), Skipped("bob", Skip.AT_CAPACITY, 0))


def test_where_no_team_is_known_any_manager_and_then_the_owner_gets_it() -> None:
    some = team()
    assert (some.one(LEAD).owner, some.one(LEAD).step) == ("mo", Step.MANAGER)
    some.change("mo", active=False)
    assert (some.one(LEAD).owner, some.one(LEAD).step) == ("ola", Step.ADMIN)
    some.change("ola", active=False)
    assert some.one(LEAD).step is Step.ANYONE


def test_a_viewer_gets_it_only_when_there_is_nobody_else_at_all() -> None:
    people = [always("amy", roles=frozenset({Role.VIEWER})), office("bob")]
    some = Office(people, ruleset=Ruleset())
    assert some.one(LEAD, MONDAY_NIGHT).owner == "bob"
    some.change("bob", active=False)
    assert some.one(LEAD, MONDAY_NIGHT).owner == "amy"


def test_an_organisation_without_anybody_active_is_refused() -> None:
    with pytest.raises(Refused, match="routing_nobody"):
        Office([office("ann", active=False)]).one(LEAD)


def test_an_untouched_lead_goes_on_to_the_next_and_in_the_end_to_the_manager() -> None:
    some, had, path = team(rule("pool", Action.POOL, "north")), frozenset[str](), []
    for _ in range(5):
        one = some.one(Case(lead="lead", excluded=had))
        had |= {one.member}
        path.append((one.member, one.step))
    assert path == [
        ("ann", Step.POOL),
        ("bob", Step.POOL),
        ("mo", Step.TEAM_LEAD),
        ("ola", Step.ADMIN),
        ("cyd", Step.ANYONE),
    ]
    assert some.one(Case(lead="lead", excluded=had)).step is Step.TEAM_LEAD


def test_the_reasons_name_candidates_and_those_who_were_skipped() -> None:
    people = [
        office("ann", leave=ON_LEAVE),
        Member.from_dict({"id": "bob", "calendar": {"versions": [{"week": {"tue": [["09:00", "12:00"]]}}]}}),
        office("cyd", languages=frozenset({"de"})),
        office("dan", languages=frozenset({"fa"})),
        office("eve"),
        office("fay", languages=frozenset({"fa", "en"})),
    ]
    some = share(Mode.ROUND_ROBIN, "ann bob cyd dan eve fay gone", people)
    one = some.one(Case(lead="lead", language="fa", excluded=frozenset({"eve"})))
    assert (one.owner, one.candidates, one.in_line) == ("dan", ("dan", "fay"), 2)
    assert one.skipped == (
        Skipped("ann", Skip.ON_LEAVE, MONDAY_TEN + HOUR),
        Skipped("bob", Skip.OUTSIDE_HOURS, TUESDAY_NINE),
        Skipped("cyd", Skip.WRONG_LANGUAGE),
        Skipped("gone", Skip.UNKNOWN),
        Skipped("eve", Skip.EXCLUDED),
    )


def test_a_language_that_nobody_of_the_pool_speaks_is_not_asked_for() -> None:
    people = [office("ann", languages=frozenset({"en"})), office("bob", languages=frozenset({"de"}))]
    assert share(Mode.ROUND_ROBIN, "ann bob", people).one(Case(lead="lead", language="fr")).owner == "ann"


def test_least_loaded_counts_open_waits_by_weight_and_then_who_waited_longest() -> None:
    some = share(Mode.LEAST_LOADED, "ann:2 bob cyd")
    some.loads = {"ann": Load(open=3), "bob": Load(open=1, last_at=200), "cyd": Load(open=1, last_at=100)}
    assert some.given(5) == "cyd bob ann ann bob"


def test_the_higher_the_score_the_better_the_converter_among_those_whose_turn_it_can_be() -> None:
    people = [
        office("low", converts=0.1),
        office("top", converts=0.6),
        office("new"),
        office("mid", converts=0.4),
    ]
    some = share(Mode.BEST_MATCH, "low top new mid", people)
    batch = [Case(lead=str(n), score=score) for n, score in enumerate((100, 100, 0, 50))]
    given = [one.owner for one in some.decide(batch).assignments]
    assert given == ["top", "mid", "low", "new"]


def test_one_point_of_contact_gets_all_and_the_deputy_when_they_are_away() -> None:
    some = share(Mode.POINT_OF_CONTACT, "ann bob")
    assert some.given(3) == "ann ann ann"
    some.change("ann", leave=ON_LEAVE)
    one = some.one(LEAD)
    assert (one.owner, one.duty, one.why) == ("bob", Duty.ASSIGN, Why.FIRST_CONTACT)


def test_the_qualifying_team_gets_it_in_turn_to_qualify() -> None:
    some = share(Mode.QUALIFY_TEAM, "ann bob")
    assert [(one.owner, one.duty) for one in some.decide([LEAD, LEAD]).assignments] == [
        ("ann", Duty.QUALIFY),
        ("bob", Duty.QUALIFY),
    ]


def test_a_claim_pool_offers_it_to_one_after_another_and_then_gives_it() -> None:
    some = share(Mode.CLAIM, "ann bob cyd", offer_seconds=60, most_offers=2)
    first = some.one(LEAD)
    assert (first.owner, first.offer, first.duty) == (None, Offer("ann", MONDAY_TEN + 60), Duty.CLAIM)
    second = some.one(Case(lead="lead", declined=frozenset({"ann"})))
    assert (second.member, second.why) == ("bob", Why.OFFERED)
    assert second.skipped == (Skipped("ann", Skip.DECLINED),)
    given = some.one(Case(lead="lead", declined=frozenset({"ann", "bob"})))
    assert (given.owner, given.offer, given.why) == ("cyd", None, Why.OFFERS_ENDED)


def test_offers_of_one_batch_go_to_different_people() -> None:
    assert share(Mode.CLAIM, "ann bob cyd").given(4) == "ann bob cyd ann"


def test_when_all_have_refused_it_is_given_in_turn() -> None:
    some = share(Mode.CLAIM, "ann bob", most_offers=9)
    one = some.one(Case(lead="lead", declined=frozenset({"ann", "bob"})))
    assert (one.owner, one.why, one.in_line) == ("ann", Why.OFFERS_ENDED, 2)


@pytest.mark.parametrize(
    ("policy", "owner", "why"),
    [
        (WhenClosed.NEXT_TO_OPEN, "ann", Why.NEXT_TO_OPEN),
        (WhenClosed.ON_CALL, "dan", Why.ON_CALL),
        (WhenClosed.ANYWAY, "ann", Why.ANYWAY),
    ],
)
def test_when_nobody_works_the_pool_says_who_gets_it(policy: WhenClosed, owner: str, why: Why) -> None:
    people = [office("ann"), office("bob"), office("dan")]
    some = share(Mode.ROUND_ROBIN, "ann bob", people, when_closed=policy, on_call=("gone", "dan"))
    one = some.one(LEAD, MONDAY_NIGHT)
    assert (one.owner, one.why, one.last_resort) == (owner, why, False)


def test_on_call_without_anybody_left_goes_to_who_opens_first() -> None:
    some = share(Mode.ROUND_ROBIN, "ann bob", when_closed=WhenClosed.ON_CALL, on_call=("gone",))
    assert some.one(LEAD, MONDAY_NIGHT).why is Why.NEXT_TO_OPEN


def test_who_comes_back_from_leave_first_opens_first() -> None:
    people = [office("ann", leave=((MONDAY_TEN, MONDAY_TEN + 72 * HOUR),)), office("bob", leave=ON_LEAVE)]
    one = share(Mode.ROUND_ROBIN, "ann bob", people).one(LEAD)
    assert (one.owner, one.why, one.candidates) == ("bob", Why.NEXT_TO_OPEN, ("bob",))
    assert one.skipped == (Skipped("ann", Skip.ON_LEAVE, MONDAY_TEN + 72 * HOUR),)


def test_the_reasons_are_json_for_the_record() -> None:
    one = team(rule("again", Action.PREVIOUS_OWNER, otherwise="north")).one(
        Case(lead="lead", previous_owner="gone", excluded=frozenset({"ann"}))
    )
    assert one.to_dict() == {
        "lead": "lead",
        "owner": "bob",
        "offer": None,
        "duty": "answer",
        "pool": "north",
        "team": "north",
        "rule": "again",
        "rule_version": 1,
        "ruleset_version": 4,
        "step": "pool",
        "why": "turn",
        "candidates": ["bob"],
        "in_line": 1,
        "skipped": [["ann", "excluded", None]],
        "tried": [["rule", "again", [["gone", "unknown", None]]]],
    }
