"""The supervisor: starts the parts, starts again what dies, ends all with one signal."""

import select
import signal
import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from types import FrameType
from typing import Final

import structlog

from firstreply.core.refusal import Refused
from firstreply.site.postgres.server import EmbeddedPostgres
from firstreply.site.runner.part import Part, Pause

END_SECONDS: Final = 10.0
_ENDS: Final = (signal.SIGINT, signal.SIGTERM)
_log = structlog.get_logger("firstreply.up")


class Supervisor:
    """Keeps parts alive until it is told to end. Lives in the main thread, to which the children are tied."""

    def __init__(self, parts: Iterable[Part], postgres: EmbeddedPostgres | None) -> None:
        """`postgres`: the embedded server, started and owned already; None when the database is elsewhere."""
        self.parts: Final = tuple(parts)
        self.postgres: Final = postgres
        self._postgres_pause: Final = Pause()
        self._told = 0
        self._wake, self._woken = socket.socketpair()

    def run(self) -> None:
        """Start everything, watch it, and come back when all of it has ended."""
        self._listen()
        self._postgres_pause.started(time.monotonic())
        try:
            while not self._told:
                now = time.monotonic()
                self._keep_postgres(now)
                for part in self.parts:
                    self._keep(part, now)
                self._sleep()
        finally:
            self._end()

    def _listen(self) -> None:
        for end in (self._wake, self._woken):
            end.setblocking(False)
        signal.set_wakeup_fd(self._woken.fileno(), warn_on_full_buffer=False)
        for number in _ENDS:
            signal.signal(number, self._tell)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to wake up

    def _tell(self, number: int, frame: FrameType | None) -> None:
        self._told += 1

    def _sleep(self, seconds: float = 0.2) -> None:
        select.select([self._wake], [], [], seconds)
        with suppress(BlockingIOError):
            self._wake.recv(4096)

    def _keep(self, part: Part, now: float) -> None:
        code = part.ended()
        if code is not None:
            pause = part.pause.ended(now)
            _log.warning("part ended", part=part.name, code=code, again_in_seconds=pause)
        if part.process is None and now >= part.pause.next_start:
            part.start()

    def _keep_postgres(self, now: float) -> None:
        if self.postgres is None:
            return
        child = self.postgres.process
        if child is not None and child.poll() is not None:
            pause = self._postgres_pause.ended(now)
            _log.warning("PostgreSQL ended", code=child.returncode, again_in_seconds=pause)
            self.postgres.process = None
        if self.postgres.process is None and now >= self._postgres_pause.next_start:
            self._postgres_pause.started(now)
            try:
                self.postgres.launch()
            except (Refused, OSError) as error:
                _log.error("PostgreSQL does not start", reason=str(error))
                self._postgres_pause.ended(now)

    def _end(self) -> None:
        """Tell all at once, wait a bounded time (a second signal shortens it), kill the rest; the database last."""
        told = max(self._told, 1)
        for part in self.parts:
            part.tell(signal.SIGTERM)
        until = time.monotonic() + END_SECONDS
        while any(part.runs() for part in self.parts) and time.monotonic() < until and self._told <= told:
            self._sleep(0.05)
        for part in self.parts:
            if part.runs():
                _log.warning("part killed: it did not end in time", part=part.name)
                part.tell(signal.SIGKILL)
        for part in self.parts:
            if part.process is not None:
                part.process.wait()
        if self.postgres is not None:
            self.postgres.stop()
            self.postgres.release()
