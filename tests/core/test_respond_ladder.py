"""The ladder: what is scheduled for a wait, when, and what is still due once the time has come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.core.refusal import Refused
from firstreply.core.respond.ladder import (
    DEFAULT,
    Action,
    Ladder,
    Moment,
    MomentKind,
    OnlyIf,
    Step,
    WaitState,
    moments,
    still_due,
)
from firstreply.core.respond.wait import Outcome
from firstreply.core.sla import Target, paused, promise
from tests.core.zones import OFFICE, calendar, days, epoch

IN_OFFICE = calendar(OFFICE)
MONDAY_TEN = epoch("2026-01-05 10:00")
HOUR = 3600
TEN_HOURS = promise(Target(seconds=10 * HOUR, calendar=IN_OFFICE), MONDAY_TEN)
REROUTE = Moment(MomentKind.REROUTE, 0, MONDAY_TEN, Action.REROUTE, OnlyIf.UNTOUCHED)
BREACH = Moment(MomentKind.BREACH, None, MONDAY_TEN)


def ladder(*steps: Step) -> Ladder:
    return Ladder(steps=steps)


def test_a_wait_has_its_warnings_its_breach_and_the_steps_in_order() -> None:
    assert moments(TEN_HOURS, DEFAULT) == (
        Moment(MomentKind.WARNING, None, epoch("2026-01-05 15:00"), Action.WARN_OWNER),
        Moment(MomentKind.REROUTE, 0, epoch("2026-01-05 16:00"), Action.REROUTE, OnlyIf.UNTOUCHED),
        Moment(MomentKind.WARNING, None, epoch("2026-01-06 10:00"), Action.WARN_OWNER),
        Moment(MomentKind.ESCALATION, 1, epoch("2026-01-06 10:00"), Action.TELL_MANAGER),
        Moment(MomentKind.BREACH, None, epoch("2026-01-06 12:00")),
        Moment(MomentKind.ESCALATION, 2, epoch("2026-01-06 12:00"), Action.TELL_TEAM),
        Moment(MomentKind.ESCALATION, 3, epoch("2026-01-06 13:00"), Action.TELL_ADMINS),
    )


def test_steps_after_the_due_instant_wait_for_open_time() -> None:
    friday = promise(Target(seconds=HOUR, calendar=IN_OFFICE, warn_at=()), epoch("2026-01-09 15:30"))
    late = moments(
        friday, ladder(Step(after=HOUR, action=Action.TELL_ADMINS), Step(percent=200, action=Action.REROUTE))
    )
    assert [one.at for one in late] == [
        epoch("2026-01-09 16:30"),
        epoch("2026-01-12 09:30"),
        epoch("2026-01-12 09:30"),
    ]


def test_at_one_instant_the_promise_breaks_before_the_lead_moves_and_somebody_is_told() -> None:
    steps = (
        Step(after=0, action=Action.TELL_TEAM),
        Step(after=0, action=Action.WARN_OWNER),
        Step(percent=100, action=Action.REROUTE),
    )
    at_due = [one.kind for one in moments(TEN_HOURS, ladder(*steps)) if one.at == TEN_HOURS.due]
    assert at_due == [MomentKind.BREACH, MomentKind.REROUTE, MomentKind.WARNING, MomentKind.ESCALATION]


def test_a_pause_moves_the_steps_with_the_promise() -> None:
    pauses = [(epoch("2026-01-05 11:00"), epoch("2026-01-05 13:00"))]
    target = Target(seconds=4 * HOUR, calendar=IN_OFFICE, warn_at=(50,))
    resumed = paused(promise(target, MONDAY_TEN), pauses)
    steps = ladder(Step(percent=50, action=Action.REROUTE), Step(percent=100, action=Action.TELL_TEAM))
    assert [(one.kind, one.at) for one in moments(resumed, steps, pauses)] == [
        (MomentKind.REROUTE, epoch("2026-01-05 14:00")),
        (MomentKind.WARNING, epoch("2026-01-05 14:00")),
        (MomentKind.BREACH, epoch("2026-01-05 16:00")),
        (MomentKind.ESCALATION, epoch("2026-01-05 16:00")),
    ]


def test_a_step_whose_time_never_comes_is_left_out() -> None:
    last_day = calendar({}, exceptions={"2026-01-05": [["09:00", "17:00"]]})
    given = promise(Target(seconds=HOUR, calendar=last_day, warn_at=()), MONDAY_TEN)
    steps = ladder(Step(after=HOUR, action=Action.TELL_TEAM), Step(after=9 * HOUR, action=Action.TELL_ADMINS))
    assert [one.step for one in moments(given, steps)] == [None, 0]


@given(
    st.lists(st.integers(1, 1000), max_size=5, unique=True),
    st.integers(60, 40 * HOUR),
    st.integers(0, 14 * 86_400),
)
def test_law_the_share_of_the_target_has_passed_when_a_step_comes(
    percents: list[int], seconds: int, later: int
) -> None:
    start = MONDAY_TEN + later
    given_promise = promise(Target(seconds=seconds, calendar=IN_OFFICE), start)
    steps = ladder(*(Step(percent=percent, action=Action.TELL_TEAM) for percent in percents))
    found = moments(given_promise, steps)
    assert [one.at for one in found] == sorted(one.at for one in found)
    for one in found:
        if one.step is not None:
            assert IN_OFFICE.seconds_between(start, one.at) == seconds * percents[one.step] // 100


@pytest.mark.parametrize(
    ("wait", "due"),
    [
        (WaitState(), True),
        (WaitState(outcome=Outcome.ANSWERED, ended_at=MONDAY_TEN), False),
        (WaitState(outcome=Outcome.ANSWERED, ended_at=MONDAY_TEN + 1), True),
        (WaitState(outcome=Outcome.DISMISSED, ended_at=MONDAY_TEN + 1), False),
        (WaitState(outcome=Outcome.VOIDED, ended_at=MONDAY_TEN + 1), False),
    ],
)
def test_a_breach_noticed_late_is_a_breach_unless_it_was_answered_by_then(wait: WaitState, due: bool) -> None:
    assert still_due(BREACH, wait) == due


@pytest.mark.parametrize(
    ("wait", "due"),
    [
        (WaitState(), True),
        (WaitState(assigned_at=50), True),
        (WaitState(assigned_at=50, touched_at=60), False),
        (WaitState(assigned_at=50, touched_at=40), True),
        (WaitState(touched_at=40), False),
        (WaitState(outcome=Outcome.ANSWERED, ended_at=MONDAY_TEN + 1), False),
    ],
)
def test_a_lead_moves_on_only_while_its_owner_has_not_touched_it(wait: WaitState, due: bool) -> None:
    assert still_due(REROUTE, wait) == due


def test_a_warning_comes_whether_it_was_touched_or_not() -> None:
    warning = Moment(MomentKind.WARNING, None, MONDAY_TEN, Action.WARN_OWNER)
    assert still_due(warning, WaitState(assigned_at=1, touched_at=2))


def test_a_ladder_survives_its_json() -> None:
    assert Ladder.from_dict(DEFAULT.to_dict()) == DEFAULT


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (None, "ladder_malformed"),
        ({"rungs": []}, "ladder_malformed"),
        ({"steps": [{"percent": "60", "action": "reroute"}]}, "ladder_malformed"),
        ({"steps": [{"percent": 60, "action": "shout"}]}, "ladder_malformed"),
        ({"steps": [{"percent": 60, "action": "reroute", "only_if": "rich"}]}, "ladder_malformed"),
        ({"steps": [{"action": "reroute"}]}, "ladder_step_without_time"),
        ({"steps": [{"percent": 60, "after": 1, "action": "reroute"}]}, "ladder_step_without_time"),
        ({"steps": [{"percent": 0, "action": "reroute"}]}, "ladder_percent_out_of_range"),
        ({"steps": [{"after": -1, "action": "reroute"}]}, "ladder_after_out_of_range"),
        ({"steps": [{"percent": 60, "action": "reroute"}] * 2}, "ladder_step_repeated"),
        ({"steps": [{"percent": n, "action": "reroute"} for n in range(1, 22)]}, "ladder_too_long"),
    ],
)
def test_a_ladder_that_makes_no_sense_is_refused(raw: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        Ladder.from_dict(raw)
    assert refused.value.code == code


def test_a_calendar_of_one_day_a_week_still_has_its_steps() -> None:
    weekly = calendar(days("wed", "09:00-10:00"))
    given = promise(Target(seconds=2 * HOUR, calendar=weekly, warn_at=(50,)), MONDAY_TEN)
    assert [one.at for one in moments(given, ladder(Step(after=HOUR, action=Action.TELL_TEAM)))] == [
        epoch("2026-01-07 10:00"),
        epoch("2026-01-14 10:00"),
        epoch("2026-01-21 10:00"),
    ]
