"""Cases 27 and 29 of the clock: clock changes, and offsets of then."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.core.zones import EVERY_DAY, OFFICE, at, calendar, days, zones_of_tzdata

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True, scope="module")
def _pinned_zones() -> Iterator[None]:
    with zones_of_tzdata():
        yield


CLOCK_CHANGES = [
    # zone, day on which a window from 22:00 to 06:00 opens, hours it lasts
    ("Africa/Cairo", "2026-04-23", 7.0),
    ("Africa/Cairo", "2026-10-29", 9.0),
    ("Asia/Beirut", "2026-03-28", 7.0),
    ("Asia/Beirut", "2026-10-24", 9.0),
    ("Asia/Gaza", "2026-03-27", 7.0),
    ("Asia/Gaza", "2026-10-23", 9.0),
    ("Africa/Casablanca", "2026-02-14", 9.0),
    ("Africa/Casablanca", "2026-03-21", 7.0),
    ("Europe/Berlin", "2026-03-28", 7.0),
    ("Europe/Berlin", "2026-10-24", 9.0),
    ("America/New_York", "2026-03-07", 7.0),
    ("America/New_York", "2026-10-31", 9.0),
    ("Australia/Lord_Howe", "2026-04-04", 8.5),
    ("Australia/Lord_Howe", "2026-10-03", 7.5),
    ("Pacific/Auckland", "2026-04-04", 9.0),
    ("Pacific/Auckland", "2026-09-26", 7.0),
    ("America/Santiago", "2026-04-04", 9.0),
    ("America/Santiago", "2026-09-05", 7.0),
    ("Asia/Tehran", "2026-03-21", 8.0),
    ("Asia/Tehran", "2026-09-21", 8.0),
]


@pytest.mark.parametrize(("zone", "eve", "hours"), CLOCK_CHANGES)
def test_case_27_an_overnight_window_across_the_clock_change_has_its_true_length(
    zone: str, eve: str, hours: float
) -> None:
    night = calendar({}, zone, exceptions={eve: [["22:00", "06:00"]]})
    opening = at(f"{eve} 22:00", zone)
    assert night.between(opening - 24 * HOUR, opening + 48 * HOUR) == hours * HOUR
    assert night.add(opening - HOUR, hours * HOUR) == opening + hours * HOUR


@pytest.mark.parametrize(("zone", "eve", "hours"), CLOCK_CHANGES)
def test_case_27_office_hours_after_the_clock_change_open_at_nine_local_time(
    zone: str, eve: str, hours: float
) -> None:
    del hours
    office = calendar(days(EVERY_DAY, "09:00-17:00"), zone)
    before, after = at(f"{eve} 16:30", zone), at(f"{eve} 09:30", zone) + 24 * HOUR
    morning = after.astimezone(office.zone).replace(hour=9, minute=30)
    assert office.add(before, HOUR) == at(morning.replace(tzinfo=None).isoformat(), zone)


def test_case_27_one_hour_from_the_first_half_past_two_is_the_second_half_past_two() -> None:
    berlin = calendar(days(EVERY_DAY, "00:00-24:00"), "Europe/Berlin", holidays=["2026-12-25"])
    first = at("2026-10-25 02:30", "Europe/Berlin")
    second = at("2026-10-25 02:30", "Europe/Berlin", second=True)
    assert berlin.add(first, HOUR) == second
    assert berlin.between(first, second) == HOUR


def test_case_27_the_repeated_hour_opens_at_its_first_and_closes_at_its_second_occurrence() -> None:
    night = calendar({}, "Europe/Berlin", exceptions={"2026-10-25": [["02:15", "02:45"]]})
    opening = at("2026-10-25 02:15", "Europe/Berlin")
    closing = at("2026-10-25 02:45", "Europe/Berlin", second=True)
    assert night.between(opening - HOUR, closing + HOUR) == closing - opening == 90 * MINUTE


def test_case_27_a_boundary_in_the_skipped_hour_moves_to_the_first_valid_instant() -> None:
    change = at("2026-03-29 03:00", "Europe/Berlin")
    opening = calendar({}, "Europe/Berlin", exceptions={"2026-03-29": [["02:30", "04:00"]]})
    closing = calendar({}, "Europe/Berlin", exceptions={"2026-03-29": [["01:00", "02:30"]]})
    inside = calendar({}, "Europe/Berlin", exceptions={"2026-03-29": [["02:10", "02:50"]]})
    assert opening.add(change - 3 * HOUR, MINUTE) == change + MINUTE
    assert closing.add(change - 3 * HOUR, HOUR) == change
    assert inside.between(change - 24 * HOUR, change + 24 * HOUR) == timedelta(0)


def test_case_27_tehran_no_longer_changes_its_clock() -> None:
    office = calendar(days(EVERY_DAY, "09:00-17:00"), "Asia/Tehran")
    assert office.add(at("2026-01-15 00:00"), 0.5 * HOUR) == at("2026-01-15 06:00")
    assert office.add(at("2026-07-15 00:00"), 0.5 * HOUR) == at("2026-07-15 06:00")


def test_case_29_historic_figures_use_the_offset_of_then() -> None:
    moscow = calendar(OFFICE, "Europe/Moscow")
    assert moscow.add(at("2010-01-18 00:00"), HOUR) == at("2010-01-18 07:00")  # UTC+3
    assert moscow.add(at("2012-01-16 00:00"), HOUR) == at("2012-01-16 06:00")  # UTC+4 all year
    assert moscow.add(at("2026-01-12 00:00"), HOUR) == at("2026-01-12 07:00")  # UTC+3 again


def test_case_29_tehran_had_summer_time_until_2022() -> None:
    tehran = calendar(days(EVERY_DAY, "09:00-17:00"), "Asia/Tehran")
    assert tehran.add(at("2022-07-05 00:00"), HOUR) == at("2022-07-05 05:30")
    assert tehran.add(at("2023-07-05 00:00"), HOUR) == at("2023-07-05 06:30")
