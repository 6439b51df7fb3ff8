"""A look at accounts: who is told what, once whoever looks, and not again until it is worse, a day older or solved."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from firstreply.channels.base import Checked
from tests.journey.conftest import NOW, Office
from tests.journey.test_watch import health, say
from tests.statements import counted

pytestmark = pytest.mark.postgres
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def look(office: Office, now: datetime, checked: Checked | None = None) -> int:
    """Claim what is due, and write down what was found; how many were told of."""
    from firstreply.journey import watch

    due = watch.claimed(office.organisation, now=now, most=10)
    found = [watch.Looked(source=one, checked=checked if one == office.source else None) for one in due]
    return watch.looked(office.organisation, found, now=now)


def told(office: Office) -> list[tuple[UUID, str, str]]:
    """Who was told what in the application: the news and the state."""
    rows = office.rows("LiveEvent", "member_id", "payload", kind="alert.channel")
    return [(member, payload["news"], payload["state"]) for member, payload in rows]


def test_admins_are_told_of_a_failure_at_the_next_look_and_when_it_is_solved(office: Office) -> None:
    assert look(office, NOW) == 0
    say(office, "failed", "smtp_login_refused", {"host": "mail.example"}, NOW + MINUTE, part="send")
    assert look(office, NOW + MINUTE) == 1
    assert health(office, "state", "code", "since", "told_at") == (
        "failing", "smtp_login_refused", NOW + MINUTE, NOW + MINUTE,
    )  # fmt: skip
    say(office, "fine", NOW + 5 * MINUTE, part="send")
    assert look(office, NOW + 5 * MINUTE) == 0
    assert health(office, "state", "next_check_at") == ("fine", NOW + 7 * MINUTE)
    assert look(office, NOW + 7 * MINUTE) == 1
    assert told(office) == [(office.owner, "trouble", "failing"), (office.owner, "solved", "fine")]
    assert look(office, NOW + DAY) == 0


def test_what_fails_again_at_once_was_not_solved_and_is_not_told_again(office: Office) -> None:
    for minutes in range(6):
        if minutes % 2:
            say(office, "fine", NOW + minutes * MINUTE)
        else:
            say(office, "failed", "imap_gone", {}, NOW + minutes * MINUTE)
        look(office, NOW + minutes * MINUTE)
    assert told(office) == [(office.owner, "trouble", "failing")]


def test_what_is_not_solved_is_told_again_every_day(office: Office) -> None:
    say(office, "failed", "imap_gone", {}, NOW)
    for hours in (0, 1, 23, 24, 25, 49):
        look(office, NOW + timedelta(hours=hours))
    assert [news for _, news, _ in told(office)] == ["trouble", "reminder", "reminder"]


def test_a_try_that_fails_is_told_at_once_and_tried_again_soon(office: Office) -> None:
    assert look(office, NOW, Checked(ok=False, code="telegram_token_refused", facts={"bot": "x"})) == 1
    state, checked, following = health(office, "state", "checked_at", "next_check_at")
    assert (state, checked) == ("failing", NOW)
    assert timedelta(seconds=25) < following - NOW < timedelta(seconds=35)
    assert look(office, following, Checked(ok=True)) == 0
    assert health(office, "state", "last_ok_at", "parts") == ("fine", following, {})


def test_an_account_that_is_used_with_success_is_not_tried(office: Office) -> None:
    from firstreply.journey import watch

    say(office, "fine", NOW)
    assert watch.claimed(office.organisation, now=NOW + MINUTE, most=10)[office.source] is False
    assert watch.claimed(office.organisation, now=NOW + 20 * MINUTE, most=10)[office.source] is True


def test_what_one_worker_looks_at_nobody_else_does(office: Office) -> None:
    from firstreply.journey import watch

    assert list(watch.claimed(office.organisation, now=NOW, most=10)) == [office.source]
    assert watch.claimed(office.organisation, now=NOW + MINUTE, most=10) == {}
    assert list(watch.claimed(office.organisation, now=NOW + 3 * MINUTE, most=10)) == [office.source]


def test_two_workers_who_looked_at_the_same_tell_once(office: Office) -> None:
    from firstreply.journey import watch

    say(office, "failed", "imap_gone", {}, NOW)
    found = [watch.Looked(source=office.source)]
    assert [watch.looked(office.organisation, found, now=NOW) for _ in range(2)] == [1, 0]


def history(office: Office, weeks: int, until: datetime) -> None:
    """Four an hour, day and night, so many weeks long."""
    from firstreply.store.models import Hour
    from firstreply.store.tenancy import acting

    whose: dict[str, Any] = {"organisation_id": office.organisation, "source_id": office.source}
    hours = [until.replace(minute=0) - n * timedelta(hours=1) for n in range(weeks * 168)]
    with acting(office.organisation):
        Hour.objects.bulk_create(Hour(**whose, hour=hour, count=4, last_at=hour) for hour in hours)


def test_silence_is_told_when_it_becomes_unusual_and_ends_with_what_comes_next(office: Office) -> None:
    history(office, 3, NOW - timedelta(hours=1))
    office.submit({"email": "ada@customer.example"}, at=NOW)
    office.arrived(now=NOW)
    assert look(office, NOW) == 0
    quiet_at = datetime.fromisoformat(health(office, "rhythm")["quiet_at"])
    assert timedelta(hours=1) < quiet_at - NOW < timedelta(hours=5)
    assert look(office, quiet_at - MINUTE) == 0
    assert health(office, "next_check_at") == quiet_at
    assert look(office, quiet_at) == 1
    assert health(office, "state", "code", "since") == ("quiet", "channel_quiet", NOW)
    assert [look(office, quiet_at + timedelta(hours=hours)) for hours in (20, 40, 62)] == [0, 1, 1]
    assert health(office, "state") == "stopped"
    office.submit({"email": "ben@customer.example"}, at=NOW + 3 * DAY)
    office.arrived(now=NOW + 3 * DAY)
    assert look(office, NOW + 3 * DAY) == 0
    assert look(office, NOW + 3 * DAY + 2 * MINUTE) == 1
    assert [one[1:] for one in told(office)] == [
        ("trouble", "quiet"), ("reminder", "quiet"), ("trouble", "stopped"), ("solved", "fine"),
    ]  # fmt: skip


def test_nothing_is_expected_on_a_holiday_of_all_calendars(office: Office) -> None:
    from firstreply.core.member import Role
    from firstreply.journey.organise import hours
    from firstreply.journey.organise.decided import By
    from firstreply.store.models import CalendarVersion
    from firstreply.store.tenancy import acting

    history(office, 3, NOW - timedelta(hours=1))
    office.submit({"email": "ada@customer.example"}, at=NOW)
    office.arrived(now=NOW)
    days = [(NOW + timedelta(days=n)).date().isoformat() for n in range(3)]
    week = {"mon": [["09:00", "17:00"]]}
    with acting(office.organisation):
        CalendarVersion.objects.update(value={"zone": "UTC", "versions": [{"week": week, "holidays": days}]})
        by = By(office.owner, Role.OWNER, NOW)
        closed = {"week": week, "holidays": days[:2], "exceptions": {days[2]: []}}
        hours.add_calendar("Second", {"zone": "UTC", "versions": [closed]}, by)
    look(office, NOW)
    quiet_at = datetime.fromisoformat(health(office, "rhythm")["quiet_at"])
    assert NOW + timedelta(days=2) < quiet_at < NOW + timedelta(days=4)


def test_number_of_statements_does_not_grow_with_the_accounts(office: Office) -> None:
    from firstreply.core.member import Role
    from firstreply.journey import watch
    from firstreply.journey.organise import sources
    from firstreply.journey.organise.decided import By
    from firstreply.store.tenancy import acting

    with acting(office.organisation):
        by = By(office.owner, Role.OWNER, NOW)
        more = [sources.add_source(f"Site {n}", "api", {}, {}, by).id for n in range(3)]
    sent = []
    for these in ([office.source], [office.source, *more]):
        watch.claimed(office.organisation, now=NOW, most=10)
        with counted() as seen:
            watch.looked(office.organisation, [watch.Looked(source=one) for one in these], now=NOW)
        sent.append(len(seen))
    assert sent[0] == sent[1]


def test_an_account_that_answers_well_and_has_nothing_left_to_send_is_well_again(office: Office) -> None:
    say(office, "failed", "channel_send_failed", {"reason": "login_refused"}, NOW, part="send")
    for hours, state in ((0, "failing"), (1, "failing"), (3, "fine")):
        look(office, NOW + timedelta(hours=hours), Checked(ok=True))
        assert health(office, "state") == state


def test_an_account_that_was_switched_off_is_silent_from_when_it_is_on_again(office: Office) -> None:
    history(office, 3, NOW - timedelta(hours=1))
    office.submit({"email": "ada@customer.example"}, at=NOW)
    office.arrived(now=NOW)
    look(office, NOW)
    office.change("Source", {"pk": office.source}, disabled_at=NOW)
    assert look(office, NOW + 5 * DAY) == 0
    office.change("Source", {"pk": office.source}, disabled_at=None)
    assert look(office, NOW + 9 * DAY) == 0
    quiet_at = datetime.fromisoformat(health(office, "rhythm")["quiet_at"])
    assert timedelta(hours=1) < quiet_at - (NOW + 9 * DAY) < timedelta(hours=5)
    assert look(office, quiet_at) == 1
    assert health(office, "state", "since") == ("quiet", NOW + 9 * DAY)
