"""A whole installation in a folder of its own: `firstreply up` as a user runs it, with people who answer."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import psycopg

from firstreply.cli.bench.installed import processes

COMMAND: Final = (sys.executable, "-m", "firstreply.site.main")
_START_S: Final = 180.0  #: tables are made meanwhile
_END_S: Final = 40.0
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DATABASE: Final = "firstreply"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member and the token by which their screen listens."""

    id: str
    token: str


@dataclass(slots=True, kw_only=True)
class Installation:
    """One that runs. `database_url` is the administrator's: for measuring only, it sees every row."""

    home: Path
    port: int
    live_port: int
    database_url: str
    environment: Mapping[str, str]
    process: "subprocess.Popen[bytes]"
    founded: dict[str, str] = field(default_factory=dict)  #: what `POST /setup` gave
    people: list[Person] = field(default_factory=list)

    @property
    def token(self) -> str:
        """The owner's, with all scopes."""
        return self.founded["token"]

    def call(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any]:
        """One request to the API on a connection of its own: status and JSON. Raises OSError, HTTPException."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        told = {"Authorization": f"Bearer {self.founded.get('token', '')}"} | headers
        octets = None if body is None else json.dumps(body).encode()
        try:
            line.request(method, path, octets, {"Content-Type": "application/json"} | told)
            answer = line.getresponse()
            said = answer.read()
            return answer.status, json.loads(said) if said else None
        finally:
            line.close()

    def must(self, method: str, path: str, body: object = None, **headers: str) -> Any:
        """The same, where anything but a success is a defect. Raises RuntimeError."""
        status, said = self.call(method, path, body, **headers)
        if not 200 <= status < 300:
            raise RuntimeError(f"{method} {path}: {status} {said}")
        return said

    def admin(self) -> "psycopg.Connection[Any]":
        """A connection that sees every row."""
        connection = psycopg.connect(self.database_url, autocommit=True)
        connection.execute(
            "SELECT set_config('firstreply.organisation', %s, false)", [self.founded["organisation"]]
        )
        return connection

    def one(self, question: str, *parameters: object) -> Any:
        """The first column of the first row."""
        with self.admin() as connection:
            row = connection.execute(question.encode(), parameters).fetchone()
            return None if row is None else row[0]

    def family(self) -> dict[str, list[int]]:
        """Process numbers by kind; PostgreSQL's also where it is not ours but on this machine."""
        found = processes.family(self.process.pid)
        if processes.POSTGRES not in found:
            with self.admin() as connection:
                postmaster = processes.parent(connection.info.backend_pid)
            found[processes.POSTGRES] = [postmaster, *processes.children(postmaster)]
        return found

    def cpu_s(self) -> dict[str, float]:
        """CPU seconds spent so far by kind; PostgreSQL with all it runs."""
        spent = {kind: processes.cpu_s(numbers) for kind, numbers in self.family().items()}
        spent[processes.POSTGRES] = spent.pop(processes.BACKEND, 0.0) + spent.get(processes.POSTGRES, 0.0)
        return spent

    @contextmanager
    def held(self, kind: str) -> Iterator[None]:
        """Meanwhile these processes stand still; what they had begun stays begun."""
        numbers = self.family()[kind]
        processes.signalled(numbers, signal.SIGSTOP)
        try:
            yield
        finally:
            processes.signalled(numbers, signal.SIGCONT)

    def idle(self, seconds: float) -> float | None:
        """Wait until everything that came in was worked on: after how many seconds, or None when it took longer."""
        question = b"SELECT EXISTS (SELECT FROM arrival WHERE state = 'new')"
        begun = time.perf_counter()
        with self.admin() as connection:
            done = within(seconds, lambda: connection.execute(question).fetchone() == (False,), every=0.02)
        return time.perf_counter() - begun if done else None


