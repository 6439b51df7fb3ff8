"""Screens: connections to the live stream that note what they are told and when, and come back when cut off."""

import json
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

_READ: Final = 1 << 18
_AGAIN_S: Final = 0.1  #: after which a screen that was cut off connects again
_CONNECT_S: Final = 2.0


class Seen(NamedTuple):
    """One event as a screen got it."""

    at: float  #: epoch seconds
    id: int
    kind: str
    data: dict[str, Any]


@dataclass(slots=True)
class Screen:
    """One connection after the other. `last` is what it would say it had seen last."""

    token: str
    seen: list[Seen] = field(default_factory=list)
    ready: bool = False
    last: int | None = None
    cut_off: int = 0  #: how often the connection ended or could not be made
    begun_anew: int = 0  #: how often the server said that what was missed is not kept
    line: socket.socket | None = None
    rest: bytes = b""
    next_try: float = 0.0


class Screens:
    """Any number of them in one thread; only `turn` reads."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._selector = selectors.DefaultSelector()
        self.all: list[Screen] = []
        self.kinds: Counter[str] = Counter()  #: how many events of which kind have been seen

    def open(self, token: str) -> Screen:
        """One more, for the holder of this token."""
        screen = Screen(token)
        self.all.append(screen)
        self._connect(screen)
        return screen

    def turn(self, seconds: float) -> None:
        """Read what has come, waiting for it as long as that; connect again what was cut off."""
        for key, _ in self._selector.select(seconds):
            key.data()
        now = time.monotonic()
        for screen in self.all:
            if screen.line is None and now >= screen.next_try:
                self._connect(screen)

    def watch(self, line: socket.socket, ready: Callable[[], None]) -> None:
        """Have `ready` called in `turn` when this socket can be read."""
        self._selector.register(line, selectors.EVENT_READ, ready)

    def forget(self, line: socket.socket) -> None:
        """Close a socket that was watched."""
        self._selector.unregister(line)
        line.close()

    def clear(self) -> None:
        """Forget what was seen."""
        self.kinds.clear()
        for screen in self.all:
            screen.seen.clear()
            screen.begun_anew = 0

    def until(self, true: Callable[[], bool], seconds: float) -> bool:
        """Read until it is true; False when that took longer."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                return False
            self.turn(0.05)
        return True

    def close(self) -> None:
        """All of them."""
        for screen in self.all:
            if screen.line is not None:
                screen.line.close()
        self._selector.close()

    def _connect(self, screen: Screen) -> None:
        since = "" if screen.last is None else f"Last-Event-ID: {screen.last}\r\n"
        # HTTP/1.0: the same stream, without the lengths of its pieces between them.
        asked = (
            f"GET /live HTTP/1.0\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {screen.token}\r\n{since}\r\n"
        )
        try:
            line = socket.create_connection(("127.0.0.1", self._port), timeout=_CONNECT_S)
            line.sendall(asked.encode())
        except OSError:
            self._cut_off(screen)
            return
        screen.line, screen.rest = line, b""
        self._selector.register(line, selectors.EVENT_READ, lambda: self._read(screen))

    def _cut_off(self, screen: Screen) -> None:
        screen.cut_off += 1
        screen.ready = False
        screen.next_try = time.monotonic() + _AGAIN_S
        if screen.line is not None:
            self._selector.unregister(screen.line)
            screen.line.close()
            screen.line = None

    def _read(self, screen: Screen) -> None:
        assert screen.line is not None
        try:
            octets = screen.line.recv(_READ)
        except OSError:
            octets = b""
        if not octets:
            self._cut_off(screen)
            return
        *whole, screen.rest = (screen.rest + octets).replace(b"\r\n\r\n", b"\n\n").split(b"\n\n")
        now = time.time()
        for part in whole:
            self._heard(screen, part, now)

    def _heard(self, screen: Screen, part: bytes, now: float) -> None:
        told = dict(_fields(part))
        if b"id" in told:
            screen.last = int(told[b"id"])
        kind = told.get(b"event", b"").decode()
        if kind == "ready":
            screen.ready = True
        elif kind == "reset":
            screen.begun_anew += 1
        elif kind:
            self.kinds[kind] += 1
            screen.seen.append(Seen(now, int(told[b"id"]), kind, json.loads(told[b"data"])))


def _fields(part: bytes) -> Iterator[tuple[bytes, bytes]]:
    for line in part.split(b"\n"):
        name, colon, value = line.partition(b": ")
        if colon and name in (b"id", b"event", b"data"):
            yield name, value
