"""Tokens: who is let in, to do what, and for how long."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.api.conftest import Office
from tests.postgres import Database

pytestmark = pytest.mark.postgres


def token(office: Office, *scopes: str, **more: Any) -> str:
    from firstreply.journey import access

    with office.acting():
        return access.issue(name="t", scopes=scopes, **more)[1]


def status(office: Office, shown: str, path: str = "/arrivals") -> tuple[int, str]:
    response = office.get(path, token=shown)
    return response.status_code, "" if response.status_code == 200 else response.json()["code"]


def test_nobody_is_let_in_without_a_token(office: Office) -> None:
    response = office.client.get("/api/v1/arrivals")
    assert (response.status_code, response.json()["code"]) == (401, "token_missing")
    assert response["WWW-Authenticate"] == 'Bearer realm="firstreply"'


def test_wrong_tokens_let_nobody_in(office: Office) -> None:
    right = token(office, "read")
    prefix, secret = right[:14], right[14:]
    for wrong in ("x", prefix, prefix + "A" * 43, "fr_aaaaaaaaaa_" + secret, right + "A", f"{right} {right}"):
        assert status(office, wrong) == (401, "token_unknown"), wrong
    assert status(office, right) == (200, "")


def test_expired_and_revoked_tokens_let_nobody_in(office: Office) -> None:
    from firstreply.api import auth

    expired = token(office, "read", expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert status(office, expired) == (401, "token_unknown")
    made = office.ask("POST", "/tokens", {"name": "mine", "scopes": ["read"]}).json()
    assert status(office, made["token"]) == (200, "")
    assert office.ask("DELETE", f"/tokens/{made['id']}").status_code == 204
    assert auth.KNOWN_S == 5.0
    auth.forget()  # what 5 seconds do
    assert status(office, made["token"]) == (401, "token_unknown")
    assert office.ask("DELETE", f"/tokens/{made['id']}").status_code == 404


def test_token_of_who_left_lets_nobody_in(office: Office, database: Database) -> None:
    from firstreply.api import auth

    member, shown = office.member("rep")
    assert status(office, shown) == (200, "")
    with psycopg.connect(database.admin) as connection:
        connection.execute("UPDATE member SET left_at = now() WHERE id = %s", [member])
    auth.forget()
    assert status(office, shown) == (401, "token_unknown")


@pytest.mark.parametrize(
    ("scope", "reads", "takes", "decides"),
    [("intake", 200, 202, 403), ("read", 200, 403, 403), ("write", 200, 403, 403), ("admin", 200, 202, 200)],
)
def test_scopes_say_what_a_token_is_for(
    office: Office, scope: str, reads: int, takes: int, decides: int
) -> None:
    shown = token(office, scope)
    assert office.get("/arrivals", token=shown).status_code == reads
    assert office.ask("POST", "/inquiries", {"name": "S"}, token=shown).status_code == takes
    assert office.get("/tokens", token=shown).status_code == decides


def test_neither_token_nor_secret_is_kept(office: Office, database: Database) -> None:
    made = office.ask("POST", "/tokens", {"name": "mine", "scopes": ["read", "intake"]}).json()
    secret = made["token"].split("_", 2)[2]  # it may hold a "_" itself
    with psycopg.connect(database.admin) as connection:
        kept = connection.execute("SELECT token::text FROM token").fetchall()
    assert [secret in row[0] for row in kept] == [False] * len(kept)
    listed = {one["name"]: one for one in office.get("/tokens").json()["items"]}
    assert listed["mine"]["scopes"] == ["read", "intake"]
    assert made["token"].startswith(f"fr_{listed['mine']['prefix']}_")
    assert "hashed" not in listed["mine"]


def test_use_is_noted_once_a_minute(office: Office, database: Database) -> None:
    from firstreply.api import auth

    shown = token(office, "read")
    with psycopg.connect(database.admin, autocommit=True) as connection:
        used = "SELECT used_at, xmin::text FROM token WHERE name = 't'"
        assert connection.execute(used).fetchone()[0] is None
        seen = []
        for _ in range(3):
            assert status(office, shown) == (200, "")
            auth.forget()
            seen.append(connection.execute(used).fetchone())
    assert seen[0][0] is not None
    assert seen == [seen[0]] * 3


def test_known_token_asks_the_database_for_nothing(office: Office) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from firstreply.api import auth

    shown = token(office, "read")
    assert auth.caller(shown) is not None
    with CaptureQueriesContext(connection) as captured:
        assert auth.caller(shown) is not None
    assert len(captured) == 0


def test_nobody_makes_a_token_that_may_more_than_they(office: Office) -> None:
    _, shown = office.member("admin", "Adam Admin")
    owner = str(office.founded.member)
    wanted = {"name": "x", "scopes": ["admin"], "member": owner}
    refused = office.ask("POST", "/tokens", wanted, token=shown)
    assert (refused.status_code, refused.json()["code"]) == (403, "role_above_own")
    assert office.ask("POST", "/tokens", wanted).status_code == 201


def test_other_organisations_tokens_are_not_there(offices: Callable[[str], Office]) -> None:
    ours, theirs = offices("Ours"), offices("Theirs")
    made = ours.ask("POST", "/tokens", {"name": "mine", "scopes": ["read"]}).json()
    assert theirs.ask("DELETE", f"/tokens/{made['id']}").status_code == 404
    assert status(ours, made["token"]) == (200, "")
    member = str(ours.founded.member)
    refused = theirs.ask("POST", "/tokens", {"name": "x", "scopes": ["read"], "member": member})
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
