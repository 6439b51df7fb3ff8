"""The home folder: where everything of one installation lies."""

import os
import threading
from pathlib import Path
from typing import Final

import platformdirs

from firstreply.core.refusal import Refused

#: As root the database runs as another system user, which cannot enter root's own folders.
SYSTEM_HOME: Final = Path("/var/lib/firstreply")


def is_root() -> bool:
    """Whether this process is the superuser of the machine (never on Windows)."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def default_home() -> Path:
    """The platform's data folder; for root a folder that a system user can reach."""
    return SYSTEM_HOME if is_root() else Path(platformdirs.user_data_path("firstreply", appauthor=False))


def made_home(folder: Path) -> Path:
    """The folder, made when missing: closed to others (passable only, for root). Refused("home_not_writable")."""
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True)
            folder.chmod(0o711 if is_root() else 0o700)
    except OSError as error:
        raise Refused("home_not_writable", path=str(folder), reason=str(error.strerror)) from error
    return folder


def write_once(path: Path, text: str) -> str:
    """Write a secret file (0600) unless it exists; give what it holds. Two at once agree on one text."""
    mine = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        with open(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(mine, path)  # unlike rename, never replaces what another wrote first
        except FileExistsError:
            pass
        finally:
            mine.unlink()
        return path.read_text("utf-8").strip()
    except OSError as error:
        raise Refused("home_not_writable", path=str(path), reason=str(error.strerror)) from error
