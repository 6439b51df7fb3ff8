"""The command line in this process, on a small sample archive and with a cache of its own."""

import gc
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from firstreply.channels.email import sample
from firstreply.cli.main import ended


class Done(NamedTuple):
    """How a run ended and what it said."""

    code: int
    out: bytes
    err: str

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


Firstreply = Callable[..., Done]


class Archive(NamedTuple):
    """The sample's files."""

    inbox: Path
    sent: Path
    team: Path

    @property
    def named(self) -> tuple[str, ...]:
        """On the command line, with its team."""
        return (str(self.inbox), str(self.sent), "--team", str(self.team))


@pytest.fixture(scope="session")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("sample")
    sample.write(folder, days=45, messages=500)
    return Archive(folder / "inbox.mbox", folder / "sent.mbox", folder / "team.json")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder for this test alone, and a terminal that is always the same."""
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "FIRSTREPLY_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FIRSTREPLY_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def firstreply(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Iterator[Firstreply]:
    """Call it with the words of a command line."""

    def call(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["firstreply", *map(str, words)])
        capsysbinary.readouterr()
        code = ended()
        out, err = capsysbinary.readouterr()
        return Done(code, out, err.decode())

    yield call
    gc.enable()  # the command switches it off for its short life
