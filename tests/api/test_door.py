"""The door under load and in trouble: once however often it is brought, and never acknowledged before it is on disk."""

import io
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import psycopg
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.api.conftest import Office
from tests.postgres import Database

SARA = {"name": "Sara", "email": "sara@acme.example"}


class Web:
    """The whole WSGI application, as a server calls it; its connections end with the thread that posts."""

    def __init__(self, office: Office) -> None:
        from django.core.handlers.wsgi import WSGIHandler

        from firstreply.api.lane import in_front_of

        self._django = WSGIHandler()
        self._fast = in_front_of(self._django)
        self._token = office.token

    def post(
        self, body: Any, key: str = "", *, fast: bool = True, **more: str
    ) -> tuple[int, dict[str, str], Any]:
        octets = body if isinstance(body, bytes) else json.dumps(body).encode()
        environ = {
            "REQUEST_METHOD": "POST", "PATH_INFO": "/api/v1/inquiries", "SCRIPT_NAME": "", "QUERY_STRING": "",
            "SERVER_NAME": "x", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "192.0.2.1",
            "CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(octets)),
            "HTTP_AUTHORIZATION": f"Bearer {self._token}", "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(octets), "wsgi.errors": io.StringIO(), **more,
        }  # fmt: skip
        if key:
            environ["HTTP_IDEMPOTENCY_KEY"] = key
        found: list[Any] = []
        application = self._fast if fast else self._django
        answer = application(environ, lambda status, headers, *_: found.extend((status, headers)))
        told = b"".join(answer)
        getattr(answer, "close", lambda: None)()
        return int(found[0][:3]), dict(found[1]), orjson.loads(told)

    def together(self, jobs: list[Callable[[], Any]], threads: int = 16) -> list[Any]:
        """Run all at once, in threads that close their connections."""
        from django.db import connection

        def run(job: Callable[[], Any]) -> Any:
            try:
                return job()
            finally:
                connection.close()

        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(run, jobs))


@pytest.fixture
def web(office: Office, unlimited: None) -> Web:
    found = Web(office)
    assert found.post(SARA)[0] == 202  # the token is known from now on: what follows takes the fast lane
    return found


@pytest.fixture
def unlimited(database: Database) -> Iterator[None]:
    from django.test import override_settings

    with override_settings(FIRSTREPLY_RATE_LIMIT=0):
        yield


@pytest.fixture
def admin(database: Database) -> Iterator["psycopg.Connection[Any]"]:
    with psycopg.connect(database.admin, autocommit=True) as connection:
        yield connection


def ids(admin: "psycopg.Connection[Any]") -> set[str]:
    return {str(row[0]) for row in admin.execute("SELECT id FROM arrival")}


#: Ends every connection that the door used last.
END_DOORS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
    " AND datname = current_database() AND query LIKE '%jsonb_to_recordset%'"
)


@pytest.mark.postgres
def test_a_hundred_parallel_posts_with_one_key_are_one_arrival(web: Web, admin: Any) -> None:
    before = len(ids(admin))
    answers = web.together([lambda: web.post(SARA, "one")] * 100, threads=32)
    assert {status for status, _, _ in answers} == {202}
    assert len({told["id"] for _, _, told in answers}) == 1
    assert sum("Idempotent-Replayed" in headers for _, headers, _ in answers) == 99
    assert len(ids(admin)) == before + 1


@pytest.mark.postgres
def test_parallel_posts_of_two_bodies_under_one_key_keep_one(web: Web, admin: Any) -> None:
    jobs = [lambda n=n: web.post(SARA | {"need": f"{n % 2}"}, "one") for n in range(40)]
    answers = web.together(jobs)
    (kept,) = admin.execute("SELECT payload ->> 'need' FROM arrival WHERE external_id = 'one'").fetchall()
    assert Counter(status for status, _, _ in answers) == {202: 20, 409: 20}
    assert {status for n, (status, _, _) in enumerate(answers) if str(n % 2) == kept[0]} == {202}


