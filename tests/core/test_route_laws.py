"""Laws of routing that hold whatever the pool, the people and the leads."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from firstreply.core.calendar import Calendar
from firstreply.core.member import Presence, Role
from firstreply.core.route import (
    Absence,
    Action,
    Capacity,
    Case,
    Load,
    Member,
    Mode,
    Newcomers,
    Pool,
    PoolState,
    Rule,
    Ruleset,
    Seat,
    Step,
    WhenClosed,
    Why,
)
from tests.core.route_cases import IN_OFFICE, MONDAY_NIGHT, MONDAY_TEN, Office, leads, share

NAMES = [f"m{n}" for n in range(5)]
TEAMS = ["north", "south"]
LANGUAGES = ["ar", "en", "fa"]
HOUR = 3600
NOT_AN_ANSWER = (Why.NEXT_TO_OPEN, Why.ON_CALL, Why.ANYWAY)

nows = st.sampled_from([MONDAY_TEN, MONDAY_NIGHT, MONDAY_TEN + 5 * 24 * HOUR])
some = st.sampled_from


@st.composite
def members(draw: Any, name: str) -> Member:
    """Anybody, often away."""
    return Member(
        id=name,
        teams=tuple(draw(st.lists(some(TEAMS), unique=True))),
        roles=frozenset({draw(some(list(Role)))}),
        calendar=draw(some([IN_OFFICE, Calendar.always()])),
        leave=((MONDAY_TEN - HOUR, MONDAY_TEN + HOUR),) if draw(some([0, 0, 0, 1])) else (),
        presence=draw(some([None, *Presence])),
        capacity=Capacity(open=draw(some([None, 1, 3])), per_day=draw(some([None, 2]))),
        languages=frozenset(draw(st.sets(some(LANGUAGES), max_size=2))),
        joined_at=draw(some([None, MONDAY_TEN - 24 * HOUR])),
        converts=draw(some([None, 0.1, 0.5])),
        active=draw(some([True, True, True, False])),
    )


@st.composite
def pools(draw: Any, name: str) -> Pool:
    seated = draw(st.lists(some([*NAMES, "gone"]), unique=True, max_size=8))
    return Pool(
        id=name,
        seats=tuple(Seat(member=one, weight=draw(st.integers(1, 5))) for one in seated),
        mode=draw(some(list(Mode))),
        team=draw(some([None, *TEAMS])),
        absence=draw(some(list(Absence))),
        most_credit=draw(st.integers(1, 4)),
        when_closed=draw(some(list(WhenClosed))),
        on_call=tuple(draw(st.lists(some(NAMES), unique=True, max_size=2))),
        ask_hours=draw(st.booleans()),
        ask_online=draw(st.booleans()),
        ask_language=draw(st.booleans()),
        newcomers=Newcomers(days=draw(some([0, 10])), per_day=draw(some([None, 1]))),
    )


@st.composite
def cases(draw: Any) -> Case:
    who = some([None, *NAMES, "gone"])
    return Case(
        lead=draw(st.uuids(version=4)).hex,
        persona=draw(st.integers(0, 2)),
        score=draw(st.integers(0, 100)),
        language=draw(some([None, *LANGUAGES, "de"])),
        team=draw(some([None, *TEAMS])),
        previous_owner=draw(who),
        capturer=draw(who),
        excluded=frozenset(draw(st.sets(some(NAMES), max_size=8))),
        declined=frozenset(draw(st.sets(some(NAMES), max_size=3))),
    )


@st.composite
def rules(draw: Any, name: str) -> Rule:
    action = draw(some(list(Action)))
    targets = {Action.MEMBER: [*NAMES, "gone"], Action.POOL: ["p0", "p1", "none"], Action.TEAM_ONLY: TEAMS}
    return Rule(
        id=name,
        order=draw(st.integers(0, 3)),
        condition=draw(some([None, 0, 1, 2])),
        action=action,
        target=draw(some(targets[action])) if action in targets else None,
        otherwise=draw(some([None, "p0", "p1"])),
        ask_hours=draw(st.booleans()),
    )


@st.composite
def offices(draw: Any) -> Office:
    ruleset = Ruleset(
        rules=tuple(draw(rules(f"r{n}")) for n in range(draw(st.integers(0, 3)))),
        fallback=tuple(draw(st.lists(some(["p0", "p1"]), unique=True))),
    )
    people = [draw(members(name)) for name in NAMES]
    if not any(one.active for one in people):
        people[0] = replace(people[0], active=True)
    return Office(people, draw(pools("p0")), draw(pools("p1")), ruleset=ruleset)


def copy(office: Office) -> Office:
    return Office(office.members.values(), *office.pools.values(), ruleset=office.ruleset)


@given(offices(), st.lists(cases(), max_size=8), nows)
def test_it_is_never_nobody(some_office: Office, batch: list[Case], now: int) -> None:
    decided = some_office.decide(batch, now)
    assert [one.lead for one in decided.assignments] == [case.lead for case in batch]
    for one in decided.assignments:
        assert (one.owner is None) == (one.offer is not None)
        assert some_office.members[one.member].active
        assert one.candidates[0] == one.member


@given(offices(), st.lists(cases(), min_size=1, max_size=8), st.sets(st.integers(1, 7)), nows)
def test_any_split_into_batches_gives_the_same(
    whole: Office, batch: list[Case], cuts: set[int], now: int
) -> None:
    parts = copy(whole)
    at_once = whole.decide(batch, now).assignments
    edges = [0, *sorted(cuts), len(batch)]
    one_by_one = [one for a, b in pairwise(edges) for one in parts.decide(batch[a:b], now).assignments]
    assert list(at_once) == one_by_one
    assert parts.loads == whole.loads
    assert parts.pools == whole.pools


@given(offices(), st.lists(cases(), max_size=8), nows)
def test_a_limit_is_passed_only_as_a_last_resort(some_office: Office, batch: list[Case], now: int) -> None:
    held: Counter[str] = Counter()
    for one in some_office.decide(batch, now).assignments:
        limits = some_office.members[one.member].capacity
        if not one.last_resort:
            for limit in (limits.open, limits.per_day):
                assert limit is None or held[one.member] < limit
        held[one.member] += 1


@given(offices(), st.lists(cases(), max_size=8), nows)
def test_everybody_of_the_pool_could_have_it_or_was_skipped_with_a_reason(
    some_office: Office, batch: list[Case], now: int
) -> None:
    for one in some_office.decide(batch, now).assignments:
        skipped = [who.member for who in one.skipped]
        assert len(skipped) == len(set(skipped))
        assert not set(skipped) & set(one.candidates)
        if one.pool is not None and one.why not in NOT_AN_ANSWER:
            assert one.in_line + len(skipped) == len(some_office.pools[one.pool].seats)
            assert one.in_line >= len(one.candidates)


@given(offices(), st.lists(cases(), max_size=8), nows)
def test_nobody_has_it_twice_while_there_is_somebody_else(
    some_office: Office, batch: list[Case], now: int
) -> None:
    active = {one.id for one in some_office.members.values() if one.active}
    decided = some_office.decide(batch, now).assignments
    for case, one in zip(batch, decided, strict=True):
        if active - case.excluded:
            assert one.member not in case.excluded
        else:
            assert one.step in (Step.MANAGER, Step.TEAM_LEAD, Step.TEAM_ANYONE, Step.ADMIN, Step.ANYONE)


@given(st.integers(1, 12), st.integers(0, 60), some([Mode.ROUND_ROBIN, Mode.QUALIFY_TEAM, Mode.LEAST_LOADED]))
def test_counts_of_who_is_there_differ_by_one_at_most(people: int, count: int, mode: Mode) -> None:
    sales = share(mode, " ".join(f"m{n:02}" for n in range(people)))
    held = Counter(sales.given(count).split())
    each = [held[f"m{n:02}"] for n in range(people)]
    assert max(each) - min(each) <= 1


@given(st.lists(st.integers(1, 100), min_size=1, max_size=8), st.integers(0, 150))
def test_nobody_is_a_whole_turn_before_or_behind_their_share(weights: list[int], count: int) -> None:
    sales = share(Mode.WEIGHTED, " ".join(f"m{n}:{weight}" for n, weight in enumerate(weights)))
    held: Counter[str] = Counter()
    for k, name in enumerate(sales.given(count).split(), start=1):
        held[name] += 1
        for n, weight in enumerate(weights):
            assert abs(held[f"m{n}"] * sum(weights) - k * weight) < sum(weights)


@given(st.lists(st.integers(0, 100), min_size=20, max_size=60), st.integers(2, 6))
def test_best_match_leaves_nobody_without(scores: list[int], people: int) -> None:
    sales = share(Mode.BEST_MATCH, " ".join(f"m{n}" for n in range(people)))
    for n in range(people):
        sales.change(f"m{n}", converts=n / 10)
    batch = [Case(lead=str(n), score=score) for n, score in enumerate(scores)]
    held = Counter(one.member for one in sales.decide(batch).assignments)
    each = [held[f"m{n}"] for n in range(people)]
    assert max(each) - min(each) <= 1


@given(st.lists(st.sets(some(["ann", "bob", "cyd"])), max_size=40), some(list(Absence)), st.integers(1, 5))
def test_absences_never_pile_up_more_than_the_credit(
    absences: list[set[str]], absence: Absence, most: int
) -> None:
    sales = share(Mode.ROUND_ROBIN, "ann bob cyd", absence=absence, most_credit=most)
    away = ((MONDAY_TEN - HOUR, MONDAY_TEN + HOUR),)
    for gone in absences:
        for name in ("ann", "bob", "cyd"):
            sales.change(name, leave=away if name in gone else ())
        sales.decide(leads(3))
    for name in ("ann", "bob", "cyd"):
        sales.change(name, leave=())
    each = Counter(sales.given(60).split())
    kept = {Absence.SKIP: 0, Absence.KEEP_TURN: 1, Absence.ACCRUE: most}[absence]
    assert max(each.values()) - min(each.values()) <= 2 * kept + 2


@given(offices(), st.lists(cases(), max_size=8), nows)
def test_what_is_remembered_survives_its_json(some_office: Office, batch: list[Case], now: int) -> None:
    for state in some_office.decide(batch, now).states.values():
        assert PoolState.from_dict(state.to_dict()) == state


@given(pools("p0"))
def test_a_pool_survives_its_json(one: Pool) -> None:
    assert Pool.from_dict(one.to_dict()) == one


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6), st.integers(1, 30))
def test_least_loaded_ends_as_even_as_can_be(held: list[tuple[int, int]], count: int) -> None:
    sales = share(Mode.LEAST_LOADED, " ".join(f"m{n}" for n in range(len(held))))
    sales.loads = {f"m{n}": Load(open=open_, last_at=last) for n, (open_, last) in enumerate(held)}
    given_to = set(sales.given(count).split())
    after = {name: load.open for name, load in sales.loads.items()}
    assert max(after[name] for name in given_to) - min(after.values()) <= 1
