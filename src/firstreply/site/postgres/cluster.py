"""A database cluster on disk: made once, with a configuration written anew at each start."""

import os
import pwd
from pathlib import Path
from typing import Final

from firstreply.core.refusal import Refused
from firstreply.site.postgres.address import SUPERUSER, socket_folder
from firstreply.site.postgres.programs import Programs

_MEGABYTE: Final = 1 << 20
#: Every connection comes through the socket, and only who may enter its folder (0700) reaches it.
_ACCESS: Final = "local all all trust\n"


def data_folder(folder: Path) -> Path:
    """The data of the cluster."""
    return folder / "data"


def make(folder: Path, found: Programs, *, durable: bool) -> None:
    """The cluster, made unless it is there; an interrupted making is begun anew. Raises Refused."""
    for place in (folder, data_folder(folder), folder / "log", socket_folder(folder)):
        _own(place, found)
    data = data_folder(folder)
    if not (data / "PG_VERSION").exists() or (data / "unfinished").exists():
        _initialise(data, found, durable=durable)
    if (data / "PG_VERSION").read_text().strip() != _major(found):
        had = (data / "PG_VERSION").read_text().strip()
        raise Refused("postgres_other_version", path=str(data), had=had, has=_major(found))


def _initialise(data: Path, found: Programs, *, durable: bool) -> None:
    marker = data / "unfinished"
    for path in sorted(data.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()
    arguments = ["--auth=trust", f"--username={SUPERUSER}", "--encoding=UTF8", "--no-instructions"]
    # The built-in collation: the same order everywhere, and no index that a new libc would break.
    arguments += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    arguments += [] if durable else ["--no-sync"]
    partial = data / "new"
    found.run("initdb", *arguments, f"--pgdata={partial}", cwd=data)
    marker.touch()
    for path in sorted(partial.iterdir()):
        path.rename(data / path.name)
    partial.rmdir()
    _sync(data)
    marker.unlink()


def configure(folder: Path, *, durable: bool, connections: int) -> None:
    """Write what the server reads at its start. `durable=False` is for tests: fast, and lost with the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _MEGABYTE
    buffers = max(32, min(memory // 8, 1024))
    lines = {
        "listen_addresses": "",
        "unix_socket_directories": str(socket_folder(folder)),
        "unix_socket_permissions": "0777",  # the folder is what is closed
        "max_connections": str(connections),
        "shared_buffers": f"{buffers}MB",
        "effective_cache_size": f"{max(memory // 2, 64)}MB",
        "maintenance_work_mem": f"{max(32, min(memory // 16, 512))}MB",
        "wal_buffers": "16MB",
        "min_wal_size": "128MB",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",  # short queries: compiling costs more than it gains
        "fsync": "on" if durable else "off",
        "synchronous_commit": "on" if durable else "off",
        "full_page_writes": "on" if durable else "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "logging_collector": "on",
        "log_directory": str(folder / "log"),
        "log_filename": "postgresql-%a.log",  # a week of logs, then over the oldest
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_line_prefix": "%m [%p] %u@%d ",
        "log_min_duration_statement": "1s",
        "log_lock_waits": "on",
        "idle_in_transaction_session_timeout": "5min",
    }
    text = "".join(f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in lines.items())
    data = data_folder(folder)
    for name, content in (("postgresql.conf", text), ("pg_hba.conf", _ACCESS)):
        _replace(data / name, content, like=data)


def _sync(folder: Path) -> None:
    """The names in a folder, on disk; what lies in them initdb has written through."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _replace(path: Path, content: str, like: Path) -> None:
    partial = path.with_suffix(".new")
    partial.write_text(content, "utf-8")
    owner = like.stat()
    os.chown(partial, owner.st_uid, owner.st_gid)
    partial.chmod(0o600)
    partial.replace(path)


def _own(place: Path, found: Programs) -> None:
    """A folder for the server's user alone. Refused where somebody else's folder has the name."""
    owner = pwd.getpwnam(found.user) if found.user else pwd.getpwuid(os.geteuid())
    try:
        place.mkdir(mode=0o700)
        os.chown(place, owner.pw_uid, owner.pw_gid)
    except FileExistsError:
        pass
    except OSError as error:
        raise Refused("home_not_writable", path=str(place), reason=str(error.strerror)) from error
    there = place.lstat()
    if there.st_uid != owner.pw_uid or not place.is_dir() or place.is_symlink():
        raise Refused("postgres_folder_not_ours", path=str(place), user=owner.pw_name)
    place.chmod(0o700)


def _major(found: Programs) -> str:
    return found.run("postgres", "--version", cwd=Path("/")).split()[-1].partition(".")[0]
