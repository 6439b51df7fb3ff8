"""When silence is unusual: never at night, at weekends or without history; soon, where something came all the time."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from firstreply.core.watch.rhythm import LEAST, Rhythm

BERLIN = ZoneInfo("Europe/Berlin")
BEGIN = datetime(2026, 1, 5, tzinfo=UTC)  #: a Monday
HOUR = timedelta(hours=1)
WORK = [1.0 if day < 5 and 8 <= hour < 18 else 0.0 for day in range(7) for hour in range(24)]
ALWAYS = [1.0] * 168


def came(seed: int, weekly: float, shape: list[float], weeks: int) -> list[datetime]:
    """What comes in by chance, so much a week, spread over its hours by this shape."""
    chance, found = Random(seed), []
    for n in range(weeks * 168):
        hour = BEGIN + n * HOUR
        local = hour.astimezone(BERLIN)
        rate = weekly * shape[local.weekday() * 24 + local.hour] / sum(shape)
        at = chance.expovariate(rate) if rate else 1.0
        while at < 1:
            found.append(hour + at * HOUR)
            at += chance.expovariate(rate)
    return found


def by_hour(instants: Iterable[datetime]) -> dict[datetime, int]:
    counts: dict[datetime, int] = {}
    for one in instants:
        hour = one.replace(minute=0, second=0, microsecond=0)
        counts[hour] = counts.get(hour, 0) + 1
    return counts


def rhythm(instants: list[datetime], off: Iterable[date] = ()) -> Rhythm:
    return Rhythm.of(by_hour(instants), BERLIN, last=instants[-1], off=frozenset(off))


def false_alarms(seed: int, weekly: float, shape: list[float], weeks: int) -> int:
    """How often it was called unusual that nothing had come, and then something came."""
    counts: dict[datetime, int] = {}
    last, known, learnt, wrong = None, None, BEGIN, 0
    for at in came(seed, weekly, shape, weeks):
        if known is not None and last is not None:
            wrong += known.silence(last, at) is not None
        hour = at.replace(minute=0, second=0, microsecond=0)
        counts[hour] = counts.get(hour, 0) + 1
        last = at
        if at - learnt > timedelta(days=2):
            known, learnt = Rhythm.of(counts, BERLIN, last=at), at
    return wrong


def test_false_alarms_are_as_rare_as_promised() -> None:
    """One in 200 weeks; 12 accounts over 12 weeks, two of them learning, are 120 weeks."""
    wrong = sum(
        false_alarms(seed, weekly, shape, 12)
        for seed in (1, 2)
        for weekly in (10, 70, 400)
        for shape in (WORK, ALWAYS)
    )
    assert wrong <= 2


@pytest.mark.parametrize(("weekly", "shape", "longest"), [(400, WORK, 3), (70, WORK, 14), (400, ALWAYS, 8)])
def test_what_breaks_on_a_tuesday_morning_is_noticed(weekly: float, shape: list[float], longest: int) -> None:
    """Hours until it is; goes with how much usually comes: 40 an open hour, 7, 2.4."""
    took = []
    for seed in range(5):
        broke = BEGIN + timedelta(weeks=8, days=1, hours=7)
        before = [one for one in came(seed, weekly, shape, 9) if one < broke]
        at = rhythm(before).unusual_from(before[-1])
        assert at is not None
        took.append((at - broke) / HOUR)
    assert sorted(took)[2] <= longest


def test_nights_and_weekends_are_silent_and_nobody_is_told() -> None:
    friday_evening = BEGIN + timedelta(weeks=8, days=4, hours=16, minutes=59)
    before = [one for one in came(3, 2000, WORK, 9) if one < friday_evening]
    known = rhythm(before)
    assert known.silence(before[-1], BEGIN + timedelta(weeks=9, hours=6, minutes=59)) is None
    at = known.unusual_from(before[-1])
    assert at is not None
    assert timedelta(weeks=9, hours=7) < at - BEGIN < timedelta(weeks=9, hours=9)


def test_without_two_weeks_of_history_no_silence_is_unusual() -> None:
    little = [one for one in came(4, 2000, ALWAYS, 2) if one < BEGIN + LEAST - timedelta(hours=2)]
    assert rhythm(little).unusual_from(little[-1]) is None
    assert Rhythm.of({}, BERLIN, last=BEGIN).unusual_from(BEGIN) is None
    enough = came(4, 2000, ALWAYS, 3)
    assert rhythm(enough).unusual_from(enough[-1]) is not None


def test_what_came_every_day_and_misses_two_of_them_has_stopped() -> None:
    before = came(5, 50, WORK, 8)
    known, last = rhythm(before), before[-1]  # a Friday
    monday = BEGIN + timedelta(weeks=8)
    found = [known.silence(last, monday + timedelta(hours=hours)) for hours in (9, 20, 44, 68)]
    assert [one and one.stopped for one in found] == [None, False, False, True]
    assert found[3] is not None
    assert (found[3].since, round(found[3].usual)) == (last, 7)


def test_a_silence_as_long_as_one_before_that_ended_by_itself_is_usual() -> None:
    holidays = BEGIN + timedelta(weeks=3), BEGIN + timedelta(weeks=3, days=3)
    before = [one for one in came(6, 100, WORK, 8) if not holidays[0] <= one < holidays[1]]
    known = rhythm(before)
    wednesday = BEGIN + timedelta(weeks=8, days=2, hours=12)
    assert known.silence(before[-1], wednesday) is None
    assert known.silence(before[-1], wednesday + timedelta(days=4)) is not None


def test_nothing_is_expected_on_a_day_that_is_off() -> None:
    before = came(7, 400, WORK, 8)
    monday = BEGIN + timedelta(weeks=8)
    at = rhythm(before, off=[monday.date()]).unusual_from(before[-1])
    assert at is not None
    assert at > monday + timedelta(days=1)


def test_usual_week_is_shown_by_day() -> None:
    days = rhythm(came(8, 400, WORK, 8)).by_day
    assert [round(one / 80) for one in days] == [1, 1, 1, 1, 1, 0, 0]
