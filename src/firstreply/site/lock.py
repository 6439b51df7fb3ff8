"""One `up` (or restore) a home folder."""

import fcntl
import os
from pathlib import Path

from firstreply.core.refusal import Refused


def only_one(home: Path) -> int:
    """A lock that lives as long as this process, or until the descriptor is closed. Refused("already_running")."""
    lock = os.open(home / "up.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        raise Refused("already_running", home=str(home)) from error
    return lock


def is_running(home: Path) -> bool:
    """Whether some process holds it."""
    try:
        os.close(only_one(home))
    except Refused:
        return True
    return False
