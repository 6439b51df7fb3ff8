"""Why this number: all that a wait's numbers follow from adds up, second by second."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.conftest import Office

pytestmark = pytest.mark.postgres

SATURDAY_TO_WEDNESDAY = {
    "zone": "Asia/Tehran",
    "versions": [{"week": {day: [["09:00", "17:00"]] for day in ("sat", "sun", "mon", "tue", "wed")}}],
}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of March 2026, in UTC; the 6th is a Friday. Berlin is an hour ahead, Tehran three and a half."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def told(instant: datetime) -> str:
    return instant.isoformat()


@pytest.fixture
def why(office: Office) -> dict[str, Any]:
    """Asked on Friday 15:00 in Berlin, paused until Monday 9:30, given to Tehran; answered."""
    from firstreply.journey import acted, flow

    def hears(when: datetime, **message: str) -> None:
        given = {
            "channel": "whatsapp",
            "party": "+4915123456789",
            "text": "Hello?",
            "at": told(when),
        } | message
        assert office.ask("POST", "/messages", given).status_code == 202
        flow.arrived(office.id, now=when)

    hears(at(6, 14), direction="in")
    hears(at(6, 14, 10), direction="in", text="Are you there?")
    (wait,) = office.get("/waits").json()["items"]
    calendar = office.ask("POST", "/calendars", {"name": "Tehran", "value": SATURDAY_TO_WEDNESDAY}).json()[
        "id"
    ]
    omid, _ = office.member("rep", "Omid Rep")
    office.ask("PATCH", f"/members/{omid}", {"calendar": calendar}, match="*")
    olga = office.founded.member
    acted.pause(office.id, wait["id"], by=olga, now=at(6, 14, 30), reason="they are travelling")
    acted.resume(office.id, wait["id"], by=olga, now=at(9, 8, 30))
    acted.assign(office.id, wait["lead"], to=omid, by=olga, now=at(9, 8, 45))
    acted.take_leave(office.id, omid, at(9, 9), at(9, 9, 30), by=omid, now=at(9, 8, 50), reason="")
    hears(at(9, 10), direction="out", author="omid@example.net")
    found: dict[str, Any] = office.get(f"/waits/{wait['id']}/why").json()
    return found


def seconds(parts: list[dict[str, Any]]) -> list[int]:
    return [one["seconds"] for one in parts]


def test_due_instant_is_the_end_of_the_open_parts_that_were_counted(why: dict[str, Any]) -> None:
    promise = why["promise"]
    assert (promise["name"], promise["due_at"]) == ("First answer", told(at(9, 9)))
    assert [(one["starts_at"], one["ends_at"]) for one in promise["counted"]] == [
        (told(at(6, 14)), told(at(6, 14, 30))),
        (told(at(9, 8, 30)), told(at(9, 9))),
    ]
    assert sum(seconds(promise["counted"])) == promise["seconds"] == 3600
    assert (why["hours"]["number"], why["hours"]["name"]) == (1, "Working hours")


def test_time_is_counted_without_the_pause_and_beyond_the_promise(why: dict[str, Any]) -> None:
    assert (seconds(why["parts"]), why["business_seconds"]) == ([1800, 5400], 7200)
    assert [(one["starts_at"], one["ends_at"]) for one in why["pauses"]] == [
        (told(at(6, 14, 30)), told(at(9, 8, 30)))
    ]
    assert why["wait"]["standing"] == "missed"


def test_each_who_had_it_is_measured_by_their_own_hours_and_leave(why: dict[str, Any]) -> None:
    first, second = why["hands"]
    assert (first["name"], first["business_seconds"], seconds(first["parts"])) == (
        "Olga Owner",
        2700,
        [1800, 900],
    )
    assert (second["name"], second["business_seconds"], seconds(second["parts"])) == (
        "Omid Rep",
        2700,
        [900, 1800],
    )
    assert (seconds(second["leaves"]), second["since"], second["until"]) == (
        [1800],
        told(at(9, 8, 45)),
        told(at(9, 10)),
    )
    assert first["wall_seconds"] + second["wall_seconds"] == why["wall_seconds"]


def test_every_message_behind_it_is_there(why: dict[str, Any]) -> None:
    said = [why["opened"], *why["joined"], why["ended"]]
    assert [one["at"] for one in said] == [told(at(6, 14)), told(at(6, 14, 10)), told(at(9, 10))]


def test_a_stopped_clock_is_due_at_no_instant(office: Office) -> None:
    office.ask(
        "POST", "/messages", {"channel": "sms", "party": "+4915123456789", "text": "Hi", "direction": "in"}
    )
    from firstreply.journey import flow

    flow.arrived(office.id, now=datetime.now(UTC))
    (wait,) = office.get("/waits").json()["items"]
    office.ask("POST", f"/waits/{wait['id']}/pause", {"reason": "later"})
    promise = office.get(f"/waits/{wait['id']}/why").json()["promise"]
    assert (promise["due_at"], promise["counted"], promise["seconds"]) == (None, [], 3600)


def test_where_nothing_was_promised_the_hours_of_whose_it_is_are_shown(office: Office) -> None:
    from firstreply.journey import acted, flow

    for sla in office.get("/slas").json()["items"]:
        assert office.ask("DELETE", f"/slas/{sla['id']}", match="*").status_code == 204
    tehran = office.ask("POST", "/calendars", {"name": "Tehran", "value": SATURDAY_TO_WEDNESDAY}).json()
    omid, _ = office.member("rep", "Omid Rep")
    office.ask("PATCH", f"/members/{omid}", {"calendar": tehran["id"]}, match="*")
    asked = {
        "channel": "sms",
        "party": "+4915123456789",
        "direction": "in",
        "text": "Hi",
        "at": told(at(6, 14)),
    }
    assert office.ask("POST", "/messages", asked).status_code == 202
    flow.arrived(office.id, now=at(6, 14))
    (wait,) = office.get("/waits").json()["items"]
    acted.assign(office.id, wait["lead"], to=omid, by=office.founded.member, now=at(6, 15))
    acted.talked(office.id, wait["id"], by=omid, now=at(7, 6, 30), channel="phone")
    why = office.get(f"/waits/{wait['id']}/why").json()
    assert (why["promise"], why["hours"]["name"], why["hours"]["calendar"]) == (None, "Tehran", tehran["id"])
    assert (seconds(why["parts"]), why["business_seconds"], why["wall_seconds"]) == ([3600], 3600, 59_400)
