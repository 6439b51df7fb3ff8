"""Kept: what a run gave, so that the same question to an unchanged archive is answered from disk."""

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from typing import Final

import tzdata

_OURS: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_BESIDE: Final = os.path.dirname(os.path.dirname(os.path.abspath(tzdata.__file__)))


def cache_folder() -> str | None:
    """FIRSTREPLY_CACHE, else the platform's folder for what may be deleted; None where neither can be made."""
    folder = os.environ.get("FIRSTREPLY_CACHE", "")
    if not folder:
        import platformdirs

        folder = platformdirs.user_cache_dir("firstreply", appauthor=False)
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK | os.X_OK) else None


def state(paths: Iterable[str]) -> str:
    """Changes when a file named or below a folder named may have changed, with the product itself, and daily.

    Daily, because a report says when it was made and open waits grow.
    """
    digest = sha256(f"{time.gmtime()[:3]} {tzdata.__version__} {os.stat(_BESIDE).st_mtime_ns}".encode())
    for path in (*paths, _OURS):
        for line in _lines(os.path.abspath(path)):
            digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _lines(path: str) -> Iterable[str]:
    """A line about each file at or below `path`; folders behind links are not entered, as readers do not either."""
    try:
        seen = os.stat(path)
    except OSError as error:
        yield f"{path}\0{error.errno}\n"
        return
    yield f"{path}\0{seen.st_size}\0{seen.st_mtime_ns}\0{seen.st_ino}\n"
    with suppress(OSError), os.scandir(path) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            if entry.is_dir(follow_symlinks=False):
                if entry.name != "__pycache__":
                    yield from _lines(entry.path)
            else:
                yield _line(entry)


def _line(entry: os.DirEntry[str]) -> str:
    try:
        seen = entry.stat()
    except OSError as error:
        return f"{entry.path}\0{error.errno}\n"
    return f"{entry.path}\0{seen.st_size}\0{seen.st_mtime_ns}\0{seen.st_ino}\n"


def forget(folder: str, days: int = 7) -> None:
    """Remove answers that are older: their archive has changed, or nobody asks any more."""
    import shutil

    oldest = time.time() - days * 86400
    with suppress(OSError), os.scandir(os.path.join(folder, "answers")) as entries:
        for entry in entries:
            if entry.stat().st_mtime < oldest:
                shutil.rmtree(entry.path, ignore_errors=True)


class Kept:
    """Answers by name (`document.json`, `report-fa-jalali.html`) under one key. Without a folder: none."""

    def __init__(self, folder: str | None, *key: str) -> None:
        name = sha256("\n".join(key).encode("utf-8", "surrogateescape")).hexdigest()[:40]
        self._folder = None if folder is None else os.path.join(folder, "answers", name)

    def get(self, name: str) -> bytes | None:
        """The answer as it was given, None if it was not."""
        if self._folder is None:
            return None
        try:
            with open(os.path.join(self._folder, name), "rb") as file:
                return file.read()
        except OSError:
            return None

    def put(self, name: str, answer: bytes) -> None:
        """Keep an answer; where that is impossible the next run computes it again."""
        if self._folder is None:
            return
        path = os.path.join(self._folder, name)
        partial = f"{path}.{os.getpid()}.partial"
        with suppress(OSError):
            os.makedirs(self._folder, mode=0o700, exist_ok=True)
            with open(partial, "wb") as file:
                file.write(answer)
            os.replace(partial, path)
