"""Kept: what a run printed, so that the same question to an unchanged archive is answered from disk."""

import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import platformdirs


def cache_folder() -> Path:
    """FIRSTREPLY_CACHE, else the platform's folder for what may be deleted at any time."""
    named = os.environ.get("FIRSTREPLY_CACHE")
    return Path(named) if named else Path(platformdirs.user_cache_dir("firstreply", appauthor=False))


class Kept:
    """Answers to one question about one state of an archive, by name (`document.json`, `report-fa.html`)."""

    def __init__(self, folder: Path | None, fingerprint: str, question: Mapping[str, object]) -> None:
        key = sha256(f"{fingerprint}\n{sorted(question.items())!r}".encode()).hexdigest()[:40]
        self._folder = None if folder is None else folder / "answers" / key

    def get(self, name: str) -> bytes | None:
        """The answer as it was given, None if it was not."""
        if self._folder is None:
            return None
        try:
            return (self._folder / name).read_bytes()
        except OSError:
            return None

    def put(self, name: str, answer: bytes) -> None:
        """Keep an answer; where that is impossible the next run computes it again."""
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            partial = self._folder / f"{name}.{os.getpid()}.partial"
            partial.write_bytes(answer)
            partial.replace(self._folder / name)
        except OSError:
            return
