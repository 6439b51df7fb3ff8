"""Laws of the clock that hold for any calendar: additivity, inverse, wall time, and the minute oracle."""

import random
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.core.calendar import Calendar
from firstreply.core.refusal import Refused
from tests.core.minute_oracle import FIRST, LAST, ZONES, count, pairs, some_calendar, with_changes
from tests.core.zones import zones_of_tzdata

instants = st.integers(FIRST, LAST - 1)
seeds = st.integers(0, 2**32 - 1)


@pytest.fixture(autouse=True, scope="module")
def _pinned_zones() -> Iterator[None]:
    with zones_of_tzdata():
        yield


def some(seed: int) -> Calendar:
    chance = random.Random(seed)
    return Calendar.from_dict(some_calendar(chance.choice(ZONES), chance))


def due_or_never(calendar: Calendar, start: int, target: int) -> int | None:
    try:
        return calendar.due(start, target)
    except Refused as refused:
        if refused.code == "never_due":
            return None
        raise


@given(seeds, instants, instants, instants)
def test_law_3_open_time_adds_up(seed: int, one: int, two: int, three: int) -> None:
    calendar = some(seed)
    a, b, c = sorted((one, two, three))
    assert calendar.seconds_between(a, c) == calendar.seconds_between(a, b) + calendar.seconds_between(b, c)


@given(seeds, instants, st.integers(1, 40_000_000))
def test_law_3_between_the_start_and_the_due_instant_lies_the_target(
    seed: int, start: int, target: int
) -> None:
    calendar = some(seed)
    due = due_or_never(calendar, start, target)
    if due is None:
        assert calendar.seconds_between(start, start + 40 * 365 * 86_400) < target
        return
    assert calendar.seconds_between(start, due) == target
    assert calendar.seconds_between(start, due - 1) == target - 1
    assert calendar.open_at(due - 1)


@given(instants, instants, st.integers(0, 10**9))
def test_law_3_around_the_clock_equals_wall_time(one: int, two: int, span: int) -> None:
    start, stop = sorted((one, two))
    assert Calendar.always().seconds_between(start, stop) == stop - start
    assert Calendar.always().due(start, span) == start + span


@given(seeds, instants, instants)
def test_open_time_is_never_negative_and_never_more_than_wall_time(seed: int, one: int, two: int) -> None:
    start, stop = sorted((one, two))
    assert 0 <= some(seed).seconds_between(start, stop) <= stop - start


@given(seeds, instants, instants)
def test_a_wait_is_off_hours_exactly_when_nothing_of_it_was_open(seed: int, one: int, two: int) -> None:
    calendar = some(seed)
    start, stop = sorted((one, two))
    assert calendar.off_hours(start, stop) == (
        calendar.seconds_between(start, stop) == 0 and not calendar.open_at(start)
    )


@given(seeds, st.lists(st.tuples(instants, instants), min_size=1, max_size=20))
def test_law_6_scalar_list_and_vector_forms_agree(seed: int, many: list[tuple[int, int]]) -> None:
    calendar = some(seed)
    starts, stops = ([pair[side] for pair in many] for side in (0, 1))
    one_by_one = [calendar.seconds_between(*pair) for pair in many]
    assert calendar.between_many(starts, stops) == one_by_one
    assert calendar.between_many(np.asarray(starts), np.asarray(stops)).tolist() == one_by_one


@pytest.mark.slow
@pytest.mark.parametrize("zone", ZONES)
def test_law_6_both_forms_agree_with_the_minute_oracle(zone: str) -> None:
    # 15 zones x 4 calendars x 1,700 pairs: over 100,000 cases.
    chance = random.Random(zone)
    for _ in range(4):
        raw = with_changes(some_calendar(zone, chance), chance)
        calendar, oracle = Calendar.from_dict(raw), count(zone, raw)
        cases = list(pairs(zone, chance, 1700))
        expected = [oracle.between(start, stop) for start, stop in cases]
        starts, stops = np.asarray(cases).T
        assert [calendar.seconds_between(start, stop) for start, stop in cases] == expected
        assert calendar.between_many(starts, stops).tolist() == expected
        assert calendar.open_many(starts).tolist() == [
            oracle.is_open[(s - FIRST) // 60] == 1 for s, _ in cases
        ]
