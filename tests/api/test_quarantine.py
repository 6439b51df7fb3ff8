"""`firstreply quarantine`: see what could not be understood, and have it worked on again."""

import json
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from firstreply.core.refusal import Refused
from tests.api.conftest import Office
from tests.postgres import Database

pytestmark = pytest.mark.postgres


def run(*arguments: str) -> Any:
    from firstreply.cli.program import app

    result = CliRunner().invoke(app, ["quarantine", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def put_aside(office: Office, database: Database) -> list[str]:
    """Three arrivals, of which the first two are quarantined."""
    ids = [office.ask("POST", "/inquiries", {"name": f"n{n}"}).json()["id"] for n in range(3)]
    with psycopg.connect(database.admin) as connection:
        connection.execute(
            "UPDATE arrival SET state = 'quarantined', reason = 'mapping_unreadable', facts = '{\"path\": \"a..b\"}'"
            " WHERE id::text = ANY(%s)",
            [ids[:2]],
        )
    return ids


def states(database: Database) -> list[str]:
    with psycopg.connect(database.admin) as connection:
        return [row[0] for row in connection.execute("SELECT state FROM arrival ORDER BY id")]


def test_list_names_each_with_its_reason(put_aside: list[str], office: Office) -> None:
    lines = run("list").stdout.splitlines()
    assert [line.split()[0] for line in lines] == [put_aside[1], put_aside[0]]
    assert all("a..b" in line for line in lines)
    (first, _) = json.loads(run("list", "--json").stdout)["arrivals"]
    assert (first["id"], first["organisation"], first["reason"]) == (
        put_aside[1], str(office.id), "mapping_unreadable"
    )  # fmt: skip
    assert len(run("list", "--limit", "1").stdout.splitlines()) == 1


def test_show_tells_what_was_sent(put_aside: list[str]) -> None:
    told = json.loads(run("show", put_aside[0], "--json").stdout)
    assert (told["state"], told["payload"], told["facts"]) == (
        "quarantined",
        {"name": "n0"},
        {"path": "a..b"},
    )
    assert 'payload: {"name": "n0"}' in run("show", put_aside[0]).stdout


def test_replay_of_one_leaves_the_others(put_aside: list[str], database: Database) -> None:
    assert run("replay", put_aside[0]).stdout == "1 replayed\n"
    assert states(database) == ["new", "quarantined", "new"]


def test_replay_of_all_takes_all(put_aside: list[str], database: Database) -> None:
    assert json.loads(run("replay", "--all", "--json").stdout)["replayed"] == put_aside[:2]
    assert states(database) == ["new", "new", "new"]


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (["show", "01a2042e-36cf-70a0-a211-52d61bb7e99b"], "arrival_not_found", 3),
        (["replay", "01a2042e-36cf-70a0-a211-52d61bb7e99b"], "arrival_not_found", 3),
        (["list", "--organisation", "01a2042e-36cf-70a0-a211-52d61bb7e99b"], "organisation_not_found", 3),
        (["replay"], "replay_what", 2),
    ],
)
def test_what_is_not_there_says_so(office: Office, arguments: list[str], code: str, exit_code: int) -> None:
    from firstreply.cli.exits import say

    with pytest.raises(Refused) as refused:
        run(*arguments)
    assert (refused.value.code, say(refused.value)) == (code, exit_code)


def test_replay_of_what_is_not_quarantined_is_a_conflict(put_aside: list[str], database: Database) -> None:
    from firstreply.cli.exits import say

    with pytest.raises(Refused) as refused:
        run("replay", put_aside[2])
    assert (refused.value.code, say(refused.value)) == ("arrival_not_quarantined", 4)
    assert states(database) == ["quarantined", "quarantined", "new"]
