"""Inquiries at the door: what is taken, what is refused, and what is answered."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import orjson
import psycopg
import pytest

from tests.api.conftest import Office
from tests.postgres import Database

pytestmark = pytest.mark.postgres
SARA = {"name": "Sara", "email": "sara@acme.example", "need": "200 chairs"}


def post(office: Office, body: Any, key: str = "", path: str = "/inquiries") -> Any:
    headers = {"Authorization": f"Bearer {office.token}"} | ({"Idempotency-Key": key} if key else {})
    data = body if isinstance(body, bytes) else orjson.dumps(body)
    return office.client.post(f"/api/v1{path}", data, content_type="application/json", headers=headers)


def rows(database: Database, columns: str = "id") -> list[Any]:
    with psycopg.connect(database.admin) as connection:
        found = connection.execute(f"SELECT {columns} FROM arrival ORDER BY id").fetchall()
    return [row[0] if len(row) == 1 else row for row in found]


def wrong(response: Any) -> dict[str, str]:
    return {one["field"]: one["code"] for one in response.json()["errors"]}


def test_acknowledged_inquiry_is_on_disk_as_it_was_sent(office: Office, database: Database) -> None:
    response = post(office, SARA | {"size": 12, "external_id": "web-7"})
    assert response.status_code == 202
    told = response.json()
    assert told["state"] == "new"
    assert told["links"] == {"self": f"/api/v1/arrivals/{told['id']}"}
    ((arrival, source, external_id, payload),) = rows(database, "id, source_id, external_id, payload")
    assert (str(arrival), source, external_id) == (told["id"], office.founded.source, "web-7")
    assert payload == SARA | {"size": 12}


def test_same_key_and_body_give_the_same_answer(office: Office, database: Database) -> None:
    first, again = post(office, SARA, "k-1"), post(office, dict(reversed(SARA.items())), '"k-1"')
    assert (again.status_code, again.json()) == (202, first.json())
    assert ("Idempotent-Replayed" in first, again["Idempotent-Replayed"]) == (False, "true")
    assert len(rows(database)) == 1


def test_same_key_and_another_body_is_a_conflict(office: Office, database: Database) -> None:
    first = post(office, SARA, "k-1").json()
    response = post(office, SARA | {"need": "300 chairs"}, "k-1")
    assert (response.status_code, response.json()["code"]) == (409, "external_id_reused")
    assert rows(database, "id::text, payload ->> 'need'") == [(first["id"], "200 chairs")]


@pytest.mark.parametrize(("told", "counts"), [(-3600, -3600), (3600, 0)])
def test_the_clock_starts_when_it_was_asked_but_never_later_than_now(
    office: Office, database: Database, told: int, counts: int
) -> None:
    from firstreply.journey.flow import arrived

    now = datetime.now(UTC)
    at = (now + timedelta(seconds=told)).astimezone(timezone(timedelta(hours=3.5)))
    made = post(office, SARA | {"occurred_at": at.isoformat()}).json()
    arrived(office.id, limit=10, now=now + timedelta(seconds=1))
    became = office.get(f"/arrivals/{made['id']}").json()
    wait = office.get(f"/waits/{became['wait']}").json()
    expected = at if counts else datetime.fromisoformat(made["received_at"])
    began = datetime.fromisoformat(wait["started_at"])
    assert (became["state"], began) == (
        "done",
        expected.replace(microsecond=0),
    )  # the clock counts whole seconds
    assert office.get(f"/leads/{became['lead']}").json()["persona"].get("custom") is None


def test_without_a_key_each_is_an_arrival(office: Office, database: Database) -> None:
    answers = {post(office, SARA).json()["id"] for _ in range(3)}
    assert {str(one) for one in rows(database)} == answers
    assert len(answers) == 3


def test_external_id_counts_before_the_key(office: Office, database: Database) -> None:
    first = post(office, SARA | {"external_id": "a"}, "k-1").json()
    assert post(office, SARA | {"external_id": "a"}, "k-2").json() == first
    assert len(rows(database)) == 1


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"name": "S", "email": "nobody"}, {"email": "not_an_email"}),
        ({"name": ["S"], "phone": {}}, {"name": "not_text", "phone": "not_text"}),
        ({"name": "S", "budget": "much"}, {"budget": "not_a_number"}),
        ({"name": "S", "emails": ["s@a.example", "x"]}, {"emails[1]": "not_an_email"}),
        ({"name": "S", "size": {"deep": {"deeper": 1}}}, {"custom.size": "not_a_value"}),
        ({"name": "S", "tags": ["t"] * 51}, {"tags": "too_many"}),
        ({"name": "S", "external_id": ""}, {"external_id": "not_an_id"}),
        ({"name": "S", "external_id": "x" * 201}, {"external_id": "not_an_id"}),
        ({"name": "S", "occurred_at": "yesterday"}, {"occurred_at": "not_an_instant"}),
        ({"name": "S", "occurred_at": "2026-01-31T09:00:00"}, {"occurred_at": "instant_without_zone"}),
        ({"name": "S", "occurred_at": "0001-01-01T00:00:00+09:00"}, {"occurred_at": "not_an_instant"}),
        ({"name": "S\0ara"}, {"name": "nul_in_text"}),
        ({"name": "S", "custom": {"a\0b": 1}}, {"custom.ab": "nul_in_text"}),
    ],
)
def test_wrong_fields_are_named(
    office: Office, database: Database, body: Any, errors: dict[str, str]
) -> None:
    response = post(office, body)
    assert (response.status_code, response["Content-Type"]) == (422, "application/problem+json")
    assert wrong(response) == errors
    assert rows(database) == []


@pytest.mark.parametrize(
    "body", [{}, {"name": "  "}, {"country": "DE"}, {"need": "\u200b\n"}, {"emails": []}]
)
def test_inquiry_of_nobody_about_nothing_is_refused(office: Office, body: Any) -> None:
    response = post(office, body)
    assert (response.status_code, response.json()["code"]) == (422, "inquiry_empty")


@pytest.mark.parametrize(
    ("body", "at"),
    [
        (b'{"name": "S",}', "1:13"),
        (b'{"name":\n "S" "T"}', "2:6"),
        (b" ", "1:1"),
        (b'{"n": 1e999}', "1:7"),
        (b'{"n": "\\ud800"}', "1:8"),
        (b"[" * 2000 + b"]" * 2000, "1:1026"),
    ],
)
def test_what_is_no_json_says_where(office: Office, body: bytes, at: str) -> None:
    response = post(office, body)
    assert (response.status_code, response.json()["code"]) == (400, "body_not_json")
    assert wrong(response) == {at: "body_not_json"}


@pytest.mark.parametrize("body", [[], "text", 1, None])
def test_json_that_is_no_object_is_refused(office: Office, body: Any) -> None:
    response = post(office, body)
    assert (response.status_code, response.json()["code"]) == (422, "inquiry_not_an_object")


def test_key_that_is_too_long_is_refused(office: Office) -> None:
    assert wrong(post(office, SARA, "k" * 256)) == {"Idempotency-Key": "not_an_id"}


def test_many_are_answered_one_by_one(office: Office, database: Database) -> None:
    items = [
        {"name": "a"},
        {},
        {"name": "b", "external_id": "x"},
        {"name": "c", "external_id": "x"},
        {"name": "d"},
    ]
    response = post(office, {"items": items}, path="/inquiries/bulk")
    told = response.json()
    assert (response.status_code, told["taken"]) == (207, 3)
    assert [one["status"] for one in told["items"]] == [202, 422, 202, 409, 202]
    assert told["items"][1]["problem"]["code"] == "inquiry_empty"
    assert sorted(rows(database, "payload ->> 'name'")) == ["a", "b", "d"]


def test_many_with_a_key_are_taken_once(office: Office, database: Database) -> None:
    body = {"items": [{"name": f"n{n}"} for n in range(1000)]}
    first = post(office, body, "k", "/inquiries/bulk").json()
    again = post(office, body, "k", "/inquiries/bulk").json()
    assert [one["receipt"]["id"] for one in again["items"]] == [
        one["receipt"]["id"] for one in first["items"]
    ]
    assert {one["replayed"] for one in again["items"]} == {True}
    assert len(rows(database)) == 1000


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"items": []}, "items_missing"),
        ([], "items_missing"),
        ({"items": [{}] * 1001}, "items_too_many"),
        ({"items": [{}], "more": 1}, "field_unknown"),
    ],
)
def test_bulk_of_another_shape_is_refused(office: Office, body: Any, code: str) -> None:
    response = post(office, body, path="/inquiries/bulk")
    assert (response.status_code, response.json()["code"]) == (422, code)


def test_messages_come_by_the_same_door(office: Office, database: Database) -> None:
    call = {"direction": "out", "channel": "phone", "party": "+4930901820", "text": "Called", "id": "c-1"}
    first, again = post(office, call, path="/messages"), post(office, call, path="/messages")
    mail = b"From: sara@acme.example\r\nTo: us@x.example\r\n\r\nHello"
    headers = {"Authorization": f"Bearer {office.token}"}
    raw = office.client.post("/api/v1/messages", mail, content_type="message/rfc822", headers=headers)
    assert (first.status_code, again.json(), raw.status_code) == (202, first.json(), 202)
    kept = rows(database, "kind, external_id = 'phone:c-1', payload ->> 'party', raw")
    assert kept == [("message", True, "+4930901820", None), ("message", False, None, mail)]


def test_message_without_direction_is_refused(office: Office) -> None:
    assert wrong(post(office, {"channel": "sms", "party": "+49"}, path="/messages")) == {
        "direction": "message_field_wrong"
    }


def test_arrivals_are_listed_in_pages_and_by_state(office: Office, database: Database) -> None:
    made = [post(office, {"name": f"n{n}"}).json()["id"] for n in range(5)]
    with psycopg.connect(database.admin) as connection:
        connection.execute(
            "UPDATE arrival SET state = 'quarantined', reason = 'mapping_unreadable', facts = '{\"path\": \"x\"}'"
            " WHERE id = ANY(%s)",
            [[UUID(one) for one in made[1:3]]],
        )
    first = office.get("/arrivals?limit=3").json()
    second = office.get(f"/arrivals?limit=3&cursor={first['next']}").json()
    assert [one["id"] for one in first["items"] + second["items"]] == made[::-1]
    assert second["next"] is None
    put_aside = office.get("/arrivals?state=quarantined").json()["items"]
    assert [(one["id"], one["reason"]["code"]) for one in put_aside] == [
        (made[2], "mapping_unreadable"),
        (made[1], "mapping_unreadable"),
    ]


def test_quarantined_arrival_is_replayed_and_another_is_not(office: Office, database: Database) -> None:
    made = post(office, SARA).json()["id"]
    refused = office.ask("POST", f"/arrivals/{made}/replay")
    assert (refused.status_code, refused.json()["code"]) == (409, "arrival_not_quarantined")
    with psycopg.connect(database.admin) as connection:
        connection.execute("UPDATE arrival SET state = 'quarantined', reason = 'inquiry_empty'")
    response = office.ask("POST", f"/arrivals/{made}/replay")
    assert (response.status_code, response.json()["state"], response.json()["reason"]) == (202, "new", None)
    assert rows(database, "state, reason") == [("new", "")]


def test_what_was_sent_can_be_read_by_an_admin(office: Office) -> None:
    made = post(office, SARA).json()["id"]
    assert office.get(f"/arrivals/{made}/payload").json() == SARA


def test_no_organisation_sees_anothers_arrivals(offices: Callable[[str], Office], database: Database) -> None:
    ours, theirs = offices("Ours"), offices("Theirs")
    made = post(ours, SARA, "k").json()["id"]
    before = rows(database, "state, organisation_id")
    for method, path in (("GET", ""), ("GET", "/payload"), ("POST", "/replay")):
        assert theirs.ask(method, f"/arrivals/{made}{path}").status_code == 404
    assert theirs.get("/arrivals").json()["items"] == []
    assert post(theirs, SARA, "k").json()["id"] != made
    assert rows(database, "state, organisation_id")[:1] == before
