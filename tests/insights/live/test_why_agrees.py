"""Why this number tells of the hours and the working time that Insights counted by, wait by wait."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest

from firstreply.core.member import Role
from firstreply.core.sight import Viewer
from firstreply.insights import live
from firstreply.insights.live import asking
from firstreply.insights.live.asked import Asked, Where
from firstreply.insights.live.file import Mirror
from firstreply.insights.why_number import counted
from firstreply.store.tenancy import acting
from tests.insights.live.conftest import Looking, Office
from tests.journey.clockwork import ALWAYS, WEEKDAYS, asks, hours, managing, promises
from tests.journey.conftest import NOW
from tests.journey.life import Life

pytestmark = pytest.mark.postgres

ADMIN = Viewer(member=None, role=Role.ADMIN)
GERMAN = {"version": 1, "rule": {"all": [{"field": "country", "op": "is", "value": "DE"}]}}
IRANIAN = {"version": 1, "rule": {"all": [{"field": "country", "op": "is", "value": "IR"}]}}
Told = tuple[str | None, int, int, bool]


def furnished(office: Office) -> Office:
    """The founding's hours; Ann's own; those of Ben's and Cem's team; promises for two countries of three."""
    cairo = hours(office, WEEKDAYS, "Africa/Cairo", "Cairo")
    tehran = hours(office, WEEKDAYS, "Asia/Tehran", "Tehran")
    team, _ = managing(office, *office.reps[1:])
    office.change("Member", {"pk": office.reps[0]}, calendar_id=cairo)
    office.change("Team", {"pk": team}, calendar_id=tehran)
    promises(office, condition=GERMAN, calendar_id=hours(office, ALWAYS, name="always"))
    promises(office, condition=IRANIAN)
    return office


def counted_by_insights(office: Office, mirror: Mirror) -> dict[UUID, Told]:
    """Version of the hours, clock time, working time and off hours of each wait."""
    assert mirror.mark is not None
    everything = Asked(where=Where(first=False), as_of=mirror.mark.at)
    page = asking.behind(office.organisation, ADMIN, everything, now=NOW, limit=1000)
    with mirror.reading() as cursor:
        versions = dict(
            cursor.execute(
                "SELECT w.id, c.name FROM wait w LEFT JOIN code c ON c.kind = 'version' AND c.code = w.version"
            ).fetchall()
        )
    return {
        one.wait.id: (versions[one.wait.id], one.wall_s, one.business_s, one.off_hours) for one in page.rows
    }


def counted_by_why(office: Office, mirror: Mirror) -> dict[UUID, Told]:
    """The same, as the page works it out."""
    from firstreply.store.queries import waits

    assert mirror.mark is not None
    found = {}
    with acting(office.organisation):
        shown = waits.some(ADMIN, office_waits(office), NOW)
        for own, wait in shown.items():
            if wait.outcome == "voided":
                continue
            behind = waits.behind(wait)
            measured = live.hours_of_then(wait, behind)
            stop = mirror.mark.at if wait.ended_at is None else int(wait.ended_at.timestamp())
            stops = [(stopped, int(at.timestamp())) for stopped, at in behind.pauses]
            value = None if measured is None else measured.value
            count = counted(int(wait.started_at.timestamp()), stop, value, stops)
            version = None if measured is None else str(measured.version)
            off_hours = count.off_hours and wait.outcome == "answered" and measured is not None
            found[own] = (version, count.wall, count.business, off_hours)
    return found


def office_waits(office: Office) -> list[UUID]:
    from firstreply.store.models import Wait

    return list(Wait.objects.values_list("pk", flat=True))


@pytest.fixture
def asked_of(mirrors: Looking, monkeypatch: pytest.MonkeyPatch) -> Looking:
    monkeypatch.setattr(asking, "mirrors", lambda: mirrors)
    return mirrors


def lived(office: Office, seed: int) -> Life:
    """Thirty inquiries of three countries at all hours, some answered, some with the clock stopped for a while."""
    chance, life = Random(seed), Life(furnished(office), Random(seed))
    for n in range(30):
        life.now += timedelta(minutes=chance.randrange(900))
        more: dict[str, Any] = {"country": chance.choice(["DE", "IR", "FR"])}
        _, wait = asks(office, n, at=life.now, **more)
        if chance.random() < 0.3:
            life.act("pause", wait, reason="agreed")
            life.now += timedelta(minutes=chance.randrange(600))
            if chance.random() < 0.7:
                life.act("resume", wait)
        life.now += timedelta(minutes=chance.randrange(300))
        if chance.random() < 0.6:
            life.act("talked", wait, channel="phone")
    return life


@pytest.mark.parametrize("seed", [1, 2])
def test_the_page_shows_the_hours_and_the_time_that_insights_counted(
    office: Office, asked_of: Looking, seed: int
) -> None:
    lived(office, seed)
    mirror = asked_of(office.organisation)
    told = counted_by_insights(office, mirror)
    assert counted_by_why(office, mirror) == told
    assert len(told) == 30
    assert len({version for version, *_ in told.values()}) == 3  # of a promise, of Ann, of the team


def test_a_promise_that_was_made_by_no_hours_is_measured_day_and_night_whatever_is_set_later(
    office: Office, asked_of: Looking
) -> None:
    promises(office)
    office.change("Team", {}, calendar_id=None)
    _, wait = asks(office)
    hours(office, WEEKDAYS, "Africa/Cairo")
    Life(office, Random(1), now=NOW + timedelta(days=3)).act("talked", wait, channel="phone")
    mirror = asked_of(office.organisation)
    told = counted_by_insights(office, mirror)
    assert told == {wait: (None, 3 * 86_400, 3 * 86_400, False)}
    assert counted_by_why(office, mirror) == told


def test_new_hours_leave_what_began_before_as_it_was(office: Office, asked_of: Looking) -> None:
    from firstreply.journey.organise import hours as organise
    from firstreply.journey.organise.decided import By

    calendar = hours(office, WEEKDAYS)
    office.change("Sla", {}, retired_at=NOW)
    office.change("Member", {}, calendar_id=calendar)
    with acting(office.organisation):
        by = By(office.owner, Role.OWNER, NOW)
        organise.change_calendar(calendar, by, value={"zone": "UTC", "versions": [{"week": ALWAYS}]})
    office.change("CalendarVersion", {"number": 2}, created_at=NOW + timedelta(hours=1))
    _, before = asks(office, 1, at=NOW)
    _, after = asks(office, 2, at=NOW + timedelta(hours=2))
    mirror = asked_of(office.organisation)
    told = counted_by_insights(office, mirror)
    first, second = office.rows("CalendarVersion", "id", calendar_id=calendar)
    assert (told[before][0], told[after][0]) == (str(first), str(second))
    assert counted_by_why(office, mirror) == told
