"""Quiet hours: alerts wait until they end, urgent ones do not."""

from collections.abc import Iterator

import pytest

from firstreply.core.refusal import Refused
from firstreply.core.respond.quiet import QuietHours, next_allowed
from tests.core.zones import epoch, zones_of_tzdata

NIGHT = (("22:00", "07:00"),)
BERLIN = "Europe/Berlin"


@pytest.fixture(autouse=True, scope="module")
def _pinned_zones() -> Iterator[None]:
    with zones_of_tzdata():
        yield


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        ("2026-01-05 21:59:59", "2026-01-05 21:59:59"),
        ("2026-01-05 22:00", "2026-01-06 07:00"),
        ("2026-01-06 03:00", "2026-01-06 07:00"),
        ("2026-01-06 07:00", "2026-01-06 07:00"),
        ("2026-12-31 23:30", "2027-01-01 07:00"),
    ],
)
def test_an_alert_waits_until_the_night_is_over(at: str, allowed: str) -> None:
    assert next_allowed(epoch(at), QuietHours(windows=NIGHT)) == epoch(allowed)


def test_an_urgent_alert_does_not_wait() -> None:
    night = epoch("2026-01-05 23:00")
    assert next_allowed(night, QuietHours(windows=NIGHT), urgent=True) == night


def test_without_quiet_hours_nothing_waits() -> None:
    assert next_allowed(5, QuietHours.from_dict(None)) == 5


@pytest.mark.parametrize(
    ("at", "allowed", "hours"),
    [("2026-03-28 23:00", "2026-03-29 07:00", 7), ("2026-10-24 23:00", "2026-10-25 07:00", 9)],
)
def test_the_night_ends_by_the_local_clock_when_clocks_change(at: str, allowed: str, hours: int) -> None:
    start, end = epoch(at, BERLIN), epoch(allowed, BERLIN)
    assert end - start == hours * 3600
    assert next_allowed(start, QuietHours(zone=BERLIN, windows=NIGHT)) == end


def test_a_night_belongs_to_the_day_it_begins_on() -> None:
    friday = QuietHours(windows=NIGHT, days=("fri",))
    assert next_allowed(epoch("2026-01-10 06:00"), friday) == epoch("2026-01-10 07:00")
    assert next_allowed(epoch("2026-01-09 06:00"), friday) == epoch("2026-01-09 06:00")


def test_a_whole_weekend_and_the_night_after_it_are_one() -> None:
    weekend = QuietHours(windows=(("00:00", "24:00"),), days=("fri", "sat"), zone="Asia/Tehran")
    thursday_night = epoch("2026-01-09 00:00", "Asia/Tehran")
    assert next_allowed(thursday_night, weekend) == epoch("2026-01-11 00:00", "Asia/Tehran")


@pytest.mark.parametrize("zone", [BERLIN, "Asia/Beirut", "Australia/Lord_Howe"])
def test_what_is_allowed_is_never_quiet_never_earlier_and_never_later_than_needed(zone: str) -> None:
    quiet = QuietHours(zone=zone, windows=(("13:00", "14:00"), ("21:30", "02:15")))
    for at in range(epoch("2026-01-01"), epoch("2026-12-31"), 1753):
        allowed = next_allowed(at, quiet)
        assert allowed >= at
        assert not quiet.is_quiet(allowed)
        assert allowed == at or (quiet.is_quiet(at) and quiet.is_quiet(allowed - 1))


def test_quiet_hours_survive_their_json() -> None:
    quiet = QuietHours(zone=BERLIN, windows=NIGHT, days=("sat",))
    assert QuietHours.from_dict(quiet.to_dict()) == quiet


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ([], "quiet_malformed"),
        ({"from": "22:00"}, "quiet_malformed"),
        ({"windows": "22:00"}, "quiet_malformed"),
        ({"windows": [["22:00"]]}, "quiet_malformed"),
        ({"days": [1]}, "quiet_malformed"),
        ({"windows": [["22:00", "22:00"]]}, "calendar_window_empty"),
        ({"windows": [["22", "7"]]}, "calendar_window_malformed"),
        ({"windows": [["22:00", "07:00"]], "days": ["someday"]}, "calendar_day_unknown"),
        ({"zone": "Mars/Base"}, "calendar_zone_unknown"),
        ({"windows": [["00:00", "12:00"], ["12:00", "24:00"]]}, "quiet_never_ends"),
    ],
)
def test_quiet_hours_that_make_no_sense_are_refused(raw: object, code: str) -> None:
    with pytest.raises(Refused) as refused:
        QuietHours.from_dict(raw)  # type: ignore[arg-type]  # what people send
    assert refused.value.code == code
