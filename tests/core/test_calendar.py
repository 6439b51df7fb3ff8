"""The calendar as a value: what it answers at its edges, and in its vector form."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from firstreply.core.calendar import Calendar
from firstreply.core.refusal import Refused
from tests.core.zones import at, epoch

OFFICE = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
BERLIN = {"name": "Sales", "zone": "Europe/Berlin", "versions": [{"from": "2026-01-01", "week": OFFICE}]}
HOUR = timedelta(hours=1)


def versions(**version: object) -> dict[str, object]:
    return {"zone": "UTC", "versions": [version]}


def test_calendars_with_the_same_hours_are_equal_and_hash_alike_whatever_they_were_asked() -> None:
    asked, fresh = Calendar.from_dict(BERLIN), Calendar.from_dict(BERLIN)
    asked.seconds_between(epoch("2020-01-01 00:00"), epoch("2030-01-01 00:00"))
    assert asked == fresh
    assert hash(asked) == hash(fresh)
    assert pickle.loads(pickle.dumps(asked)) == fresh


def test_a_calendar_has_its_name_and_zone() -> None:
    sales = Calendar.from_dict(BERLIN)
    assert (sales.name, sales.zone.key) == ("Sales", "Europe/Berlin")


def test_no_calendar_is_open_around_the_clock() -> None:
    start, stop = at("2026-01-03 15:00:00.000001"), at("2026-01-04 00:00:00.5")
    for calendar in (
        Calendar.always(),
        Calendar.from_dict(None),
        Calendar.from_dict({"zone": "Asia/Tehran"}),
    ):
        assert calendar.between(start, stop) == stop - start
        assert calendar.add(start, stop - start) == stop
        assert calendar.opens_ever


def test_a_naive_datetime_is_refused() -> None:
    naive = datetime(2026, 1, 5, 9)  # noqa: DTZ001 (that is the point)
    calendar = Calendar.from_dict(BERLIN)
    for ask in (
        lambda: calendar.is_open(naive),
        lambda: calendar.add(naive, HOUR),
        lambda: calendar.between(naive, at("2026-01-06 09:00")),
        lambda: calendar.between(at("2026-01-02 09:00"), naive),
    ):
        with pytest.raises(Refused, match="datetime_naive"):
            ask()


def test_an_empty_calendar_is_a_problem_never_due_and_never_a_hang() -> None:
    empty = Calendar.from_dict({"name": "Nobody", "versions": [{"from": "2026-01-01", "week": {}}]})
    assert not empty.opens_ever
    assert [problem.code for problem in empty.problems()] == ["never_due"]
    assert empty.between(at("2026-01-01 00:00"), at("2030-01-01 00:00")) == timedelta(0)
    with pytest.raises(Refused) as refused:
        empty.add(at("2026-01-05 09:00"), HOUR)
    assert refused.value.code == "never_due"


def test_a_calendar_that_opens_on_one_exception_only_opens_ever_and_then_never_again() -> None:
    once = Calendar.from_dict(versions(exceptions={"2026-04-02": [["10:00", "12:00"]]}))
    assert once.opens_ever
    assert once.problems() == ()
    assert once.add(at("2026-01-01 00:00"), 2 * HOUR) == at("2026-04-02 12:00")
    with pytest.raises(Refused, match="never_due"):
        once.add(at("2026-01-01 00:00"), 3 * HOUR)


def test_a_week_that_holidays_cover_whole_never_opens() -> None:
    monday_only = {"from": "2026-01-01", "week": {"mon": [["09:00", "10:00"]]}, "holidays": ["2026-01-05"]}
    closed_since = {"from": "2026-01-06", "week": {}}
    before = {"from": "2025-12-30", "week": {}}
    never = Calendar.from_dict({"versions": [before, monday_only, closed_since]})
    assert not never.opens_ever


def test_a_season_that_ended_is_never_due_after_its_end() -> None:
    summer = {"from": "2026-06-01", "week": OFFICE}
    autumn = {"from": "2026-09-01", "week": {}}
    fair = Calendar.from_dict({"versions": [summer, autumn]})
    assert fair.opens_ever
    with pytest.raises(Refused, match="never_due"):
        fair.add(at("2026-09-01 00:00"), HOUR)


def test_the_first_version_also_covers_the_time_before_it() -> None:
    assert Calendar.from_dict(BERLIN).is_open(at("2019-07-01 10:00", "Europe/Berlin"))


def test_a_target_of_thirty_years_of_business_time_is_found() -> None:
    office = Calendar.from_dict(versions(week=OFFICE))
    weeks = 30 * 52
    due = office.add(at("2026-01-05 09:00"), weeks * 40 * HOUR)
    assert due == at("2026-01-02 17:00") + timedelta(weeks=weeks)


def test_a_target_past_the_horizon_is_refused() -> None:
    office = Calendar.from_dict(versions(week=OFFICE))
    for span in (timedelta(days=365 * 100), timedelta(days=365 * 1000)):
        with pytest.raises(Refused, match="beyond_horizon"):
            office.add(at("2026-01-05 09:00"), span)


@pytest.mark.parametrize("year", [1, 1899, 2200, 9999])
def test_an_instant_outside_the_horizon_is_refused(year: int) -> None:
    outside = datetime(year, 6, 1, tzinfo=UTC)
    office = Calendar.from_dict(versions(week=OFFICE))
    with pytest.raises(Refused, match="beyond_horizon"):
        office.is_open(outside)
    with pytest.raises(Refused, match="beyond_horizon"):
        office.between_many(
            np.asarray([int(outside.timestamp())]), np.asarray([int(outside.timestamp()) + 1])
        )


def test_both_ends_of_the_horizon_are_inside() -> None:
    always = Calendar.always()
    first, last = at("1900-01-01 00:00"), at("2200-01-01 00:00")
    assert always.between(first, last) == last - first
    array = np.asarray([int(first.timestamp()), int(last.timestamp())])
    assert always.between_many(array[:1], array[1:]).tolist() == [int((last - first).total_seconds())]


def test_a_negative_span_is_refused_and_no_span_is_the_start_itself() -> None:
    office = Calendar.from_dict(versions(week=OFFICE))
    sunday = at("2026-01-04 12:00")
    with pytest.raises(Refused, match="span_negative"):
        office.add(sunday, -HOUR)
    assert office.add(sunday, timedelta(0)) == sunday
    assert office.due(int(sunday.timestamp()), 0) == int(sunday.timestamp())


def test_no_duration_is_negative() -> None:
    office = Calendar.from_dict(versions(week=OFFICE))
    start, stop = epoch("2026-01-06 12:00"), epoch("2026-01-05 12:00")
    assert office.seconds_between(start, stop) == 0
    assert office.between(at("2026-01-06 12:00"), at("2026-01-05 12:00")) == timedelta(0)
    assert office.between_many(np.asarray([start]), np.asarray([stop])).tolist() == [0]
    assert office.between_many([start], [stop]) == [0]


def test_microseconds_are_kept() -> None:
    office = Calendar.from_dict(versions(week=OFFICE))
    start, stop = at("2026-01-05 16:59:59.750000"), at("2026-01-06 09:00:00.000001")
    assert office.between(start, stop) == timedelta(microseconds=250_001)
    assert office.add(start, timedelta(microseconds=250_000)) == at("2026-01-05 17:00")
    assert office.add(start, timedelta(microseconds=250_001)) == stop
    assert office.add(at("2026-01-05 17:00:00.5"), timedelta(microseconds=1)) == stop


def test_asking_about_the_past_after_the_future_changes_no_answer() -> None:
    fresh, asked = Calendar.from_dict(BERLIN), Calendar.from_dict(BERLIN)
    asked.open_at(epoch("2040-06-01 00:00"))
    asked.open_at(epoch("1999-06-01 00:00"))
    start, stop = epoch("2025-12-20 11:11"), epoch("2026-02-03 10:10")
    assert asked.seconds_between(start, stop) == fresh.seconds_between(start, stop)


def test_threads_that_share_a_calendar_get_the_same_answers() -> None:
    def work(year: int) -> list[int]:
        first = epoch(f"{year}-01-05 09:00")
        return [shared.seconds_between(first + day * 86_400, first + day * 90_000) for day in range(50)]

    years = list(range(1990, 2030)) * 3
    shared = Calendar.from_dict(BERLIN)
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(work, years))
    assert together == [work(year) for year in years]


def test_arrays_keep_their_shape_and_any_whole_type_will_do() -> None:
    office = Calendar.from_dict(versions(week=OFFICE))
    start = epoch("2026-01-05 09:00")
    starts = np.full((2, 3), start, dtype=np.int32)
    stops = np.asarray([[60, 3600, 86_400], [1, 0, -5]], dtype=np.int64) + start
    found = office.between_many(starts, stops)
    assert found.dtype == np.int64
    assert found.tolist() == [[60, 3600, 8 * 3600], [1, 0, 0]]


def test_an_empty_array_gives_an_empty_array() -> None:
    nothing = np.asarray([], dtype=np.int64)
    office = Calendar.from_dict(versions(week=OFFICE))
    assert office.between_many(nothing, nothing).tolist() == []
    assert office.open_many(nothing).tolist() == []
    assert office.between_many([], []) == []


def test_an_array_of_floats_is_refused() -> None:
    floats = np.asarray([1.5])
    with pytest.raises(Refused, match="instants_not_whole"):
        Calendar.always().between_many(floats, floats)


def test_openings_a_minute_apart_are_told_apart_in_the_vector_form() -> None:
    minutes = [[f"{hour:02}:{m:02}", f"{hour:02}:{m + 1:02}"] for hour in range(24) for m in range(0, 58, 2)]
    flicker = Calendar.from_dict(
        versions(week={"mon": minutes}, exceptions={"2026-01-07": [["09:00:01", "09:00:02"]]})
    )
    start = epoch("2026-01-05 00:00")
    starts = np.arange(start - 60, start + 3 * 86_400, 7)
    stops = starts + 12_345
    assert flicker.between_many(starts, stops).tolist() == flicker.between_many(
        starts.tolist(), stops.tolist()
    )
    assert flicker.open_many(starts).tolist() == flicker.open_many(starts.tolist())
    assert flicker.seconds_between(start, start + 86_400) == 24 * 29 * 60


def test_openings_seconds_apart_over_many_years_are_told_apart_too() -> None:
    blink = [["09:00:00", "09:00:01"], ["09:00:02", "09:00:03"]]
    flicker = Calendar.from_dict(versions(week={"mon": blink}))
    starts = np.asarray([epoch("1980-01-07 09:00"), epoch("2026-01-05 09:00"), epoch("2026-01-05 09:00:01")])
    stops = np.asarray(
        [epoch("1980-01-07 09:00:03"), epoch("2026-01-12 09:00:01"), epoch("2026-01-05 09:00:02")]
    )
    assert flicker.between_many(starts, stops).tolist() == [2, 3, 0]
