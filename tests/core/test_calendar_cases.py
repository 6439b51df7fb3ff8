"""The cases of the clock that are about hours, each under its number; clock changes have their own file."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from firstreply.core.calendar import Calendar, Part, in_parts, open_seconds
from firstreply.core.refusal import Refused
from tests.core.zones import EVERY_DAY, OFFICE, at, calendar, days, epoch, zones_of_tzdata

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True, scope="module")
def _pinned_zones() -> Iterator[None]:
    with zones_of_tzdata():
        yield


def test_case_06_friday_half_past_four_plus_one_hour_is_monday_half_past_nine() -> None:
    assert calendar(OFFICE).add(at("2026-01-02 16:30"), HOUR) == at("2026-01-05 09:30")


def test_case_07_saturday_afternoon_plus_one_hour_is_monday_ten() -> None:
    assert calendar(OFFICE).add(at("2026-01-03 15:00"), HOUR) == at("2026-01-05 10:00")


def test_case_07_saturday_evening_plus_five_minutes_is_monday_five_past_nine() -> None:
    assert calendar(OFFICE).add(at("2026-01-03 18:30"), 5 * MINUTE) == at("2026-01-05 09:05")


def test_case_07_sunday_afternoon_plus_two_hours_is_monday_eleven() -> None:
    assert calendar(OFFICE).add(at("2026-01-04 16:00"), 2 * HOUR) == at("2026-01-05 11:00")


def test_case_11_a_pause_is_subtracted() -> None:
    office = calendar(OFFICE)
    wait = Part(calendar=office, start=epoch("2026-01-05 09:00"), stop=epoch("2026-01-06 10:00"))
    pause = (epoch("2026-01-05 16:00"), epoch("2026-01-06 09:30"))
    assert open_seconds([wait]) == 9 * 3600
    assert open_seconds([wait], [pause]) == 7.5 * 3600


def test_case_11_overlapping_pauses_are_subtracted_once() -> None:
    wait = Part(calendar=Calendar.always(), start=0, stop=1000)
    assert open_seconds([wait], [(100, 300), (200, 400), (350, 360), (900, 5000), (50, 50)]) == 600


@pytest.mark.parametrize(
    "zone", ["UTC", "Africa/Cairo", "America/Havana", "Australia/Lord_Howe", "America/New_York"]
)
def test_case_22_midnight_to_midnight_every_day_equals_wall_time(zone: str) -> None:
    # An exception that changes nothing keeps the calendar from being recognised as one that never closes.
    same = {"2026-05-05": [["00:00", "24:00"]]}
    round_the_clock = calendar(days(EVERY_DAY, "00:00-24:00"), zone, exceptions=same)
    start, stop = at("2026-01-01 00:00:01"), at("2027-12-31 23:59:59")
    assert round_the_clock.between(start, stop) == stop - start
    assert round_the_clock.add(start, stop - start) == stop
    assert round_the_clock.between(at("2026-01-05 23:59"), at("2026-01-06 00:01")) == 2 * MINUTE


def test_case_22_closing_at_eleven_at_night_keeps_its_hour() -> None:
    late = calendar(days(EVERY_DAY, "09:00-23:00"), "Asia/Riyadh")
    day = at("2026-01-05 00:00", "Asia/Riyadh")
    assert late.between(day, day + 24 * HOUR) == 14 * HOUR
    assert late.is_open(at("2026-01-05 22:59:59", "Asia/Riyadh"))
    assert not late.is_open(at("2026-01-05 23:00", "Asia/Riyadh"))


def test_case_23_arrival_exactly_at_opening_counts_from_it() -> None:
    assert calendar(OFFICE).is_open(at("2026-01-05 09:00"))
    assert calendar(OFFICE).add(at("2026-01-05 09:00"), HOUR) == at("2026-01-05 10:00")


def test_case_23_arrival_exactly_at_closing_counts_from_the_next_opening() -> None:
    assert not calendar(OFFICE).is_open(at("2026-01-05 17:00"))
    assert calendar(OFFICE).add(at("2026-01-05 17:00"), HOUR) == at("2026-01-06 10:00")


def test_case_23_a_target_that_exactly_fills_the_day_is_due_at_closing() -> None:
    assert calendar(OFFICE).add(at("2026-01-05 09:00"), 8 * HOUR) == at("2026-01-05 17:00")
    one_more = 8 * HOUR + timedelta(seconds=1)
    assert calendar(OFFICE).add(at("2026-01-05 09:00"), one_more) == at("2026-01-06 09:00:01")


def test_case_24_lunch_is_closed_time() -> None:
    split = calendar(days("mon tue wed thu fri", "09:00-13:00", "14:00-18:00"))
    assert split.between(at("2026-01-05 12:30"), at("2026-01-05 14:30")) == HOUR
    assert split.add(at("2026-01-05 12:30"), HOUR) == at("2026-01-05 14:30")
    assert split.between(at("2026-01-05 13:00"), at("2026-01-05 14:00")) == timedelta(0)


def test_case_24_an_overnight_window_belongs_to_the_day_it_opens_on() -> None:
    night = calendar(days("mon", "22:00-06:00"))
    assert night.between(at("2026-01-05 00:00"), at("2026-01-12 00:00")) == 8 * HOUR
    assert night.is_open(at("2026-01-05 22:00"))
    assert night.is_open(at("2026-01-06 05:59:59"))
    assert not night.is_open(at("2026-01-05 05:00"))
    assert not night.is_open(at("2026-01-05 12:00"))
    assert night.add(at("2026-01-05 23:00"), 8 * HOUR) == at("2026-01-12 23:00")


def test_case_24_a_night_shift_and_the_early_shift_it_overlaps_count_once() -> None:
    both = calendar(days(EVERY_DAY, "22:00-06:00", "05:00-14:00", "14:00-15:00"))
    assert both.between(at("2026-01-05 15:00"), at("2026-01-06 15:00")) == 17 * HOUR


def test_case_25_a_closed_monday_is_skipped() -> None:
    closed_monday = calendar(days("tue wed thu fri", "09:00-17:00"))
    assert closed_monday.add(at("2026-01-02 16:30"), HOUR) == at("2026-01-06 09:30")


def test_case_25_one_open_day_a_week() -> None:
    wednesdays = calendar(days("wed", "10:00-12:00"))
    assert wednesdays.add(at("2026-01-05 09:00"), 5 * HOUR) == at("2026-01-21 11:00")


def test_case_25_a_target_behind_a_month_of_closed_days() -> None:
    august = [f"2026-08-{day:02}" for day in range(1, 32)]
    assert calendar(OFFICE, holidays=august).add(at("2026-07-31 16:30"), HOUR) == at("2026-09-01 09:30")


def test_case_25_a_target_behind_two_closed_years() -> None:
    closed = {"from": "2026-01-01", "week": {}}
    opened = {"from": "2028-01-03", "week": OFFICE}
    seasonal = Calendar.from_dict({"versions": [closed, opened]})
    assert seasonal.add(at("2026-01-05 09:00"), HOUR) == at("2028-01-03 10:00")


def test_case_26_friday_and_saturday_weekend() -> None:
    gulf = calendar(days("sun mon tue wed thu", "09:00-17:00"), "Asia/Riyadh")
    due = gulf.add(at("2026-01-01 16:30", "Asia/Riyadh"), HOUR)
    assert due == at("2026-01-04 09:30", "Asia/Riyadh")


def test_case_26_thursday_half_day_and_friday_weekend() -> None:
    week = days("sat sun mon tue wed", "08:00-16:00") | days("thu", "08:00-12:00")
    tehran = calendar(week, "Asia/Tehran")
    assert tehran.add(at("2026-01-08 11:30", "Asia/Tehran"), HOUR) == at("2026-01-10 08:30", "Asia/Tehran")
    first, last = at("2026-01-10 00:00", "Asia/Tehran"), at("2026-01-17 00:00", "Asia/Tehran")
    assert tehran.between(first, last) == 44 * HOUR


def test_case_26_friday_only_weekend() -> None:
    six_days = calendar(days("sat sun mon tue wed thu", "09:00-17:00"), "Asia/Baghdad")
    assert six_days.add(at("2026-01-01 16:30", "Asia/Baghdad"), HOUR) == at(
        "2026-01-03 09:30", "Asia/Baghdad"
    )


NIGHTS = days(EVERY_DAY, "22:00-06:00")


def test_case_28_a_holiday_closes_the_shift_that_opens_on_it_over_midnight_and_the_week_boundary() -> None:
    # 2026-01-11 is a Sunday: its shift would have run into Monday of the next week.
    nights = calendar(NIGHTS, holidays=["2026-01-11"])
    assert nights.between(at("2026-01-11 12:00"), at("2026-01-12 12:00")) == timedelta(0)
    assert nights.add(at("2026-01-11 05:30"), HOUR) == at("2026-01-12 22:30")


def test_case_28_the_shift_that_opened_before_the_holiday_is_worked_to_its_end() -> None:
    nights = calendar(NIGHTS, holidays=["2026-01-12"])
    assert nights.between(at("2026-01-11 12:00"), at("2026-01-12 12:00")) == 8 * HOUR


def test_case_28_an_exception_cuts_the_shift_before_the_holiday_at_midnight() -> None:
    cut = {"2026-01-11": [["22:00", "24:00"]]}
    nights = calendar(NIGHTS, holidays=["2026-01-12"], exceptions=cut)
    assert nights.between(at("2026-01-11 12:00"), at("2026-01-13 12:00")) == 2 * HOUR


def test_case_28_a_wait_that_nobody_was_given_runs_on_wall_time() -> None:
    assert open_seconds(in_parts([], 1000, 5000)) == 4000


def test_case_28_a_wait_handed_over_twice_and_back_is_cut_at_each_hand_over() -> None:
    office, always = calendar(OFFICE), Calendar.always()
    parts = in_parts([(300, office), (100, always), (9000, always), (200, always)], 150, 400)
    assert [(part.calendar, part.start, part.stop) for part in parts] == [
        (always, 150, 200),
        (always, 200, 300),
        (office, 300, 400),
    ]


def test_case_28_a_holiday_in_one_calendar_of_a_handed_over_wait() -> None:
    berlin = calendar(OFFICE, "Europe/Berlin", holidays=["2026-01-06"])
    london = calendar(OFFICE, "Europe/London")
    start, stop = epoch("2026-01-05 15:00"), epoch("2026-01-06 15:00")
    hands = [(start, berlin), (epoch("2026-01-06 12:00"), london)]
    # Berlin: Monday 15:00-16:00 UTC, then its holiday. London: Tuesday 12:00-15:00.
    assert open_seconds(in_parts(hands, start, stop)) == 4 * 3600


def test_case_28_leave_pauses_the_clock_of_the_rep_only() -> None:
    office = calendar(OFFICE)
    wait = in_parts([(0, office)], epoch("2026-01-05 09:00"), epoch("2026-01-08 10:00"))
    leave = (epoch("2026-01-06 00:00"), epoch("2026-01-08 00:00"))
    assert open_seconds(wait) == 25 * 3600
    assert open_seconds(wait, [leave]) == 9 * 3600


def test_case_28_an_exception_opens_a_holiday() -> None:
    office = calendar(OFFICE, holidays=["2026-01-06"], exceptions={"2026-01-06": [["10:00", "12:00"]]})
    assert office.between(at("2026-01-06 00:00"), at("2026-01-07 00:00")) == 2 * HOUR


def test_case_30_a_calendar_change_today_does_not_change_last_months_figures() -> None:
    then = {"from": "2026-01-01", "week": OFFICE, "holidays": ["2026-01-06"]}
    now = {"from": "2026-02-01", "week": days("mon tue wed thu fri", "08:00-20:00")}
    before = Calendar.from_dict({"versions": [then]})
    after = Calendar.from_dict({"versions": [now, then]})
    january = at("2026-01-01 00:00"), at("2026-02-01 00:00")
    assert after.between(*january) == before.between(*january) == 21 * 8 * HOUR
    assert after.between(at("2026-02-02 00:00"), at("2026-02-03 00:00")) == 12 * HOUR


def test_case_30_a_shift_runs_to_its_end_under_the_version_it_opened_in() -> None:
    nights = {"from": "2026-01-01", "week": NIGHTS}
    closed = {"from": "2026-02-01", "week": {}}
    both = Calendar.from_dict({"versions": [nights, closed]})
    assert both.between(at("2026-01-31 12:00"), at("2026-03-01 00:00")) == 8 * HOUR
    with pytest.raises(Refused, match="never_due"):
        both.add(at("2026-02-01 05:30"), HOUR)


def test_case_34_received_and_answered_with_no_open_time_between_is_zero_and_flagged() -> None:
    office = calendar(OFFICE)
    saturday, sunday = epoch("2026-01-03 10:00"), epoch("2026-01-04 18:00")
    assert office.seconds_between(saturday, sunday) == 0
    assert office.off_hours(saturday, sunday)


def test_case_34_an_answer_in_the_same_second_while_open_is_not_off_hours() -> None:
    office = calendar(OFFICE)
    opening = epoch("2026-01-05 09:00")
    assert not office.off_hours(opening, opening)
    assert office.off_hours(opening - 1, opening)
    assert not office.off_hours(opening - 1, opening + 1)