@pytest.mark.postgres
def test_arrivals_of_two_organisations_share_a_transaction_and_keep_apart(
    offices: Callable[[str], Office], admin: Any
) -> None:
    from firstreply.journey import door

    both = [offices("A"), offices("B")]
    incoming = [made(office, SARA, f"k{n % 3}") for n, office in enumerate(both * 6)]
    receipts = door.accept(incoming)
    kept = dict(admin.execute("SELECT id, organisation_id FROM arrival").fetchall())
    assert {one.outcome.value: None for one in receipts} == {"taken": None, "repeated": None}
    assert [kept[one.id] for one in receipts] == [one.organisation for one in incoming]
    assert len(kept) == 6
    transactions = admin.execute("SELECT count(DISTINCT xmin::text) FROM arrival").fetchone()
    assert transactions == (1,)


@pytest.mark.postgres
def test_one_item_that_cannot_be_held_does_not_fail_the_others(office: Office, admin: Any) -> None:
    from dataclasses import replace

    from firstreply.journey import door

    incoming = [made(office, SARA) for _ in range(9)]
    incoming[4] = replace(incoming[4], payload=b'{"name": "S\\u0000"}')
    receipts = door.accept(incoming)
    assert [one.outcome.value for one in receipts] == ["taken"] * 4 + ["unfit"] + ["taken"] * 4
    assert ids(admin) == {str(one.id) for n, one in enumerate(incoming) if n != 4}


@pytest.mark.postgres
def test_nothing_is_accepted_inside_a_transaction(office: Office, admin: Any) -> None:
    from firstreply.journey import door

    with office.acting(), pytest.raises(RuntimeError, match="not on disk"):
        door.accept([made(office, SARA)])
    assert ids(admin) == set()


@pytest.mark.postgres
@pytest.mark.slow
def test_killed_connections_give_503_or_a_durable_202(web: Web, admin: Any) -> None:
    over = threading.Event()

    def kill() -> None:
        while not over.wait(0.02):
            admin.execute(END_DOORS)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        answers = web.together([lambda n=n: web.post(SARA, f"key-{n}") for n in range(1500)], threads=8)
    finally:
        over.set()
        killer.join()
    acknowledged = {told["id"] for status, _, told in answers if status == 202}
    assert {status for status, _, _ in answers} <= {202, 503}
    assert acknowledged <= ids(admin)
    assert len(acknowledged) > 100
    again = web.together([lambda n=n: web.post(SARA, f"key-{n}") for n in range(1500)], threads=8)
    assert {status for status, _, _ in again} == {202}
    assert [told["id"] for _, _, told in again if told["id"] in acknowledged] == [
        told["id"] for status, _, told in answers if status == 202
    ]
    assert admin.execute("SELECT count(*) FROM arrival WHERE external_id LIKE 'key-%'").fetchone() == (1500,)


@pytest.mark.postgres
def test_while_the_database_is_away_nothing_is_acknowledged(web: Web, admin: Any, database: Database) -> None:
    from django.db import connection

    before = ids(admin)
    with away(database):
        connection.close()
        answers = [web.post(SARA, fast=fast) for fast in (True, False)]
    for status, headers, told in answers:
        assert (status, headers["Retry-After"], told["code"]) == (503, "2", "database_away")
    assert ids(admin) == before
    assert web.post(SARA)[0] == 202


@contextmanager
def away(database: Database) -> Iterator[None]:
    """Nobody new gets into the database."""
    switch = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    name = sql.Identifier(conninfo_to_dict(database.admin)["dbname"])
    with psycopg.connect(make_conninfo(database.admin, dbname="postgres"), autocommit=True) as outside:
        outside.execute(switch.format(name, sql.SQL("false")))
        try:
            yield
        finally:
            outside.execute(switch.format(name, sql.SQL("true")))


