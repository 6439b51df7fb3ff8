"""What people do to leads and waits through the API, from the request to the row."""

from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import Office
from tests.api.stocked import lead, minutes, wait

pytestmark = pytest.mark.postgres


def test_a_changed_lead_is_found_by_what_is_new(office: Office) -> None:
    one = lead(office, "Jane Doe", owner_id=office.founded.member)
    seen = office.get(f"/leads/{one}")["ETag"]
    body = {"persona": {"company": "Example Ltd", "emails": ["Jane@Example.COM"]}}
    changed = office.ask("PATCH", f"/leads/{one}", body, match=seen)
    again = office.ask("PATCH", f"/leads/{one}", body, match=seen)
    assert (changed.status_code, changed.json()["company"]) == (200, "Example Ltd")
    assert (again.status_code, again.json()["code"]) == (412, "changed_meanwhile")
    assert [item["id"] for item in office.get("/leads?text=jane@ex").json()["items"]] == [str(one)]


def test_wrong_fields_are_named(office: Office) -> None:
    one = lead(office, owner_id=office.founded.member)
    refused = office.ask("PATCH", f"/leads/{one}", {"persona": {"emails": ["ok@x.example", "no"]}}, match="*")
    assert (refused.status_code, [error["field"] for error in refused.json()["errors"]]) == (
        422,
        ["emails[1]"],
    )


def test_a_rep_hands_over_and_sees_it_as_a_teams_lead(office: Office) -> None:
    team = office.founded.team
    rep, token = office.member("rep", "Rita Rep", (team,))
    other, _ = office.member("rep", "Otto Other", (team,))
    one = lead(office, owner_id=rep, team_id=team)
    given = office.ask(
        "POST", f"/leads/{one}/hand-over", {"member": str(other), "reason": "away"}, token=token
    )
    assert (given.status_code, given.json()["owner"]) == (200, str(other))
    assert office.get(f"/leads/{one}", token=token).json()["owner"] == str(other)
    told = office.get(f"/leads/{one}/assignments").json()["items"][0]
    assert (told["kind"], told["member"], told["reasons"]["reason"]) == ("given", str(other), "away")


def test_a_rep_may_not_assign_and_a_viewer_may_not_note(office: Office) -> None:
    rep, rep_token = office.member("rep", "Rita Rep", (office.founded.team,))
    _, viewer_token = office.member("viewer", "Vera Viewer")
    one = lead(office, owner_id=rep)
    assign = office.ask(
        "POST", f"/leads/{one}/assign", {"member": str(office.founded.member)}, token=rep_token, match="*"
    )
    note = office.ask("POST", f"/leads/{one}/notes", {"text": "x"}, token=viewer_token)
    assert [(answer.status_code, answer.json()["code"]) for answer in (assign, note)] == [
        (403, "not_allowed")
    ] * 2


@pytest.mark.parametrize(
    ("path", "body", "outcome"),
    [
        ("talk", {"channel": "phone", "text": "Wants ten."}, "answered"),
        ("dismiss", {"reason": "thanks"}, "dismissed"),
        ("void", {"reason": "spam"}, "voided"),
        ("call", {"reached": False}, "open"),
    ],
)
def test_what_ends_a_wait_and_what_does_not(
    office: Office, path: str, body: dict[str, Any], outcome: str
) -> None:
    waiting = _inquiry(office)
    done = office.ask("POST", f"/waits/{waiting}/{path}", body)
    assert (done.status_code, done.json()["outcome"]) == (200, outcome)
    again = office.get(f"/waits/{waiting}").json()
    assert again["outcome"] == outcome


def test_a_pause_is_left_out_of_the_number_and_shown_in_its_reasons(office: Office) -> None:
    waiting = _inquiry(office)
    paused = office.ask("POST", f"/waits/{waiting}/pause", {"reason": "they are travelling"})
    twice = office.ask("POST", f"/waits/{waiting}/pause", {"reason": "again"})
    why = office.get(f"/waits/{waiting}/why").json()
    assert (paused.status_code, twice.status_code, twice.json()["code"]) == (200, 409, "wait_paused")
    assert why["business_seconds"] == sum(part["seconds"] for part in why["parts"])
    assert len(why["pauses"]) <= 1


