"""Whose turn it is: round robin, weights, absences, newcomers."""

import pytest

from firstreply.core.member import Presence
from firstreply.core.refusal import Refused
from firstreply.core.route import Absence, Capacity, Member, Mode, Newcomers, PoolState
from tests.core.route_cases import MONDAY_NIGHT, MONDAY_TEN, Office, always, leads, office, pool, share

THREE = "ann bob cyd"
DAY = 86_400
AWAY = {"leave": ((MONDAY_TEN - DAY, MONDAY_TEN + DAY),)}
BACK: dict[str, tuple[tuple[int, int], ...]] = {"leave": ()}


def test_round_robin_goes_round() -> None:
    assert share(Mode.ROUND_ROBIN, THREE).given(7) == "ann bob cyd ann bob cyd ann"


def test_round_robin_goes_on_where_the_last_batch_stopped() -> None:
    sales = share(Mode.ROUND_ROBIN, THREE)
    assert [sales.given(2), sales.given(2), sales.given(3)] == ["ann bob", "cyd ann", "bob cyd ann"]


def test_round_robin_ignores_weights() -> None:
    assert share(Mode.ROUND_ROBIN, "ann:9 bob").given(4) == "ann bob ann bob"


def test_weighted_spreads_the_turns_of_the_heavy_evenly() -> None:
    assert share(Mode.WEIGHTED, "ann:5 bob cyd").given(7) == "ann bob ann ann cyd ann ann"


def test_weighted_gives_each_exactly_their_share_of_a_round() -> None:
    given = share(Mode.WEIGHTED, "ann:3 bob:2 cyd:5").given(100).split()
    assert {name: given.count(name) for name in THREE.split()} == {"ann": 30, "bob": 20, "cyd": 50}


@pytest.mark.parametrize(
    ("absence", "first_lead", "once_back"),
    [
        (Absence.SKIP, "bob", "cyd ann bob cyd"),
        (Absence.KEEP_TURN, "bob", "ann cyd ann bob"),
        (Absence.ACCRUE, "bob", "ann cyd ann bob"),
    ],
)
def test_who_was_passed_once_loses_or_keeps_the_turn(
    absence: Absence, first_lead: str, once_back: str
) -> None:
    sales = share(Mode.ROUND_ROBIN, THREE, absence=absence)
    sales.change("ann", **AWAY)
    assert sales.given(1) == first_lead
    sales.change("ann", **BACK)
    assert sales.given(4) == once_back


@pytest.mark.parametrize(
    ("absence", "once_back"),
    [
        (Absence.SKIP, "ann bob cyd ann bob cyd"),
        (Absence.KEEP_TURN, "ann ann bob cyd ann bob"),
        (Absence.ACCRUE, "ann ann ann ann bob cyd"),
    ],
)
def test_a_long_absence_leaves_nothing_one_turn_or_all_of_them(absence: Absence, once_back: str) -> None:
    sales = share(Mode.ROUND_ROBIN, THREE, absence=absence, most_credit=3)
    sales.change("ann", **AWAY)
    assert sales.given(20) == " ".join(["bob cyd"] * 10)
    sales.change("ann", **BACK)
    assert sales.given(6) == once_back


def test_who_goes_and_comes_back_before_their_turn_has_lost_nothing() -> None:
    sales = share(Mode.ROUND_ROBIN, THREE)
    sales.change("cyd", **AWAY)
    assert sales.given(1) == "ann"
    sales.change("cyd", **BACK)
    assert sales.given(2) == "bob cyd"


def test_accrued_turns_are_given_until_even() -> None:
    sales = share(Mode.ROUND_ROBIN, THREE, absence=Absence.ACCRUE, most_credit=100)
    sales.change("ann", **AWAY)
    sales.given(8)
    sales.change("ann", **BACK)
    assert sales.given(7) == "ann ann ann ann ann bob cyd"


def test_a_newcomer_starts_at_the_level_of_the_pool_and_is_not_flooded() -> None:
    sales = share(Mode.ROUND_ROBIN, "ann bob")
    sales.given(500)
    sales.members["new"] = office("new")
    grown = sales.pools["sales"]
    sales.pools["sales"] = pool("new ann bob", state=grown.state)
    assert sales.given(6) == "new ann bob new ann bob"