@contextmanager
def installation(*, people: int = 10, **settings: str) -> Iterator[Installation]:
    """Start one, found an organisation that is open day and night, invite people; stop it and remove all of it.

    `settings` go into the environment as FIRSTREPLY_<NAME>. With DATABASE_URL set, a database of its own on that
    server. Raises RuntimeError with what it said when it does not start.
    """
    home = Path(tempfile.mkdtemp(prefix="firstreply-bench-"))
    home.chmod(0o711)  # as root the database runs as another user, who must pass
    try:
        with _database(home) as (url, variables):
            running = _started(
                home, url, variables | {f"FIRSTREPLY_{k.upper()}": v for k, v in settings.items()}
            )
            try:
                _founded(running, people)
                yield running
            finally:
                _stopped(running.process)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _database(home: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """(the administrator's URL, what the environment says of the database)."""
    given = os.environ.get("DATABASE_URL")
    if not given:
        folder = quote(str(home / "postgres" / "run"), safe="")
        yield f"postgresql://postgres@/{_DATABASE}?host={folder}", {}
        return
    name = f"firstreply_bench_{os.getpid()}"
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'".encode())
    url = psycopg.conninfo.make_conninfo(given, dbname=name)
    try:
        yield url, {"DATABASE_URL": url}
    finally:
        with psycopg.connect(given, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _started(home: Path, url: str, variables: dict[str, str]) -> Installation:
    port, live_port = _free_port(), _free_port()
    kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL" and not k.startswith("FIRSTREPLY_")}
    own = {
        "FIRSTREPLY_HOME": str(home),
        "FIRSTREPLY_PORT": str(port),
        "FIRSTREPLY_LIVE_PORT": str(live_port),
        "FIRSTREPLY_RATE_LIMIT": "0",
        "FIRSTREPLY_PRIVATE_HOSTS": "127.0.0.1",
        "FIRSTREPLY_LOG_LEVEL": "warning",
    }
    environment = kept | own | variables
    with (home / "said.txt").open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 (no shell, our own words)
            [*COMMAND, "up"], env=environment, stdout=said, stderr=said, start_new_session=True
        )
    running = Installation(
        home=home, port=port, live_port=live_port, database_url=url, environment=environment, process=process
    )
    if (
        not within(_START_S, lambda: process.poll() is not None or _well(running))
        or process.poll() is not None
    ):
        _stopped(process)
        raise RuntimeError((home / "said.txt").read_text("utf-8", "replace"))
    return running


def _well(running: Installation) -> bool:
    if not (running.home / "setup-key").exists():
        return False
    try:
        return running.call("GET", "/healthz")[0] == 200
    except (OSError, http.client.HTTPException, ValueError):
        return False


def _founded(running: Installation, people: int) -> None:
    key = (running.home / "setup-key").read_text("utf-8").strip()
    owner = {"name": "Bench", "email": "owner@team.example", "region": "DE", "zone": "UTC"}
    running.founded = running.must("POST", "/api/v1/setup", owner, Authorization=f"Bearer {key}")
    calendar = f"/api/v1/calendars/{running.founded['calendar']}"
    revision = running.must("GET", calendar)["number"]
    always = {"zone": "UTC", "versions": [{"week": {day: [["00:00", "24:00"]] for day in _DAYS}}]}
    running.must("PATCH", calendar, {"value": always}, **{"If-Match": f'"{revision}"'})
    running.people = [_listening(running, running.founded["member"])]
    for number in range(people - 1):
        new = {
            "name": f"Rep {number}",
            "email": f"rep{number}@team.example",
            "teams": [running.founded["team"]],
        }
        running.people.append(_listening(running, running.must("POST", "/api/v1/members", new)["id"]))


def _listening(running: Installation, member: str) -> Person:
    asked = {"name": f"Screen of {member}", "scopes": ["live", "read"], "member": member}
    return Person(id=member, token=running.must("POST", "/api/v1/tokens", asked)["token"])


def _stopped(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def within(seconds: float, true: Callable[[], object], *, every: float = 0.05) -> bool:
    """Whether it became true in time; looks again and again."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(every)
    return True


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number: int = taken.getsockname()[1]
    return number
