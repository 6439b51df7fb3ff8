"""Where the embedded PostgreSQL is reached: one socket folder per home, the same for every process."""

import hashlib
import os
from pathlib import Path
from typing import Final
from urllib.parse import quote

from firstreply.site.home import is_root

DATABASE: Final = "firstreply"
SUPERUSER: Final = "postgres"
#: `sun_path` holds 108 octets with its end, and the name of the socket follows the folder.
LONGEST: Final = 107 - len("/.s.PGSQL.5432")


def socket_folder(folder: Path) -> Path:
    """`run` beside the data, or a short one named after it where the path of a socket would be too long."""
    beside = folder / "run"
    if len(os.fsencode(beside)) <= LONGEST:
        return beside
    name = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:12]
    if is_root() and Path("/run").is_dir():
        return Path("/run") / f"firstreply-{name}"
    return Path("/tmp") / f"firstreply-{os.getuid()}-{name}"  # noqa: S108 (its owner is checked when it is made)


def embedded_url(folder: Path, role: str, database: str = DATABASE) -> str:
    """The URL of the PostgreSQL that lives in this folder, for one role."""
    return f"postgresql://{quote(role)}@/{quote(database)}?host={quote(str(socket_folder(folder)), safe='')}"
