"""Promises: due instants, warnings, standings and the share that was kept."""

import pytest

from firstreply.core.calendar import Calendar
from firstreply.core.refusal import Refused
from firstreply.core.respond.wait import Outcome, Wait
from firstreply.core.sla import Standing, Target, WithinSla, paused, promise, standing, within
from tests.core.zones import epoch

OFFICE = Calendar.from_dict(
    {"versions": [{"week": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}}]}
)
MONDAY_NINE = epoch("2026-01-05 09:00")
TWO_HOURS = promise(Target(seconds=7200, calendar=OFFICE), MONDAY_NINE)
LONG_AFTER = epoch("2026-06-01 00:00")


def wait(outcome: Outcome, ended_at: int | None = None) -> Wait:
    return Wait(
        conversation=1,
        party="lead@example.org",
        started_at=MONDAY_NINE,
        ended_at=ended_at,
        outcome=outcome,
        first=True,
        truncated=False,
        opened_by=0,
        joined=(),
        ended_by=None,
        author=None,
        owner=None,
        evidence="",
    )


def test_due_is_the_start_advanced_by_the_target_in_open_time() -> None:
    friday = promise(Target(seconds=3600, calendar=OFFICE), epoch("2026-01-02 16:30"))
    assert friday.due == epoch("2026-01-05 09:30")


def test_warnings_come_at_half_and_at_four_fifths_of_the_target() -> None:
    assert TWO_HOURS.warnings == (epoch("2026-01-05 10:00"), epoch("2026-01-05 10:36"))


def test_warnings_are_in_order_however_they_are_given() -> None:
    target = Target(seconds=1000, warn_at=(90, 10))
    assert promise(target, 0).warnings == (100, 900)


def test_a_target_without_calendar_runs_on_wall_time() -> None:
    saturday = epoch("2026-01-03 15:00")
    assert promise(Target(seconds=300), saturday).due == saturday + 300


def test_a_promise_on_a_calendar_that_never_opens_is_refused() -> None:
    empty = Calendar.from_dict({"name": "empty", "versions": [{"week": {}}]})
    with pytest.raises(Refused, match="never_due"):
        promise(Target(seconds=1, calendar=empty), MONDAY_NINE)


@pytest.mark.parametrize("seconds", [0, -1])
def test_a_target_of_no_time_is_refused(seconds: int) -> None:
    with pytest.raises(Refused, match="target_not_positive"):
        Target(seconds=seconds)


@pytest.mark.parametrize("percent", [0, 100, 150])
def test_a_warning_at_or_after_the_due_instant_is_refused(percent: int) -> None:
    with pytest.raises(Refused, match="warning_out_of_range"):
        Target(seconds=60, warn_at=(percent,))


def test_an_answer_at_the_due_instant_is_met_and_a_second_later_is_missed() -> None:
    answered = wait(Outcome.ANSWERED, TWO_HOURS.due)
    late = wait(Outcome.ANSWERED, TWO_HOURS.due + 1)
    assert standing(TWO_HOURS, answered, LONG_AFTER) is Standing.MET
    assert standing(TWO_HOURS, late, LONG_AFTER) is Standing.MISSED


def test_an_open_wait_is_missed_from_the_moment_its_due_instant_passes() -> None:
    unanswered = wait(Outcome.OPEN)
    assert standing(TWO_HOURS, unanswered, TWO_HOURS.due) is Standing.PENDING
    assert standing(TWO_HOURS, unanswered, TWO_HOURS.due + 1) is Standing.MISSED


def test_what_had_not_happened_yet_does_not_count() -> None:
    answered_later = wait(Outcome.ANSWERED, TWO_HOURS.due)
    assert standing(TWO_HOURS, answered_later, MONDAY_NINE + 60) is Standing.PENDING


def test_case_05_a_dismissed_wait_is_dismissed_and_not_missed() -> None:
    closed_late = wait(Outcome.DISMISSED, TWO_HOURS.due + 86_400)
    assert standing(TWO_HOURS, closed_late, LONG_AFTER) is Standing.DISMISSED


def test_a_voided_wait_has_no_standing() -> None:
    assert standing(TWO_HOURS, wait(Outcome.VOIDED, MONDAY_NINE), LONG_AFTER) is None


def test_case_11_resuming_does_not_escalate_at_once() -> None:
    pause, resume = epoch("2026-01-05 09:30"), epoch("2026-01-06 16:00")
    resumed = paused(TWO_HOURS, [(pause, resume)])
    assert resumed.due == epoch("2026-01-07 09:30")
    assert resumed.warnings == (epoch("2026-01-06 16:30"), epoch("2026-01-07 09:06"))
    assert standing(resumed, wait(Outcome.OPEN), resume) is Standing.PENDING


def test_case_11_pauses_that_overlap_are_taken_out_once() -> None:
    wall = promise(Target(seconds=1000), 0)
    assert paused(wall, [(300, 500), (100, 400), (450, 460), (0, 0)]).due == 1400


def test_case_11_a_pause_after_the_due_instant_changes_nothing() -> None:
    assert paused(TWO_HOURS, [(TWO_HOURS.due, TWO_HOURS.due + 60)]) == TWO_HOURS


def test_case_11_a_pause_before_the_start_changes_nothing() -> None:
    assert paused(TWO_HOURS, [(MONDAY_NINE - 7200, MONDAY_NINE - 3600)]) == TWO_HOURS


def test_case_15_answered_late_stays_missed_and_stays_in_the_share() -> None:
    late = wait(Outcome.ANSWERED, TWO_HOURS.due + 1)
    prompt = wait(Outcome.ANSWERED, TWO_HOURS.due - 1)
    seen = within(standing(TWO_HOURS, one, LONG_AFTER) for one in (late, prompt))
    assert seen == WithinSla(met=1, missed=1, pending=0, dismissed=0)
    assert seen.share == 0.5


def test_case_30_a_promise_keeps_the_hours_it_was_given_under() -> None:
    longer = Calendar.from_dict({"versions": [{"week": {"mon": [["00:00", "24:00"]]}}]})
    now = promise(Target(seconds=7200, calendar=longer), MONDAY_NINE - 3600)
    assert TWO_HOURS.due == epoch("2026-01-05 11:00")
    assert now.due == epoch("2026-01-05 10:00")


def test_case_35_pending_is_not_met() -> None:
    standings = [Standing.MET, Standing.MISSED, Standing.PENDING, Standing.PENDING, Standing.DISMISSED, None]
    seen = within(standings)
    assert seen == WithinSla(met=1, missed=1, pending=2, dismissed=1)
    assert (seen.share, seen.lower, seen.upper) == (0.5, 0.25, 0.75)


def test_case_35_no_promises_at_all_are_not_a_hundred_percent() -> None:
    nothing = within([])
    assert (nothing.share, nothing.lower, nothing.upper) == (None, None, None)


def test_case_35_only_pending_promises_have_bounds_but_no_share() -> None:
    waiting = within([Standing.PENDING])
    assert (waiting.share, waiting.lower, waiting.upper) == (None, 0.0, 1.0)
