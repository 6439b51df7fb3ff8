"""What an operator does to a live system: organisations, tokens, one test lead."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from typer.testing import CliRunner

from firstreply.core.refusal import Refused
from tests.postgres import Database

pytestmark = pytest.mark.postgres

ACME = ("add", "Acme", "--email", "olga@acme.example", "--zone", "Europe/Berlin", "--region", "DE")


def run(app: Any, *words: str, code: int = 0) -> str:
    """What a command prints on stdout."""
    done = CliRunner().invoke(app, list(words))
    if isinstance(done.exception, Refused):
        raise done.exception
    assert done.exit_code == code, done.output
    return done.stdout


@pytest.fixture
def operate(database: Database) -> Any:
    """The commands."""
    from firstreply.api import auth
    from firstreply.cli.operate import organisation, test_lead, token

    auth.forget()

    class Commands:
        organisations, tokens, send = organisation.app, token.app, test_lead.command

        def lead(self, *words: str, code: int = 0) -> str:
            import typer

            app = typer.Typer()
            app.command()(test_lead.command)
            return run(app, *words, code=code)

    return Commands()


def status(token: str) -> int:
    from django.test import Client

    return int(Client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code)


def test_organisation_is_made_with_a_token_that_lets_its_owner_in(operate: Any) -> None:
    assert run(operate.organisations, "list", "--json") == '{\n "organisations": []\n}\n'
    made = json.loads(run(operate.organisations, *ACME, "--json"))
    assert status(made["token"]) == 200
    assert run(operate.organisations, "list") == f"{made['organisation']}  Acme\n"


def test_second_organisation_of_one_name_is_refused_and_made_by_nobody(operate: Any) -> None:
    run(operate.organisations, *ACME)
    with pytest.raises(Refused, match="name_taken"):
        run(operate.organisations, *ACME)
    assert len(run(operate.organisations, "list").splitlines()) == 1


def test_setup_key_opens_nothing_once_there_is_an_organisation(operate: Any) -> None:
    from pathlib import Path

    from django.conf import settings

    key = Path(settings.FIRSTREPLY_SETUP_KEY_FILE)
    key.write_text("key")
    run(operate.organisations, *ACME)
    assert not key.exists()


def test_owner_whose_token_is_lost_gets_another(operate: Any) -> None:
    run(operate.organisations, *ACME)
    new = run(operate.tokens, "new").strip()
    assert status(new) == 200
    listed = json.loads(run(operate.tokens, "list", "--json"))["tokens"]
    assert [(one["name"], one["scopes"]) for one in listed] == [("Owner", ["admin"]), ("Operator", ["admin"])]
    assert listed[1]["begins"] == new[: len(listed[1]["begins"])]
    assert new not in run(operate.tokens, "list")


def test_revoked_token_is_gone_from_the_list_and_revoked_once(operate: Any) -> None:
    run(operate.organisations, *ACME)
    made = json.loads(
        run(operate.tokens, "new", "--organisation-wide", "--scope", "intake", "--days", "1", "--json")
    )
    run(operate.tokens, "revoke", made["id"])
    assert [one["name"] for one in json.loads(run(operate.tokens, "list", "--json"))["tokens"]] == ["Owner"]
    with pytest.raises(Refused, match="token_not_found"):
        run(operate.tokens, "revoke", made["id"])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("new", "--member", "nobody@acme.example"), "member_unknown"),
        (("new", "--member", "olga@acme.example", "--organisation-wide"), "token_of_whom"),
        (("list", "--organisation", "Other"), "organisation_unknown"),
    ],
)
def test_what_is_not_there_is_said(operate: Any, words: tuple[str, ...], code: str) -> None:
    run(operate.organisations, *ACME)
    with pytest.raises(Refused, match=code):
        run(operate.tokens, *words)


def test_test_lead_says_who_got_it_why_and_until_when(operate: Any, database: Database) -> None:
    made = json.loads(run(operate.organisations, *ACME, "--json"))
    with worker(UUID(made["organisation"])):
        found = json.loads(operate.lead("--json"))
        said = operate.lead()
    assert (found["state"], found["owner"], found["pool"]) == ("done", "olga", "Everyone")
    assert (found["promise"], found["took_seconds"] < 10) == ("First answer", True)
    assert datetime.fromisoformat(found["due_at"]) >= datetime.now(UTC) + timedelta(minutes=59)
    assert "olga" in said


def test_without_a_worker_the_test_lead_says_so_and_stays_on_disk(operate: Any) -> None:
    run(operate.organisations, *ACME)
    found = json.loads(operate.lead("--json", code=5))
    assert (found["state"], found["worker"]) == ("new", False)


def test_every_reason_of_routing_has_words() -> None:
    from firstreply.core.route.assignment import Why

    assert set(why_words()) == set(Why)


def why_words() -> dict[Any, str]:
    from firstreply.site.django import set_up

    set_up()
    from firstreply.cli.operate.test_lead import _WHY

    return _WHY


@contextmanager
def worker(own: UUID) -> Iterator[None]:
    """Works on what arrives, and says that it is alive."""
    from django.db import connection

    from firstreply.journey import flow
    from firstreply.store import bulk

    end = threading.Event()
    bulk.run("INSERT INTO heartbeat (process, kind, seen_at) VALUES ('one', 'worker', clock_timestamp())", {})

    def work() -> None:
        while not end.wait(0.02):
            flow.arrived(own, now=datetime.now(UTC))
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join(10)