def test_a_newcomers_share_rises_in_quarters() -> None:
    def first(days: int) -> int:
        members = [office("ann"), office("new", joined_at=MONDAY_TEN - days * DAY)]
        sales = share(Mode.ROUND_ROBIN, "ann new", members, newcomers=Newcomers(days=20))
        return sales.given(100).split().count("new")

    assert [first(0), first(6), first(11), first(16), first(20)] == [20, 33, 43, 50, 50]


def test_a_newcomers_day_has_a_limit() -> None:
    members = [office("ann"), office("new", joined_at=MONDAY_TEN)]
    sales = share(Mode.ROUND_ROBIN, "new ann", members, newcomers=Newcomers(days=20, per_day=1))
    assert sales.given(4) == "ann new ann ann"
    assert [tuple(one) for one in sales.one(leads(1)[0]).skipped] == [("new", "newcomer_limit", 1)]


def test_capacity_counts_what_this_batch_has_given() -> None:
    members = [office("ann", capacity=Capacity(open=2)), office("bob")]
    assert share(Mode.ROUND_ROBIN, "ann bob", members).given(6) == "ann bob ann bob bob bob"


def test_the_pools_capacity_counts_for_who_has_set_none() -> None:
    members = [office("ann", capacity=Capacity(per_day=1)), office("bob")]
    sales = share(Mode.ROUND_ROBIN, "ann bob", members, capacity=Capacity(per_day=3))
    assert sales.given(4) == "ann bob bob bob"


def test_a_capacity_filled_in_one_pool_counts_in_the_other() -> None:
    members = [always("ann", capacity=Capacity(open=1)), always("bob")]
    sales = Office(members, pool("ann bob", id="sales"))
    sales.decide(leads(1))
    sales.pools["other"] = pool("ann bob", id="other")
    assert sales.given(1) == "bob"


def test_who_is_busy_takes_nothing_new_and_who_is_offline_only_where_nobody_asks() -> None:
    members = [office("ann", presence=Presence.BUSY), office("bob", presence=Presence.OFFLINE), office("cyd")]
    assert share(Mode.ROUND_ROBIN, THREE, members).given(2) == "bob cyd"
    assert share(Mode.ROUND_ROBIN, THREE, members, ask_online=True).given(2) == "cyd cyd"


def test_a_speaker_who_had_many_leads_of_one_language_owes_no_more_than_the_limit() -> None:
    members = [office("ann", languages=frozenset({"ar", "en"})), office("bob", languages=frozenset({"en"}))]
    sales = share(Mode.ROUND_ROBIN, "ann bob", members, most_credit=2)
    assert sales.given(50, language="ar") == " ".join(["ann"] * 50)
    assert sales.given(20, language="en").split().index("ann") == 3


def test_the_line_survives_its_json() -> None:
    sales = share(Mode.WEIGHTED, "ann:7 bob:3 cyd")
    sales.change("cyd", **AWAY)
    sales.given(5)
    state = sales.pools["sales"].state
    assert state.to_dict() == {
        "version": 1,
        "given": 5,
        "places": {"ann": ["3/7", False], "bob": ["2/3", False], "cyd": ["0", True]},
    }
    assert PoolState.from_dict(state.to_dict()) == state


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({"version": 9, "places": {}}, "routing_state_version_unknown"),
        ({"version": 1, "places": []}, "routing_not_an_object"),
        ({"version": 1, "places": {"ann": ["1/0", False]}}, "routing_value_wrong"),
        ({"version": 1, "places": {"ann": [1]}}, "routing_value_wrong"),
        (7, "routing_not_an_object"),
    ],
)
def test_a_state_that_nobody_wrote_is_refused(raw: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        PoolState.from_dict(raw)
    assert refused.value.code == code


def test_a_pool_that_has_not_begun_has_an_empty_state() -> None:
    assert PoolState.from_dict(None) == PoolState.from_dict({}) == PoolState()


def test_at_night_leads_go_in_turn_to_those_who_open_first() -> None:
    early = Member.from_dict(
        {"id": "early", "calendar": {"versions": [{"week": {"tue": [["07:00", "15:00"]]}}]}}
    )
    other = Member.from_dict(
        {"id": "other", "calendar": {"versions": [{"week": {"tue": [["07:00", "12:00"]]}}]}}
    )
    sales = share(Mode.ROUND_ROBIN, "ann early other", [office("ann"), early, other])
    assert sales.given(4, MONDAY_NIGHT) == "early other early other"
