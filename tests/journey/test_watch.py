"""How accounts are: what comes in makes a rhythm, who notices a failure says so, and it is written down once."""

from datetime import timedelta
from typing import Any

import pytest

from tests.journey.conftest import NOW, Office

pytestmark = pytest.mark.postgres


def health(office: Office, *columns: str) -> Any:
    (row,) = office.rows("Health", *columns, source_id=office.source)
    return row


def say(office: Office, what: str, *given: Any, **more: Any) -> None:
    from firstreply.journey import watch
    from firstreply.store.tenancy import acting

    with acting(office.organisation):
        getattr(watch, what)(office.source, *given, **more)


def test_what_comes_in_is_counted_by_the_hour(office: Office) -> None:
    for minutes in (0, 20, 70):
        at = NOW + timedelta(minutes=minutes)
        office.submit({"email": f"p{minutes}@customer.example"}, at=at)
        office.arrived(now=at)
    hours = office.rows("Hour", "hour", "count", source_id=office.source)
    assert hours == [(NOW, 2), (NOW + timedelta(hours=1), 1)]
    assert health(office, "last_in_at") == NOW + timedelta(minutes=70)


def test_a_part_that_fails_is_well_again_when_that_part_says_so(office: Office) -> None:
    say(office, "failed", "imap_login_refused", {"host": "mail.example"}, NOW)
    say(office, "failed", "imap_login_refused", {"host": "mail.example"}, NOW + timedelta(minutes=1))
    say(office, "fine", NOW + timedelta(minutes=2), part="send")
    parts, ok, error = health(office, "parts", "last_ok_at", "last_error_at")
    assert {name: (one["code"], one["count"]) for name, one in parts.items()} == {
        "read": ("imap_login_refused", 2)
    }
    assert (ok, error) == (NOW + timedelta(minutes=2), NOW + timedelta(minutes=1))
    say(office, "fine", NOW + timedelta(minutes=2, seconds=1))
    assert health(office, "parts") == {}


def test_that_all_is_well_is_written_once_a_minute(office: Office) -> None:
    for seconds in (0, 30, 59, 61):
        say(office, "fine", NOW + timedelta(seconds=seconds))
        if seconds == 59:
            assert health(office, "last_ok_at") == NOW
    assert health(office, "last_ok_at") == NOW + timedelta(seconds=61)


def test_sends_that_fail_in_a_row_are_trouble_and_a_refused_login_is_at_once(office: Office) -> None:
    from firstreply.core.watch.health import Failure
    from firstreply.journey import watch

    def after(*reasons: str) -> list[bool]:
        watch.handed(
            office.organisation, [watch.Handed(source=office.source, reason=one) for one in reasons], now=NOW
        )
        return [Failure.from_dict(one).counts for one in health(office, "parts").values()]

    assert after("no_answer: timeout", "no_answer: timeout") == [False]
    assert after("no_answer: timeout") == [True]
    assert after("", "") == []
    assert after("login_refused: 535") == [True]
    assert after("no_answer: timeout", "") == []