@pytest.mark.postgres
@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)  # one database for all
@given(data=st.data())
def test_every_acknowledged_inquiry_is_in_the_table(shared: tuple[Web, Any], data: st.DataObject) -> None:
    web, admin = shared
    bodies = data.draw(st.lists(INQUIRIES, min_size=1, max_size=8))
    keys = data.draw(st.lists(st.sampled_from(["", "a", "b"]), min_size=len(bodies), max_size=len(bodies)))
    pairs = list(zip(bodies, keys, strict=True))
    answers = web.together([lambda body=body, key=key: web.post(body, key) for body, key in pairs], threads=4)
    there = ids(admin)
    assert {told["id"] for status, _, told in answers if status == 202} <= there
    assert {status for status, _, _ in answers} <= {202, 409, 422}


@pytest.mark.postgres
@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)  # one database for all
@given(data=st.data())
def test_both_ways_answer_alike(shared: tuple[Web, Any], data: st.DataObject) -> None:
    web, _ = shared
    body = data.draw(INQUIRIES | ANYTHING)
    fast, slow = web.post(body), web.post(body, fast=False)
    assert fast[0] == slow[0]
    if fast[0] != 202:
        assert fast[2] | {"request_id": ""} == slow[2] | {"request_id": ""}


@pytest.mark.postgres
@pytest.mark.usefixtures("emptied")
@given(data=st.data())
def test_what_the_description_allows_is_understood(data: st.DataObject) -> None:
    from firstreply.api.schemas_intake import INQUIRY
    from firstreply.core.lead.inquiry import asked

    body = data.draw(
        st.dictionaries(st.sampled_from(sorted(INQUIRY["properties"])), VALUES, min_size=1, max_size=5)
    )
    allowed = Draft202012Validator(INQUIRY)
    body = {
        name: value
        for name, value in body.items()
        if allowed.evolve(schema=INQUIRY["properties"][name]).is_valid(value)
    }
    body |= data.draw(
        st.sampled_from([{"name": "S"}, {"email": "s@acme.example"}, {"need": "x"}, {"phone": "+49 30 1"}])
    )
    event("described" if allowed.is_valid(body) else "not described")
    if allowed.is_valid(body):
        assert asked(body).given


@pytest.mark.postgres
@pytest.mark.usefixtures("emptied")
@pytest.mark.parametrize(
    "body", [{}, {"name": ""}, {"country": "DE"}, {"name": "S", "email": "nobody"}, {"name": []}, []]
)
def test_what_is_refused_is_not_described(body: Any) -> None:
    from firstreply.api.schemas_intake import INQUIRY

    assert not Draft202012Validator(INQUIRY).is_valid(body)


LINES = st.text(max_size=20)
INQUIRIES = st.fixed_dictionaries(
    {"name": LINES},
    optional={
        "email": st.sampled_from(["s@acme.example", "nobody", ""]),
        "need": LINES,
        "budget": st.integers() | st.floats(allow_nan=False, allow_infinity=False) | LINES,
        "external_id": st.sampled_from(["x", "y", 7]),
        "tags": st.lists(LINES, max_size=3),
        "size": st.integers() | LINES | st.booleans() | st.none(),
    },
)
VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | LINES
    | st.lists(LINES, max_size=3)
    | st.dictionaries(LINES, LINES, max_size=3)
    | st.sampled_from(["s@acme.example", "+49 30 901820", "1200.50", "DE", "de-AT", "EUR", "2026-01-31"])
    | st.sampled_from(
        ["2026-01-31T09:00:00Z", "2026-01-31T09:00:00.25+03:30", ["a@b.example"], str(UUID(int=7))]
    )
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | LINES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(LINES, inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture
def shared(web: Web, admin: Any) -> tuple[Web, Any]:
    """One database for all examples of a property."""
    return web, admin


def made(office: Office, body: Any, external_id: str = "") -> Any:
    from firstreply.journey import door
    from firstreply.store.ids import new_id

    octets = orjson.dumps(body)
    own = new_id()
    return door.Incoming(
        id=own,
        organisation=office.id,
        source=UUID(str(office.founded.source)),
        external_id=external_id or str(own),
        kind="inquiry",
        payload=octets,
        raw=None,
        digest=door.digest(octets),
        received_at=datetime.now(UTC),
    )
