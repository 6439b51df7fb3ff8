"""What was promised is frozen, comes due to the second, happens once, and ends with the wait."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.journey.clockwork import ALWAYS, WEEKDAYS, asks, hours, managing, passes, promises, told
from tests.journey.conftest import NOW, Office

pytestmark = pytest.mark.postgres

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    """November 2026: the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "seconds", "due"),
    [
        (utc(20, 16, 30), 3600, utc(23, 9, 30)),  # case 6: Friday afternoon
        (utc(21, 15), 3600, utc(23, 10)),  # case 7: Saturday
        (utc(21, 18, 30), 300, utc(23, 9, 5)),
        (utc(22, 16), 7200, utc(23, 11)),
        (utc(24, 10), 3600, utc(24, 11)),
        (utc(24, 9), 8 * 3600, utc(24, 17)),  # case 23: exactly fills the day
    ],
)
def test_due_is_reckoned_in_open_time(office: Office, asked: datetime, seconds: int, due: datetime) -> None:
    promises(office, seconds=seconds, calendar_id=hours(office, WEEKDAYS))
    asks(office, at=asked)
    assert office.rows("Wait", "due_at") == [due]


def test_promise_is_frozen_with_a_fact(office: Office) -> None:
    calendar = hours(office, ALWAYS)
    sla = promises(office, seconds=600, calendar_id=calendar)
    _, wait = asks(office)
    (version,) = office.rows("CalendarVersion", "id", calendar_id=calendar)
    assert office.rows("Wait", "sla_id", "calendar_version_id", "due_at") == [
        (sla, version, NOW + 10 * MINUTE)
    ]
    ((at, data),) = office.rows("Fact", "at", "data", kind="promised", wait_id=wait)
    due = (NOW + 10 * MINUTE).isoformat()
    ((owner, first_owner),) = office.rows("Wait", "owner_id", "first_owner_id")
    whose = {"owner": str(owner), "first_owner": str(first_owner)}
    assert (at, data) == (NOW, {"sla": str(sla), "calendar_version": str(version), "due_at": due, **whose})


def test_first_promise_that_fits_applies(office: Office) -> None:
    german = {"version": 1, "rule": {"field": "country", "op": "is", "value": "DE"}}
    german_sla = promises(office, seconds=60, condition=german)
    other = promises(office, seconds=600)
    asks(office, 1, country="DE")
    asks(office, 2, country="FR")
    assert office.rows("Wait", "party", "sla_id") == [
        ("p1@customer1.example", german_sla),
        ("p2@customer2.example", other),
    ]


def test_promise_for_later_answers_waits_for_the_first(office: Office) -> None:
    """Case 10: a shorter target for follow-ups does not run before anybody has answered."""
    promises(office, seconds=60, covers="next")
    first = promises(office, seconds=600, covers="first")
    asks(office)
    assert office.rows("Wait", "sla_id", "due_at") == [(first, NOW + 10 * MINUTE)]


def test_without_hours_a_promise_runs_around_the_clock(office: Office) -> None:
    promises(office, seconds=3600)
    asks(office, at=utc(21, 3))
    assert office.rows("Wait", "due_at", "calendar_version_id") == [(utc(21, 4), None)]


def test_hours_of_the_owner_count_where_the_promise_has_none(office: Office) -> None:
    calendar = hours(office, WEEKDAYS)
    for rep in office.reps:
        office.change("Member", {"pk": rep}, calendar_id=calendar)
    promises(office, seconds=3600)
    asks(office, at=utc(20, 16, 30))
    assert office.rows("Wait", "due_at") == [utc(23, 9, 30)]


def test_hours_that_never_open_are_told_to_the_administrators_once(office: Office) -> None:
    from firstreply.store.ids import new_id
    from firstreply.store.models import Calendar, CalendarVersion
    from firstreply.store.tenancy import acting

    calendar = new_id()
    with acting(office.organisation):
        Calendar.objects.create(id=calendar, organisation_id=office.organisation, name="closed")
        CalendarVersion.objects.create(
            organisation_id=office.organisation,
            calendar_id=calendar,
            number=1,
            value={"zone": "UTC", "versions": [{"week": {}}]},
        )
    promises(office, calendar_id=calendar)
    asks(office, 1)
    asks(office, 2)
    assert office.rows("Wait", "due_at") == [None, None]
    assert office.rows("Moment", "kind") == []
    assert told(office, kind="escalated") == [("escalated", office.owner)]


