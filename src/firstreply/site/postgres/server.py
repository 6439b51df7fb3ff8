"""One PostgreSQL per home folder: who starts it owns it, everybody else only uses it.

The owner holds a file lock and keeps `postgres` as its own child, so a death is seen at once and the server never
outlives its owner (where the kernel can tell it, on Linux; elsewhere the next owner ends what was left).
"""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final

import psycopg

from firstreply.core.refusal import Refused
from firstreply.site.postgres import cluster, orphan
from firstreply.site.postgres.address import DATABASE, SUPERUSER, embedded_url
from firstreply.site.postgres.programs import Programs, programs

START_SECONDS: Final = 30.0
STOP_SECONDS: Final = 20.0


class EmbeddedPostgres:
    """A PostgreSQL in `folder`; `with EmbeddedPostgres(folder) as server: server.url(role)`.

    When another process owns it, it is used as it is and left running. Must be started from a thread that
    outlives the server: the kernel ties the child to the thread.
    """

    def __init__(
        self, folder: Path, *, durable: bool = True, connections: int = 200, installed: Path | None = None
    ) -> None:
        """`installed`: a folder with bin, lib and share of PostgreSQL; the wheel's by default."""
        self.folder: Final = folder.absolute()
        self.durable: Final = durable
        self.connections: Final = connections
        self.installed: Final = installed
        self.process: subprocess.Popen[bytes] | None = None
        self._programs: Programs | None = None
        self._lock: int | None = None

    @property
    def programs(self) -> Programs:
        """Its programs, such as pg_dump; found once."""
        if self._programs is None:
            self._programs = programs(self.folder.parent, self.installed)
        return self._programs

    @property
    def owned(self) -> bool:
        """Whether this object holds the owner's lock."""
        return self._lock is not None

    def url(self, role: str = SUPERUSER, database: str = DATABASE) -> str:
        """How to connect as a role."""
        return embedded_url(self.folder, role, database)

    def __enter__(self) -> "EmbeddedPostgres":
        """Own and start it, or wait until its owner has. Raises Refused."""
        if self.own():
            try:
                self.start()
            except BaseException:
                self.release()
                raise
        else:
            self._answers_or_refuse(lambda: True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop what was started here."""
        if self.owned:
            self.stop()
            self.release()

    def own(self) -> bool:
        """Take the owner's lock; False when another process has it. It is free again when the holder dies."""
        if self._lock is None:
            try:
                self.folder.parent.mkdir(parents=True, exist_ok=True)
                lock = os.open(
                    self.folder.parent / "postgres.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
                )
            except OSError as error:
                raise Refused(
                    "home_not_writable", path=str(self.folder), reason=str(error.strerror)
                ) from error
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(lock)
                return False
            self._lock = lock
        return True

    def release(self) -> None:
        """Give the owner's lock back."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def start(self) -> None:
        """Start it as a child and wait until it answers. Raises Refused("postgres_did_not_start")."""
        self.launch()
        child = self.process
        assert child is not None
        self._answers_or_refuse(lambda: child.poll() is None)

    def launch(self) -> None:
        """Start it as a child, without waiting for it to answer."""
        assert self.owned, "only the owner starts the server"
        cluster.make(self.folder, self.programs, durable=self.durable)
        data = cluster.data_folder(self.folder)
        orphan.clear(data)
        cluster.configure(self.folder, durable=self.durable, connections=self.connections)
        with open(self.folder / "start.log", "wb") as log:
            self.process = subprocess.Popen(  # noqa: S603 (no shell, our own words)
                [self.programs.path("postgres"), "-D", str(data)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=data,
                start_new_session=True,  # Ctrl-C in the terminal is the owner's to pass on
                preexec_fn=ends_with_parent(signal.SIGINT),
                **self.programs.as_user(),
            )

    def stop(self, patience: float = STOP_SECONDS) -> None:
        """End it: fast, which rolls back what is open; immediately when that takes too long."""
        child, self.process = self.process, None
        if child is None:
            return
        for step in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if child.poll() is None:
                child.send_signal(step)
                try:
                    child.wait(patience if step == signal.SIGINT else 5)
                except subprocess.TimeoutExpired:
                    continue
            return

    def answers(self) -> bool:
        """Whether a connection can be made now."""
        try:
            psycopg.connect(self.url(database="postgres"), connect_timeout=2).close()
        except psycopg.Error:
            return False
        return True

    def _answers_or_refuse(self, alive: Callable[[], bool]) -> None:
        until = time.monotonic() + START_SECONDS
        while not self.answers():
            if not alive() or time.monotonic() > until:
                self.stop()
                raise Refused("postgres_did_not_start", path=str(self.folder), reason=self._last_words())
            time.sleep(0.02)

    def _last_words(self) -> str:
        logs = [*sorted((self.folder / "log").glob("*.log"), key=lambda one: one.stat().st_mtime)[-1:]]
        said = [
            path.read_text("utf-8", "replace") for path in (*logs, self.folder / "start.log") if path.exists()
        ]
        return " ".join("\n".join(said).split())[-500:]


def ends_with_parent(by: signal.Signals, *, parent_is_caller: bool = False) -> Callable[[], None] | None:
    """What a child calls before it becomes the program: the kernel shall signal it when its parent dies (Linux).

    `parent_is_caller`: asked for in the child itself, after a fork without exec.
    """
    try:
        import ctypes

        control = ctypes.CDLL(None).prctl
    except (OSError, AttributeError):
        return None
    parent = os.getppid() if parent_is_caller else os.getpid()

    def tie() -> None:
        control(1, int(by), 0, 0, 0)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os.kill(os.getpid(), by)

    return tie
