"""Backups: what the home folder knows of the last one, so that pages can say how old it is."""

import json
import os
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

FILE: Final = "backup.json"


class Backup(NamedTuple):
    """The last one that `firstreply backup` wrote."""

    made_at: datetime
    sha256: str  #: of its dump
    compared_at: datetime | None = None  #: when it was brought back and every table was the same


def last(home: Path) -> Backup | None:
    """None where none was made, or nothing can be read of it."""
    try:
        told = json.loads((home / FILE).read_text("utf-8"))
        compared = told.get("compared_at")
        return Backup(
            made_at=_moment(told["made_at"]),
            sha256=str(told["sha256"]),
            compared_at=_moment(compared) if compared else None,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def keep(home: Path, backup: Backup) -> None:
    """This is the last one. It names no secret and nobody: pages of another user of this machine may read it."""
    told = {
        "made_at": backup.made_at.isoformat(),
        "sha256": backup.sha256,
        "compared_at": backup.compared_at.isoformat() if backup.compared_at else None,
    }
    mine = home / f".{FILE}.{os.getpid()}"
    mine.write_text(json.dumps(told) + "\n", "utf-8")
    mine.chmod(0o644)
    mine.replace(home / FILE)


def compared(home: Path, backup: Backup) -> None:
    """That one was brought back; a newer one that is known stays the last one, not compared."""
    known = last(home)
    if known is None or known.made_at <= backup.made_at:
        keep(home, backup)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found
