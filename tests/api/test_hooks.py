"""Addresses of sources: signed deliveries of programs, forms of people."""

import base64
import hashlib
import hmac
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
import psycopg
import pytest

from tests.api.conftest import Office
from tests.postgres import Database

pytestmark = pytest.mark.postgres
BODY = orjson.dumps({"contact": {"mail": "sara@acme.example"}})


class Hook:
    """A source and whoever delivers to it."""

    def __init__(self, office: Office, database: Database, kind: str = "webhook", **settings: Any) -> None:
        made = office.ask("POST", "/sources", {"name": kind, "kind": kind, "settings": settings}).json()
        self.id, self.secret = made["id"], made["secret"]
        self._office, self._database = office, database

    def deliver(self, body: bytes = BODY, *, id: str = "msg_1", at: int | None = None, **headers: str) -> Any:
        """Signed as Standard Webhooks has it; `headers` replace what is sent."""
        timestamp = str(at if at is not None else int(time.time()))
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        made = hmac.new(key, f"{id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
        signature = f"v1,{base64.b64encode(made).decode()}"
        given = {"webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature}
        return self.post(
            body, "application/json", given | {k.replace("_", "-"): v for k, v in headers.items()}
        )

    def post(self, body: bytes, kind: str, headers: dict[str, str] | None = None) -> Any:
        return self._office.client.generic(
            "POST", f"/in/{self.id}", body, content_type=kind, headers=headers or {}
        )

    def kept(self, columns: str) -> list[Any]:
        with psycopg.connect(self._database.admin) as connection:
            query = f"SELECT {columns} FROM arrival WHERE source_id = %s ORDER BY id"
            return connection.execute(query, [UUID(self.id)]).fetchall()


@pytest.fixture
def hook(office: Office, database: Database) -> Hook:
    return Hook(office, database)


@pytest.fixture
def form(office: Office, database: Database) -> Hook:
    return Hook(office, database, "form")


def test_signed_delivery_is_taken_once(hook: Hook) -> None:
    first, again = hook.deliver(), hook.deliver(at=int(time.time()) - 3)
    assert (first.status_code, again.status_code, again["Idempotent-Replayed"]) == (202, 202, "true")
    assert again.json() == first.json()
    assert hook.kept("external_id, payload") == [("msg_1", orjson.loads(BODY))]


def test_same_id_with_another_body_is_a_conflict(hook: Hook) -> None:
    assert [hook.deliver().status_code, hook.deliver(b'{"name": "T"}').status_code] == [202, 409]


def test_wrong_signatures_are_refused_and_noted(hook: Hook, office: Office) -> None:
    for response in (
        hook.deliver(webhook_signature="v1,AAAA"),
        hook.deliver(at=int(time.time()) - 400),
        hook.post(BODY, "application/json"),
        hook.post(BODY, "application/json", {"X-Signature": "sha256=00"}),
    ):
        assert (response.status_code, response.json()["code"]) == (401, "signature_wrong")
    assert hook.kept("id") == []
    noted = office.get(f"/sources/{hook.id}").json()["settings"]["refused"]
    assert noted["count"] == 1  # the first at once, the others with the next that comes 10 s later
    assert noted["at"].endswith("+00:00")


def test_plain_signature_takes_the_same_octets_once(hook: Hook) -> None:
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    signature = {"X-Signature": "sha256=" + hmac.new(key, BODY, hashlib.sha256).hexdigest()}
    answers = [hook.post(BODY, "application/json", signature).json()["id"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(hook.kept("id")) == 1


@pytest.mark.parametrize("body", [b"no json", b'{"name": "S\\u0000"}', b"\xff\x00"])
def test_what_cannot_be_read_is_kept_as_it_came(hook: Hook, body: bytes) -> None:
    assert hook.deliver(body).status_code == 202
    assert hook.kept("payload, raw") == [(None, body)]


def test_unknown_disabled_and_unsigned_kinds_are_not_there(office: Office, hook: Hook) -> None:
    from firstreply.api import hooks

    nobody = "01a2042e-36cf-70a0-a211-52d61bb7e99b"
    for source in (nobody, str(office.founded.source)):
        assert office.client.post(f"/in/{source}").status_code == 404
    assert office.ask("PATCH", f"/sources/{hook.id}", {"disabled": True}, match="*").status_code == 200
    hooks.forget()
    assert hook.deliver().status_code == 404
    assert office.client.get(f"/in/{hook.id}").status_code == 404


def test_form_of_a_person_is_taken_and_thanked_in_their_language(form: Hook, office: Office) -> None:
    filled = b"name=Sara&email=sara%40acme.example&tags=a&tags=b&_next=https%3A%2F%2Fevil.example"
    response = form.post(filled, "application/x-www-form-urlencoded", {"Accept-Language": "fa-IR,en;q=0.5"})
    assert (response.status_code, response["Content-Security-Policy"]) == (200, "default-src 'none'")
    assert b'lang="fa" dir="rtl"' in response.content
    assert form.kept("payload") == [({"name": "Sara", "email": "sara@acme.example", "tags": ["a", "b"]},)]


def test_double_click_on_a_form_is_one_arrival(form: Hook) -> None:
    for _ in range(2):
        assert form.post(b"name=Sara", "application/x-www-form-urlencoded").status_code == 200
    assert len(form.kept("id")) == 1


def test_machine_that_fills_in_the_hidden_field_is_thanked_and_not_heard(form: Hook) -> None:
    response = form.post(b"name=Bot&_gotcha=x", "application/x-www-form-urlencoded")
    assert (response.status_code, form.kept("id")) == (200, [])


def test_form_leads_where_the_source_says(office: Office, database: Database) -> None:
    form = Hook(office, database, "form", redirect="https://acme.example/thanks", honeypot="url")
    boundary = b"--b\r\nContent-Disposition: form-data; name=name\r\n\r\nSara\r\n--b--\r\n"
    response = form.post(boundary, "multipart/form-data; boundary=b")
    assert (response.status_code, response["Location"]) == (303, "https://acme.example/thanks")
    assert form.kept("payload") == [({"name": "Sara"},)]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [(b"&", "application/x-www-form-urlencoded", 422), (b"name=+&_x=1", "application/x-www-form-urlencoded", 422),
     (b'{"name": "S"}', "application/json", 415)],
)  # fmt: skip
def test_empty_form_and_no_form_are_refused(form: Hook, body: bytes, kind: str, status: int) -> None:
    assert form.post(body, kind).status_code == status
    assert form.kept("id") == []


def test_what_a_source_brings_is_its_organisations_alone(
    offices: Callable[[str], Office], database: Database
) -> None:
    ours, theirs = offices("Ours"), offices("Theirs")
    made = Hook(ours, database).deliver().json()["id"]
    assert ours.get(f"/arrivals/{made}").status_code == 200
    assert theirs.get(f"/arrivals/{made}").status_code == 404
