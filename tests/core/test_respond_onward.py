"""When an untouched lead moves on again."""

import pytest

from firstreply.core.calendar import Calendar
from firstreply.core.respond.ladder import DEFAULT, Action, Ladder, Step
from firstreply.core.respond.onward import SOONEST, onward, share

ALWAYS = Calendar.always()
HALF = Ladder(steps=(Step(percent=50, action=Action.REROUTE),))


@pytest.mark.parametrize(
    ("now", "at"), [(0, 600), (600, 900), (900, 1050), (1080, 1140), (1081, None), (1200, None), (2000, None)]
)
def test_it_moves_after_the_same_share_of_what_is_left(now: int, at: int | None) -> None:
    assert onward(HALF, ALWAYS, now=now, due=1200) == at


def test_every_hand_has_at_least_a_minute_and_all_come_before_the_promise_breaks() -> None:
    now, due, hands = 0, 100_000, [0]
    while (at := onward(HALF, ALWAYS, now=now, due=due)) is not None:
        assert now + SOONEST <= at < due
        now = at
        hands.append(at)
    assert len(hands) == 11


def test_without_a_step_that_moves_it_stays() -> None:
    assert onward(Ladder(), ALWAYS, now=0, due=1200) is None
    assert share(Ladder(steps=(Step(after=60, action=Action.REROUTE),))) is None
    assert share(DEFAULT) == 60


def test_share_is_of_open_time() -> None:
    week = {"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]]}
    calendar = Calendar.from_dict({"zone": "UTC", "versions": [{"week": week}]})
    monday = 1_764_579_600 - 7 * 86_400  # 2025-11-24 09:00 UTC
    # Monday 16:00, due Tuesday 11:00: three open hours; half of them end at Tuesday 09:30.
    assert onward(HALF, calendar, now=monday + 7 * 3600, due=monday + 26 * 3600) == monday + 24 * 3600 + 1800
