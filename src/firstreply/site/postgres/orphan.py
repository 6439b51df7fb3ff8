"""What a killed owner left behind: a server that still runs, or a pid file that names a stranger."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from firstreply.core.refusal import Refused

#: Ask for a fast end, then for an immediate one, then do not ask.
_STEPS: Final = ((signal.SIGINT, 15.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))


def clear(data: Path) -> None:
    """End a server left on this data; take away a pid file that names some other process.

    Only the holder of the owner's lock may call it. PostgreSQL itself refuses to start while any process with the
    number in the pid file lives, and in a container small numbers are soon used again by others.
    """
    file = data / "postmaster.pid"
    number = _number(file)
    if number is None or not _lives(number):
        return  # a stale file of a dead process: PostgreSQL sees that itself
    if not _is_server(number, data):
        file.unlink(missing_ok=True)
        return
    for step, patience in _STEPS:
        with suppress(ProcessLookupError):
            os.kill(number, step)
        if gone(number, patience):
            return
    raise Refused("postgres_does_not_end", pid=number, path=str(data))


def gone(number: int, patience: float) -> bool:
    """Whether the process ends within `patience` seconds."""
    until = time.monotonic() + patience
    while _lives(number):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _lives(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_ended(number)


def _is_ended(number: int) -> bool:
    """A zombie: it ended, and whoever adopted it has not noticed."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (OSError, IndexError):
        return False


def _is_server(number: int, data: Path) -> bool:
    try:
        said = Path(f"/proc/{number}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        ps = ["ps", "-ww", "-o", "command=", "-p", str(number)]
        said = subprocess.run(ps, capture_output=True, text=True).stdout.split()  # noqa: S603 (a number)
    return bool(said) and Path(said[0]).name == "postgres" and str(data) in said
