"""docs/api.md from top to bottom: every command on it, typed into a shell against a product that runs."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import blocks, section, text
from tests.story.test_quickstart import running, typed

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

PAGE = text("docs/api.md")
__all__ = ["running"]


class Reader:
    """Somebody who follows the page, and fills in what it leaves open."""

    def __init__(self, running: dict[str, str], folder: Path) -> None:
        self.known, self.folder, self.typed = dict(running), folder, 0

    def types(self, title: str, place: int = 0) -> str:
        """The output of a block of a section."""
        self.typed += 1
        return typed(blocks(section(PAGE, title), "sh")[place], self.known, self.folder)

    def told(self, title: str, place: int = 0) -> Any:
        return json.loads(self.types(title, place))

    def each(self, title: str, place: int = 0) -> list[Any]:
        """Several answers, one after another."""
        output, found, reader = self.types(title, place), [], json.JSONDecoder()
        while output := output.strip():
            one, end = reader.raw_decode(output)
            found.append(one)
            output = output[end:]
        return found

    def done(self) -> dict[str, Any]:
        """What became of the arrival, once something did."""
        deadline = time.monotonic() + 60
        while True:
            found: dict[str, Any] = self.told("Bring an inquiry", 1)
            if found["state"] != "new" or time.monotonic() > deadline:
                return found
            time.sleep(0.1)


def test_page_leads_from_nothing_to_every_way_in(running: dict[str, str], tmp_path: Path) -> None:
    reader = Reader(running, tmp_path)
    reader.known["OWNER"] = reader.told("Begin")["token"]
    reader.known["TOKEN"] = reader.told("Tokens")["token"]

    receipt = reader.told("Bring an inquiry")
    reader.known["ARRIVAL"] = receipt["id"]
    became = reader.done()
    assert (receipt["state"], became["state"], bool(became["lead"])) == ("new", "done", True)

    replayed, conflict = reader.types("Bring it twice").replace("\r", "").split("\n\n", 1)
    assert "idempotent-replayed: true" in replayed.lower()
    assert (conflict.count(receipt["id"]) > 0, '"external_id_reused"' in conflict) == (True, True)

    many = reader.told("Bring many")
    assert [(one["status"], "receipt" in one) for one in many["items"]] == [(202, True), (422, False)]
    assert [one["state"] for one in reader.each("Bring what was said")] == ["new"] * 3

    webhook = reader.told("Webhooks in", 0)
    reader.known |= {"SOURCE": webhook["id"], "SECRET": webhook["secret"]}
    assert reader.told("Webhooks in", 1)["state"] == "new"
    reader.known["FORM"] = reader.told("Forms", 0)["id"]
    assert "<html" in reader.types("Forms", 1)

    kinds, desk, health = reader.each("Accounts and files")
    assert {one["kind"] for one in kinds} >= {"email", "form", "webhook", "telegram", "whatsapp", "twilio"}
    assert (desk["id"] in {one["source"] for one in health["items"]}, "a password" in json.dumps(health)) == (
        True,
        False,
    )
    reader.known["FILE"] = reader.told("Accounts and files", 1)["id"]
    seen, begun = reader.each("Accounts and files", 2)
    assert (seen["columns"] != [], begun["id"]) == (True, reader.known["FILE"])

    reader.known["LEAD"] = became["lead"]
    written, call, replies = reader.each("Write back")
    assert ([one["id"] for one in replies["items"]], call["reached"]) == ([written["id"]], True)
    reader.known["HOOK"] = reader.told("Tell others")["id"]
    test, log, replayed = reader.each("Tell others", 1)
    assert ([one["id"] for one in log["items"]], replayed["deliveries"]) == ([test["id"]], 0)

    everybody = {f"{name}@example.com" for name in ("ada", "mina", "lena")} | {
        "+989123456789"
    }  # Sara was called
    assert waiting(reader, everybody) == everybody

    problem = reader.told("When it is refused")
    assert (problem["status"], problem["errors"][0]["field"]) == (422, "email")
    assert "ratelimit:" in reader.types("How fast one may come").lower()
    left_out = len(blocks(section(PAGE, "What could not be understood"), "sh"))
    assert len(blocks(PAGE, "sh")) - left_out == 20


def waiting(reader: Reader, wanted: set[str]) -> set[str]:
    """Who waits, once all are there that are wanted."""
    deadline = time.monotonic() + 60
    while True:
        found = {one["party"] for one in reader.told("Who answers, and until when")["items"]}
        if found >= wanted or time.monotonic() > deadline:
            return found
        time.sleep(0.2)


def test_lead_that_an_operator_sends_arrives(running: dict[str, str]) -> None:
    environment = os.environ | {"FIRSTREPLY_HOME": running["HOME"]}
    environment.pop("DATABASE_URL", None)
    command = (sys.executable, "-m", "firstreply.site.main")

    def run(*words: str) -> str:
        done = subprocess.run(
            [*command, *words], env=environment, capture_output=True, text=True, timeout=180
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("organisation", "add", "Acme", "--email", "olga@acme.example", "--owner", "Olga")
    found = json.loads(run("send-test-lead", "--json"))
    assert (found["state"], found["owner"], found["promise"]) == ("done", "Olga", "First answer")