def test_warnings_breach_and_escalation_happen_when_they_are_due(office: Office) -> None:
    _, boss = managing(office)
    ladder = {"steps": [{"after": 600, "action": "tell_manager"}, {"after": 1200, "action": "tell_admins"}]}
    promises(office, seconds=600, ladder=ladder)
    _, wait = asks(office)
    (rep,) = office.rows("Wait", "owner_id")
    seen = []
    for minute in range(31):
        done = passes(office, NOW + minute * MINUTE)
        if done:
            seen.append((minute, done))
    assert seen == [(5, 1), (8, 1), (10, 1), (20, 1), (30, 1)]
    alerts = [row for row in told(office, wait_id=wait) if row[0] != "assigned"]
    assert alerts[:2] == [("warning", rep), ("warning", rep)]
    assert set(alerts[2:4]) == {("breach", rep), ("breach", boss)}
    assert alerts[4:] == [("escalated", boss), ("escalated", office.owner)]
    facts = office.rows("Fact", "kind", wait_id=wait)
    assert facts == ["assigned", "promised", "warned", "warned", "missed", "escalated", "escalated"]
    assert office.rows("Wait", "missed_at") == [NOW + 10 * MINUTE]


def test_one_second_early_nothing_happens(office: Office) -> None:
    promises(office, seconds=600)
    asks(office)
    assert passes(office, NOW + 5 * MINUTE - timedelta(seconds=1)) == 0
    assert passes(office, NOW + 5 * MINUTE) == 1


def test_breach_is_seen_without_anyone_saving_the_record(office: Office) -> None:
    """Case 14."""
    promises(office, seconds=600)
    asks(office)
    assert office.rows("Wait", "missed_at") == [None]
    passes(office, NOW + 3 * HOUR)
    assert office.rows("Wait", "missed_at") == [NOW + 10 * MINUTE]


def test_after_an_outage_the_last_word_is_enough(office: Office) -> None:
    promises(office, seconds=600)
    asks(office)
    assert passes(office, NOW + 30 * MINUTE) == 3
    kinds = [kind for kind, _ in told(office) if kind != "assigned"]
    assert sorted(set(kinds)) == ["breach"]
    assert office.rows("Moment", "kind", "outcome", done_at__isnull=False) == [
        ("warning", "overtaken"),
        ("warning", "overtaken"),
        ("breach", "fired"),
    ]


def test_answer_cancels_what_was_planned(office: Office) -> None:
    from firstreply.journey import acted

    promises(office, seconds=600)
    _, wait = asks(office)
    (rep,) = office.rows("Wait", "owner_id")
    acted.talked(office.organisation, wait, by=rep, now=NOW + MINUTE, channel="phone")
    assert set(office.rows("Moment", "outcome")) == {"ended"}
    assert passes(office, NOW + DAY) == 0
    assert office.rows("Wait", "outcome", "missed_at") == [("answered", None)]


def test_late_answer_stays_missed(office: Office) -> None:
    """Case 15, whether or not the breach was noticed in between."""
    from firstreply.journey import acted

    promises(office, seconds=600)
    _, seen = asks(office, 1)
    passes(office, NOW + 20 * MINUTE)
    _, unseen = asks(office, 2, at=NOW + 30 * MINUTE)
    for wait in (seen, unseen):
        acted.talked(office.organisation, wait, by=None, now=NOW + 2 * HOUR, channel="phone")
    assert office.rows("Wait", "outcome", "missed_at") == [
        ("answered", NOW + 10 * MINUTE),
        ("answered", NOW + 40 * MINUTE),
    ]
    assert office.rows("Fact", "wait_id", kind="missed") == [seen, unseen]


