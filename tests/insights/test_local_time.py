"""Local days, weekdays and hours of many instants, against one datetime each."""

from datetime import UTC, datetime
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from firstreply.insights.local_time import local_time, offsets_between
from firstreply.insights.periods import MOST, trend_edges
from tests.insights.looks import DAY, MONDAY

ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Gaza",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Asia/Tehran",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "Pacific/Chatham",
    "Pacific/Apia",
)


@pytest.mark.parametrize("zone", ZONES)
def test_local_time_agrees_with_datetime(zone: str) -> None:
    random = Random(zone)
    instants = [random.randrange(946_684_800, 2_000_000_000) for _ in range(2000)]
    place = ZoneInfo(zone)
    expected = [datetime.fromtimestamp(at, UTC).astimezone(place) for at in instants]
    found = local_time(np.array(instants), zone)
    assert found.weekday.tolist() == [moment.weekday() for moment in expected]
    assert found.hour.tolist() == [moment.hour for moment in expected]
    assert found.day.tolist() == [moment.date().toordinal() - 719_163 for moment in expected]


def test_each_transition_is_found_to_the_second() -> None:
    table = offsets_between("Europe/Berlin", 1_767_225_600, 1_798_761_600)  # the year 2026
    assert table.offsets.tolist() == [3600, 7200, 3600]
    assert [datetime.fromtimestamp(at, UTC).isoformat() for at in table.instants[1:].tolist()] == [
        "2026-03-29T01:00:00+00:00",
        "2026-10-25T01:00:00+00:00",
    ]


def test_no_instants_no_local_times() -> None:
    assert len(local_time(np.zeros(0, np.int64), "Asia/Tehran").hour) == 0


@pytest.mark.parametrize(
    ("days", "points", "second"),
    [
        (1, 1, "2026-01-06"),
        (60, 60, "2026-01-06"),
        (84, 12, "2026-01-12"),
        (420, 60, "2026-01-12"),
        (500, 17, "2026-02-01"),
        (2000, 22, "2026-04-01"),
        (8000, 22, "2027-01-01"),
    ],
)
def test_trend_takes_the_finest_periods_that_fit(days: int, points: int, second: str) -> None:
    edges = trend_edges("UTC", MONDAY, MONDAY + days * DAY)
    assert len(edges) - 1 == points
    assert points <= MOST
    assert datetime.fromtimestamp(int(edges[1]), UTC).date().isoformat() == second


def test_trend_periods_begin_at_local_midnight_also_across_a_clock_change() -> None:
    place = ZoneInfo("Europe/Berlin")
    edges = trend_edges("Europe/Berlin", MONDAY + 70 * DAY, MONDAY + 90 * DAY)
    assert {datetime.fromtimestamp(int(at), place).hour for at in edges} == {0}


def test_nothing_covered_has_no_trend() -> None:
    assert len(trend_edges("UTC", MONDAY, MONDAY)) == 0
