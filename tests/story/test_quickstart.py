"""The README's own commands, typed into a shell against a product started as the README says."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import blocks, section, text

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

UP = (sys.executable, "-m", "firstreply.site.main", "up")


@pytest.fixture
def running(home: Path) -> Iterator[dict[str, str]]:
    """A product on free ports; what its two ports, its key and its home folder are."""
    ports = [free() for _ in range(2)]
    folder = home / f"story-{ports[0]}"
    environment = os.environ | {
        "FIRSTREPLY_HOME": str(folder),
        "FIRSTREPLY_PORT": str(ports[0]),
        "FIRSTREPLY_LIVE_PORT": str(ports[1]),
    }
    environment.pop("DATABASE_URL", None)
    process = subprocess.Popen(UP, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        key = folder / "setup-key"
        deadline = time.monotonic() + 180
        while not (key.exists() and answers(ports[0])):
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.1)
        yield {
            "localhost:8000": f"localhost:{ports[0]}",
            "localhost:8001": f"localhost:{ports[1]}",
            "KEY": key.read_text().strip(),
            "HOME": str(folder),
        }
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(40) == 0


def free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def answers(port: int) -> bool:
    asked = ["curl", "-sf", f"localhost:{port}/healthz"]
    return subprocess.run(asked, check=False, capture_output=True).returncode == 0


def typed(block: str, given: dict[str, str], folder: Path) -> str:
    """What a block of the README prints, with `NAME=...` filled in and its ports replaced."""
    for said, meant in given.items():
        old, new = (said, meant) if ":" in said else (f"{said}=...", f"{said}='{meant}'")
        block = block.replace(old, new)
    done = subprocess.run(
        ["bash", "-ec", block], check=True, capture_output=True, text=True, cwd=folder, timeout=180
    )
    return done.stdout


def test_readme_leads_from_nothing_to_an_answered_lead(running: dict[str, str], tmp_path: Path) -> None:
    found, ask, look, why, talk = split(
        blocks(section(text("README.md"), "From nothing to the first lead"), "sh")
    )
    founded = json.loads(typed(found, running, tmp_path))
    given = running | {"TOKEN": founded["token"]}
    started = time.monotonic()
    until = "for i in $(seq 100); do sleep 0.1; grep -q alert.assigned live && break; done; cat live; kill %1"
    heard = typed(f"TOKEN=...\n{ask}\n{until}", given, tmp_path)
    assert time.monotonic() - started < 12
    assert "event: alert.assigned" in heard
    assert '"name": "Sara"' in heard
    (wait,) = json.loads(typed(f"TOKEN=...\n{look}", given, tmp_path))["items"]
    assert (wait["outcome"], wait["standing"], wait["owner"]) == ("open", "pending", founded["member"])
    given["WAIT"] = wait["id"]
    assert (
        json.loads(typed(f"TOKEN=...\nWAIT=...\n{why}", given, tmp_path))["promise"]["due_at"]
        == wait["due_at"]
    )
    answered = json.loads(typed(f"TOKEN=...\nWAIT=...\n{talk}", given, tmp_path))
    assert (answered["outcome"], answered["author"]) == ("answered", founded["member"])


def split(found: list[str]) -> tuple[str, str, str, str, str]:
    """The blocks by what each shows; the stream goes into a file, since a test has no second window."""
    setup, live, waits, talk = found
    look, why = waits.split("WAIT=...\n")
    return (
        setup.replace("TOKEN=...\n", ""),
        live.replace('Bearer $TOKEN" &\n', 'Bearer $TOKEN" >live 2>&1 &\nsleep 1\n'),
        look,
        why,
        talk,
    )