def test_answer_heard_of_late_but_given_in_time_was_in_time(office: Office) -> None:
    from firstreply.journey import acted

    promises(office, seconds=600)
    _, wait = asks(office)
    passes(office, NOW + 20 * MINUTE)
    acted.talked(office.organisation, wait, by=None, now=NOW + HOUR, at=NOW + 10 * MINUTE, channel="phone")
    assert office.rows("Wait", "outcome", "missed_at") == [("answered", None)]


def test_wait_from_long_ago_raises_no_storm(office: Office) -> None:
    promises(office, seconds=600)
    office.submit({"name": "Old", "email": "old@customer.example", "need": "?"}, at=NOW - 2 * DAY)
    office.arrived(now=NOW)
    assert set(office.rows("Moment", "outcome", "done_at")) == {("past", NOW)} | set(
        office.rows("Moment", "outcome", "done_at", done_at=None)
    )
    assert office.rows("Wait", "missed_at") == [NOW - 2 * DAY + 10 * MINUTE]
    passes(office, NOW)
    assert [kind for kind, _ in told(office) if kind in ("warning", "breach")] == []


def test_pause_is_not_counted_and_resuming_escalates_nothing(office: Office) -> None:
    """Case 11."""
    from firstreply.journey import acted

    promises(office, seconds=600)
    _, wait = asks(office)
    own = office.organisation
    passes(office, NOW + 5 * MINUTE)
    acted.pause(own, wait, by=None, now=NOW + 6 * MINUTE, reason="They are travelling")
    assert passes(office, NOW + DAY) == 0
    assert office.rows("Wait", "due_at", "missed_at") == [(None, None)]
    acted.resume(own, wait, by=None, now=NOW + DAY + 6 * MINUTE)
    assert passes(office, NOW + DAY + 6 * MINUTE) == 0
    assert office.rows("Wait", "due_at", "missed_at") == [(NOW + DAY + 10 * MINUTE, None)]
    assert passes(office, NOW + DAY + 8 * MINUTE) == 1  # the second warning; the first had been
    assert passes(office, NOW + DAY + 10 * MINUTE) == 1
    assert office.rows("Wait", "missed_at") == [NOW + DAY + 10 * MINUTE]


def test_wait_that_is_answered_while_its_clock_stands_still_was_in_time(office: Office) -> None:
    from firstreply.journey import acted

    promises(office, seconds=600)
    _, wait = asks(office)
    acted.pause(office.organisation, wait, by=None, now=NOW + MINUTE, reason="agreed")
    acted.talked(office.organisation, wait, by=None, now=NOW + DAY, channel="phone")
    assert office.rows("Wait", "outcome", "missed_at", "due_at") == [
        ("answered", None, NOW + DAY + 9 * MINUTE)
    ]


def test_moving_a_card_stops_no_clock(office: Office) -> None:
    """Case 13."""
    from firstreply.journey import acted

    promises(office, seconds=600)
    lead, _ = asks(office)
    acted.move_stage(office.organisation, lead, "negotiation", by=None, now=NOW + MINUTE)
    passes(office, NOW + HOUR)
    assert office.rows("Wait", "outcome", "missed_at") == [("open", NOW + 10 * MINUTE)]


def test_changed_hours_move_nothing_until_somebody_recomputes(office: Office) -> None:
    from firstreply.core.member import Role
    from firstreply.journey import due
    from firstreply.journey.organise import hours as organise
    from firstreply.journey.organise.decided import By
    from firstreply.store.tenancy import acting

    calendar = hours(office, ALWAYS)
    promises(office, seconds=3600, calendar_id=calendar)
    asks(office)
    with acting(office.organisation):
        by = By(office.owner, Role.OWNER, NOW)
        organise.change_calendar(
            calendar, by, value={"zone": "UTC", "versions": [{"week": {"wed": [["09:00", "17:00"]]}}]}
        )
    assert office.rows("Wait", "due_at") == [NOW + HOUR]
    assert due.recompute(office.organisation, calendar, by=office.owner, now=NOW + MINUTE) == 1
    assert office.rows("Wait", "due_at") == [utc(25, 10)]
    assert passes(office, NOW + 2 * HOUR) == 0
    decided = [data for data in office.rows("Fact", "data", kind="decided") if data["what"] == "recompute"]
    assert [data["waits"] for data in decided] == [1]
