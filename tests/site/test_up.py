"""`firstreply up`, as a user sees it: it starts, it heals, it ends, and it comes back after any death."""

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import ROOT
from tests.site.installation import Installation, alive, children, within

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.slow,
    pytest.mark.skipif(
        not Path("/proc/self/task").exists(), reason="SKIPPED: looks at processes through /proc"
    ),
]


@pytest.fixture(scope="module")
def installation(home: Path) -> Iterator[Installation]:
    """One installation for this module; each test leaves it running."""
    made = Installation(home / "up")
    made.up()
    yield made
    if made.process is not None:
        made.end()


def test_first_start_says_where_it_is_and_gives_the_setup_key(installation: Installation) -> None:
    assert within(15, lambda: f"running at http://127.0.0.1:{installation.port}" in installation.said())
    key = (installation.home / "setup-key").read_text().strip()
    assert f"http://127.0.0.1:{installation.port}/welcome?key={key}\n" in installation.said()


def test_second_up_on_the_same_home_is_refused(installation: Installation) -> None:
    done = installation.run("up")
    assert (done.returncode, "already_running" in done.stderr or str(installation.home) in done.stderr) == (
        4,
        True,
    )
    assert installation.well()


@pytest.mark.parametrize("words", ["main web", "main live", "main worker", "bin/postgres"])
def test_killed_process_is_back_within_fifteen_seconds(installation: Installation, words: str) -> None:
    number = installation.child(words)
    assert number is not None
    os.kill(number, signal.SIGKILL)
    assert within(15, lambda: installation.child(words) not in (None, number) and installation.well()), (
        installation.said()
    )


def test_killed_server_process_behind_web_is_replaced(installation: Installation) -> None:
    web = installation.child("main web")
    assert web is not None
    (number,) = children(web)
    os.kill(number, signal.SIGKILL)
    assert within(15, lambda: children(web) not in ([], [number]) and installation.well())


def test_doctor_examines_what_runs(installation: Installation) -> None:
    told = json.loads(installation.run("doctor", "--json").stdout)
    found = {one["check"]: one["state"] for one in told["findings"]}
    assert {name: found[name] for name in ("port", "postgres", "walls", "tables", "role")} == {
        "port": "ok",
        "postgres": "ok",
        "walls": "ok",
        "tables": "ok",
        "role": "ok",
    }


def test_backup_of_what_runs_comes_back_in_another_home(installation: Installation, home: Path) -> None:
    file = str(home / "monday.tar")
    assert installation.run("backup", file, "--keys").returncode == 0
    assert installation.run("backup", file).returncode == 4
    assert installation.run("restore", file, "--yes").returncode == 4
    other = Installation(home / "restored")
    done = other.run("restore", file)
    assert (done.returncode, "every table compared" in done.stdout) == (0, True), done.stderr
    kept = [(one.home / "secret-key").read_text() for one in (installation, other)]
    assert kept[0] == kept[1]


def test_ctrl_c_ends_everything_in_time(installation: Installation) -> None:
    everyone = installation.everyone()
    assert len(everyone) > 5
    assert installation.end(signal.SIGINT) == 0
    assert within(10, lambda: not alive(everyone)), alive(everyone)
    installation.up()


def test_killed_supervisor_leaves_nobody_and_a_new_up_recovers(installation: Installation) -> None:
    everyone = installation.everyone()
    assert installation.end(signal.SIGKILL) == -signal.SIGKILL
    installation.up()
    assert within(10, lambda: not alive(everyone)), alive(everyone)


def test_taken_port_is_refused_by_its_number(home: Path) -> None:
    other = Installation(home / "taken")
    with socket.create_server(("127.0.0.1", other.port)):
        done = other.run("up")
    assert (done.returncode, str(other.port) in done.stderr) == (4, True)


@pytest.fixture
def ordinary() -> Iterator[pwd.struct_passwd]:
    """An ordinary user of this machine, made for the test."""
    if os.geteuid() != 0:
        pytest.skip("SKIPPED: only root can make a user; as an ordinary user every other test shows the same")
    if shutil.which("python3.11", path="/usr/bin:/usr/local/bin") is None:
        pytest.skip("SKIPPED: no Python 3.11 outside of root's folders")
    name = "firstreply-test"
    subprocess.run(["useradd", "--system", "--no-create-home", name], check=False, capture_output=True)
    yield pwd.getpwnam(name)
    subprocess.run(["userdel", name], check=False, capture_output=True)


def test_ordinary_user_runs_everything(
    home: Path, ordinary: pwd.struct_passwd, monkeypatch: pytest.MonkeyPatch
) -> None:
    packages = Path(pytest.__file__).parents[1]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(ROOT / "src"), str(packages))))
    python = shutil.which("python3.11", path="/usr/bin:/usr/local/bin")
    assert python is not None
    as_user = {"user": ordinary.pw_uid, "group": ordinary.pw_gid, "extra_groups": [], "cwd": "/"}
    made = Installation(home / "ordinary", [python, "-m", "firstreply.site.main"], **as_user)
    os.chown(made.home, ordinary.pw_uid, ordinary.pw_gid)
    made.up()
    owners = {os.stat(f"/proc/{number}").st_uid for number in made.everyone()}
    assert made.end(signal.SIGTERM) == 0
    assert owners == {ordinary.pw_uid}
