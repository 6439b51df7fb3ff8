"""Until when a lead is snoozed, by the hours people work and the clock on their wall."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from firstreply.core.calendar import Calendar
from firstreply.core.respond.snooze import Until, choices, until

BERLIN, TEHRAN = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Tehran")
WORKING = {day: [["08:30", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
TUESDAY = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 14, 5, tzinfo=UTC)


def hours(week: dict[str, list[list[str]]], zone: str = "Europe/Berlin") -> Calendar:
    return Calendar.from_dict({"zone": zone, "versions": [{"week": week}]})


def at(choice: Until, now: datetime, calendar: Calendar, zone: ZoneInfo = BERLIN) -> str:
    return until(choice, now, calendar, zone).astimezone(zone).strftime("%a %H:%M")


def test_one_hour_is_one_hour() -> None:
    assert at(Until.HOUR, TUESDAY, hours(WORKING)) == "Tue 16:05"


def test_tomorrow_morning_is_when_they_open_tomorrow() -> None:
    assert at(Until.TOMORROW, TUESDAY, hours(WORKING)) == "Wed 08:30"


def test_tomorrow_is_tomorrow_even_on_a_free_day() -> None:
    assert at(Until.TOMORROW, FRIDAY, hours(WORKING)) == "Sat 09:00"


def test_the_next_working_day_leaves_the_weekend_out() -> None:
    assert at(Until.WORKDAY, FRIDAY, hours(WORKING)) == "Mon 08:30"
    iran = {day: [["08:00", "16:00"]] for day in ("sat", "sun", "mon", "tue", "wed")}
    wednesday = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
    assert at(Until.WORKDAY, wednesday, hours(iran, "Asia/Tehran"), TEHRAN) == "Sat 08:00"


def test_next_week_is_the_first_opening_in_seven_days() -> None:
    assert at(Until.WEEK, TUESDAY, hours(WORKING)) == "Tue 08:30"
    assert until(Until.WEEK, TUESDAY, hours(WORKING), BERLIN).date().isoformat() == "2026-12-01"


def test_who_works_around_the_clock_or_never_begins_at_nine() -> None:
    for calendar in (Calendar.always(), hours({})):
        assert at(Until.TOMORROW, TUESDAY, calendar) == "Wed 09:00"


def test_of_two_that_mean_the_same_one_is_offered_in_order() -> None:
    found = choices(TUESDAY, hours(WORKING), BERLIN)
    assert [one for one, _ in found] == [Until.HOUR, Until.TOMORROW, Until.WEEK]
    assert [one for one, _ in choices(FRIDAY, hours(WORKING), BERLIN)] == [
        Until.HOUR, Until.TOMORROW, Until.WORKDAY, Until.WEEK,
    ]  # fmt: skip
