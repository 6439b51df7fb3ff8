"""Proxy: a line to a server that drops, stalls and dribbles, by a seed."""

import random
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """What goes wrong. A line is dropped after so many octets from the server, drawn between two numbers."""

    drop_after: tuple[int, int] | None = None
    slow: float = 0.0  #: share of pieces that come octet by octet
    stall: float = 0.0  #: share of lines that fall silent instead of being dropped


class Proxy:
    """Listens on `port` and passes octets to `target` and back. `faults` may be changed at any time."""

    def __init__(self, target: int, faults: Faults | None = None, *, seed: int = 1) -> None:
        self.faults = faults or Faults()
        self.connections = 0
        self.dropped = 0
        self._target: Final = target
        self._chance: Final = random.Random(seed)  # noqa: S311 (a fault that can be drawn again)
        self._ends: set[socket.socket] = set()
        self._lock: Final = threading.Lock()
        self._listening: Final = socket.create_server(("127.0.0.1", 0))
        self.port: Final = int(self._listening.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def drop_all(self) -> None:
        """Hang up every line."""
        with self._lock:
            ends = list(self._ends)
        for end in ends:
            _shut(end)

    def stop(self) -> None:
        """Hang up, and take no more."""
        self._listening.close()
        self.drop_all()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                return
            self.connections += 1
            with self._lock:
                self._ends |= {near, far}
            threading.Thread(target=self._pump, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self._pump, args=(far, near, True), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        left = self._chance.randint(*self.faults.drop_after) if self.faults.drop_after else None
        with suppress(OSError):
            while octets := source.recv(16384):
                if not is_answer or self.faults == Faults():
                    target.sendall(octets)
                    continue
                if left is not None and len(octets) >= left:
                    target.sendall(octets[:left])
                    self.dropped += 1
                    if self._chance.random() < self.faults.stall:
                        continue_silent(source)
                    break
                left = None if left is None else left - len(octets)
                self._pass(target, octets)
        for end in (source, target):
            _shut(end)
        with self._lock:
            self._ends -= {source, target}

    def _pass(self, target: socket.socket, octets: bytes) -> None:
        if self._chance.random() >= self.faults.slow:
            target.sendall(octets)
            return
        for start in range(0, min(len(octets), 200), 10):
            target.sendall(octets[start : start + 10])
            time.sleep(0.002)
        target.sendall(octets[200:])


def continue_silent(source: socket.socket) -> None:
    """Read on, and tell nobody, until the other side gives up."""
    while source.recv(16384):
        pass


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
