"""`firstreply rebuild`, as an operator runs it."""

import json

import pytest
import typer
from typer.testing import CliRunner

from tests.journey.conftest import Office, office_of
from tests.postgres import Database

pytestmark = pytest.mark.postgres


def run(*arguments: str) -> tuple[int, str]:
    from firstreply.cli.rebuild import command

    app = typer.Typer()
    app.command()(command)
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.output


@pytest.fixture
def asked(database: Database) -> Office:
    office = office_of("Ours").with_reps("Ann")
    office.submit({"name": "Jane", "email": "jane@customer.example"})
    office.arrived()
    return office


def test_all_is_as_the_facts_say(asked: Office) -> None:
    code, said = run("--check")
    assert (code, said.startswith("Ours: ")) == (0, True)
    assert said.endswith("rows are as the facts say.\n")


def test_difference_is_told_with_exit_code_1_then_put_right(asked: Office) -> None:
    asked.change("Lead", {}, stage="won")
    (lead,) = asked.rows("Lead", "id")
    code, said = run("--check")
    assert (code, f"lead {lead} stage: 'won' -> 'open'" in said) == (1, True)
    code, said = run("--organisation", "Ours", "--json")
    (found,) = json.loads(said)["organisations"]
    assert (code, found["organisation"], found["by_column"]) == (
        0,
        str(asked.organisation),
        {"lead.stage": 1},
    )
    assert asked.rows("Lead", "stage") == ["open"]
    assert run("--check")[0] == 0