def test_presence_and_leave_are_ones_own_to_say(office: Office) -> None:
    rep, token = office.member("rep", "Rita Rep", (office.founded.team,))
    busy = office.ask("PUT", f"/members/{rep}/presence", {"presence": "busy"}, token=token)
    body = {"starts_at": "2027-03-01T00:00:00Z", "ends_at": "2027-03-08T00:00:00Z"}
    away = office.ask("POST", f"/members/{rep}/leaves", body, token=token)
    other = office.ask("PUT", f"/members/{office.founded.member}/presence", {"presence": "busy"}, token=token)
    backwards = office.ask(
        "POST",
        f"/members/{rep}/leaves",
        {"starts_at": body["ends_at"], "ends_at": body["starts_at"]},
        token=token,
    )
    back = office.ask("DELETE", f"/members/{rep}/leaves/{away.json()['id']}", token=token)
    statuses = [one.status_code for one in (busy, away, other, backwards, back)]
    assert (statuses, busy.json()["presence"]) == ([200, 201, 403, 422, 204], "busy")
    assert office.get(f"/members/{rep}/leaves").json()["items"] == []


def test_why_adds_up_by_the_hours_of_then(office: Office) -> None:
    from datetime import UTC, datetime

    from firstreply.store.models import CalendarVersion

    friday = datetime(2026, 3, 6, 15, 30, tzinfo=UTC)  # 16:30 in Berlin
    monday = datetime(2026, 3, 9, 8, 30, tzinfo=UTC)
    with office.acting():
        version = CalendarVersion.objects.get(calendar_id=office.founded.calendar)
    one = lead(office)
    waiting = wait(
        office, one, friday, ended_at=monday, outcome="answered", due_at=monday, sla_id=office.founded.sla,
        calendar_version_id=version.pk,
    )  # fmt: skip
    office.ask("PATCH", f"/calendars/{office.founded.calendar}", {"value": {"zone": "UTC"}}, match="*")
    why = office.get(f"/waits/{waiting}/why").json()
    assert (why["business_seconds"], why["wall_seconds"], why["off_hours"]) == (3600, 234_000, False)
    assert [part["seconds"] for part in why["parts"]] == [1800, 1800]
    assert (why["hours"]["number"], why["promise"]["seconds"], why["wait"]["standing"]) == (1, 3600, "met")
    assert why["opened"]["subject"] == "An offer, please"


def _inquiry(office: Office) -> UUID:
    """A real inquiry through the door, and the wait that it opened."""
    from firstreply.journey import flow

    body = {"name": "Lea Lead", "emails": ["lea@example.net"], "need": "An offer, please"}
    assert office.ask("POST", "/inquiries", body).status_code == 202
    from datetime import UTC, datetime

    flow.arrived(office.id, now=datetime.now(UTC) + minutes(0))
    (found,) = office.get("/waits?state=open").json()["items"]
    return UUID(found["id"])


def test_who_of_a_pool_asks_first_gets_the_lead_and_others_learn_of_no_offer(office: Office) -> None:
    rep, token = office.member("rep", "Rita Rep", (office.founded.team,))
    _, others = office.member("rep", "Otto Other", (office.founded.team,))
    seats = [{"member": str(rep)}, {"member": str(office.founded.member)}]
    pool = office.ask("POST", "/pools", {"name": "Two", "value": {"mode": "least_loaded", "seats": seats}})
    one = lead(office, owner_id=office.founded.member)
    given = office.ask("POST", f"/leads/{one}/assign", {"pool": pool.json()["id"]}, match="*")
    assert (given.status_code, given.json()["owner"]) == (200, None)
    offer = office.get(f"/leads/{one}/assignments").json()["items"][0]["id"]
    answers = [
        office.ask("POST", f"/offers/{offer}/claim", token=who) for who in (others, token, office.token)
    ]
    told = [(answer.status_code, answer.json().get("code")) for answer in answers]
    assert told == [(404, "not_found"), (200, None), (409, "offer_over")]
    assert answers[1].json()["owner"] == str(rep)


def test_what_contradicts_what_is_there_is_a_conflict(office: Office) -> None:
    waiting, one = _inquiry(office), lead(office, owner_id=office.founded.member)
    reopened = office.ask("POST", f"/waits/{waiting}/reopen", {})
    taken_apart = office.ask("POST", f"/leads/{one}/unmerge")
    assert [(answer.status_code, answer.json()["code"]) for answer in (reopened, taken_apart)] == [
        (409, "wait_open"),
        (409, "not_merged"),
    ]
