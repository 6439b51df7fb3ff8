"""The rep's clock: who had a wait for how long, each by their own hours; the promise knows nothing of it."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.journey.clockwork import ALWAYS, WEEKDAYS, asks, hours, promises
from tests.journey.conftest import Office

pytestmark = pytest.mark.postgres

FRIDAY = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def clocks(office: Office, now: datetime) -> list[tuple[object, int]]:
    from firstreply.store.queries.own_clock import own_clock
    from firstreply.store.tenancy import acting

    with acting(office.organisation):
        (found,) = own_clock(office.rows("Wait", "id"), now=now).values()
    return [(one.member, one.seconds) for one in found]


def test_each_hand_is_measured_by_its_own_hours(office: Office) -> None:
    """Case 28: handed over on Friday evening to somebody whose Monday is a holiday."""
    from firstreply.journey import acted
    from firstreply.store.models import CalendarVersion
    from firstreply.store.tenancy import acting

    calendar = hours(office, WEEKDAYS, name="one")
    promises(office, seconds=10 * 3600, calendar_id=calendar)
    lead, _ = asks(office, at=FRIDAY)
    (first,) = office.rows("Lead", "owner_id")
    second = next(one for one in office.reps if one != first)
    other = hours(office, WEEKDAYS, name="other")
    with acting(office.organisation):
        version = CalendarVersion.objects.get(calendar_id=other)
        version.value["versions"][0]["holidays"] = ["2026-11-23"]
        CalendarVersion.objects.filter(pk=version.pk).update(value=version.value)
    office.change("Member", {"pk": first}, calendar_id=calendar)
    office.change("Member", {"pk": second}, calendar_id=other)
    due = office.rows("Wait", "due_at")
    acted.assign(office.organisation, lead, to=second, by=office.owner, now=FRIDAY + 2 * HOUR)
    # Friday 16-17 for the first; Monday closed, Tuesday 9-11 for the second.
    assert clocks(office, datetime(2026, 11, 24, 11, tzinfo=UTC)) == [(first, 3600), (second, 7200)]
    assert office.rows("Wait", "due_at") == due


def test_leave_and_agreed_pauses_are_not_counted(office: Office) -> None:
    from firstreply.journey import acted

    promises(office, seconds=10 * 3600)
    _, wait = asks(office, at=FRIDAY)
    (rep,) = office.rows("Lead", "owner_id")
    own = office.organisation
    acted.take_leave(own, rep, FRIDAY + HOUR, FRIDAY + 3 * HOUR, by=rep, now=FRIDAY)
    acted.pause(own, wait, by=rep, now=FRIDAY + 4 * HOUR, reason="agreed")
    acted.resume(own, wait, by=rep, now=FRIDAY + 5 * HOUR)
    office.change(
        "Member",
        {"pk": rep},
        calendar_id=hours(office, ALWAYS),
    )
    assert clocks(office, FRIDAY + 8 * HOUR) == [(rep, 5 * 3600)]
    acted.talked(own, wait, by=rep, now=FRIDAY + 8 * HOUR, channel="phone")
    assert clocks(office, FRIDAY + DAY) == [(rep, 5 * 3600)]


def test_lead_that_is_nobodys_runs_on_nobodys_clock(office: Office) -> None:
    from firstreply.journey import acted
    from firstreply.store.ids import new_id
    from firstreply.store.models import Pool
    from firstreply.store.tenancy import acting

    lead, _ = asks(office, at=FRIDAY)
    (rep,) = office.rows("Lead", "owner_id")
    office.change("Member", {"pk": rep}, calendar_id=hours(office, WEEKDAYS))
    pool = new_id()
    with acting(office.organisation):
        value = {"id": str(pool), "seats": [str(one) for one in office.reps], "mode": "claim"}
        Pool.objects.create(id=pool, organisation_id=office.organisation, name="claim", value=value)
    acted.assign(office.organisation, lead, pool=pool, by=office.owner, now=FRIDAY + HOUR / 2)
    assert clocks(office, FRIDAY + DAY) == [(rep, 1800)]
