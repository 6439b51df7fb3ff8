"""A whole installation for a test: `firstreply up` in a home of its own, on free ports."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-m", "firstreply.site.main"]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number: int = taken.getsockname()[1]
    return number


class Installation:
    """One home folder and its two ports."""

    def __init__(self, home: Path, command: list[str] = COMMAND, **how: Any) -> None:
        home.mkdir(mode=0o711, exist_ok=True)
        self.home, self.port, self.live_port = home, free_port(), free_port()
        self.command, self.how = command, how
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        known = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        own = {"FIRSTREPLY_HOME": str(self.home), "FIRSTREPLY_LIVE_PORT": str(self.live_port)}
        return known | own | {"FIRSTREPLY_PORT": str(self.port)}

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """One command to its end."""
        return subprocess.run(
            [*self.command, *words], env=self.environment, capture_output=True, text=True, **self.how
        )

    def up(self) -> None:
        """Start everything and wait until the database answers through the web."""
        with open(self.home.with_suffix(".out"), "wb") as out:
            self.process = subprocess.Popen(
                [*self.command, "up"],
                env=self.environment,
                stdout=out,
                stderr=out,
                start_new_session=True,
                **self.how,
            )
        assert within(60, self.well), self.said()

    def end(self, step: signal.Signals = signal.SIGINT) -> int:
        """Signal `up`; its exit code."""
        assert self.process is not None
        self.process.send_signal(step)
        code = self.process.wait(60)
        self.process = None
        return code

    def said(self) -> str:
        return self.home.with_suffix(".out").read_text("utf-8")

    def health(self) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=3) as answer:
                told = json.load(answer)
        except urllib.error.HTTPError as error:
            told = json.load(error)
        except OSError:
            return {"database": {"ok": False}}
        parts: dict[str, Any] = told["parts"]
        return parts

    def well(self) -> bool:
        return bool(self.health()["database"]["ok"])

    def child(self, words: str) -> int | None:
        """The process number of the child whose command line has these words."""
        assert self.process is not None
        found = [number for number in children(self.process.pid) if words in command_line(number)]
        return found[0] if found else None

    def everyone(self) -> set[int]:
        assert self.process is not None
        first = children(self.process.pid)
        return {self.process.pid, *first, *(one for number in first for one in children(number))}


def within(seconds: float, true: Callable[[], object]) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


def children(number: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{number}/task/{number}/children").read_text().split()]
    except OSError:
        return []


def command_line(number: int) -> str:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def alive(numbers: set[int]) -> set[int]:
    return {number for number in numbers if command_line(number)}
