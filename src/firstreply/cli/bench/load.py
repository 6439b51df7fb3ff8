"""Load: clients that post over kept connections as fast as they are answered, at the least cost to the machine.

One thread, raw sockets and `selectors`: on a machine that measures itself, what the clients spend the server lacks.
"""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

_END: Final = b"\r\n\r\n"
_LENGTH: Final = b"content-length:"
_LAST_CHUNK: Final = b"\r\n0\r\n\r\n"  #: ends an answer that told no length
_READ: Final = 65536


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What was answered: how often with which status, in which times, and the bodies of the successes, if kept."""

    seconds: float
    cpu_seconds: float  #: that the clients themselves spent
    statuses: Counter[int]
    times_s: list[float]
    bodies: list[bytes]

    @property
    def per_second(self) -> float:
        """Successes a second."""
        return sum(count for status, count in self.statuses.items() if 200 <= status < 300) / self.seconds

    def quantile_s(self, share: float) -> float:
        """The time within which this share was answered."""
        times = sorted(self.times_s)
        return times[min(int(share * len(times)), len(times) - 1)] if times else 0.0


@dataclass(slots=True)
class _Client:
    number: int
    line: socket.socket
    sent_at: float = 0.0
    got: bytearray = field(default_factory=bytearray)


def load(
    address: tuple[str, int],
    request: Callable[[int], bytes],
    *,
    clients: int,
    seconds: float = 0.0,
    count: int = 0,
    keep: bool = False,
) -> Loaded:
    """Send `request(n)` for n = 0, 1, ... as `request_of` writes them, for some seconds or `count` times.

    Each client sends its next request when its last one is answered. Raises OSError when the server goes away.
    """
    run = _Run(request, count, keep)
    begun, spent = time.perf_counter(), time.process_time()
    until = begun + seconds if seconds else float("inf")
    lines = [_connected(address) for _ in range(clients)]
    with selectors.DefaultSelector() as selector:
        for number, line in enumerate(lines):
            client = _Client(number, line)
            selector.register(line, selectors.EVENT_READ, client)
            run.send(client, until)
        while run.open:
            for key, _ in selector.select(1.0):
                if run.receive(key.data):
                    run.send(key.data, until)
    taken = time.perf_counter() - begun
    for line in lines:
        line.close()
    cpu = time.process_time() - spent
    return Loaded(seconds=taken, cpu_seconds=cpu, statuses=run.statuses, times_s=run.times, bodies=run.bodies)


def request_of(host: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    """A POST over a kept connection."""
    told = {"Host": host, **headers, "Content-Length": str(len(body))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"POST {path} HTTP/1.1\r\n{lines}\r\n".encode() + body


def whole(got: bytes | bytearray) -> bool:
    """Whether these octets are a whole answer."""
    head = got.find(_END)
    if head < 0:
        return False
    at = got.lower().find(_LENGTH, 0, head + 2)
    if at < 0:
        return got.endswith(_LAST_CHUNK)
    size = int(got[at + len(_LENGTH) : got.find(b"\r", at)])
    return len(got) >= head + len(_END) + size


class _Run:
    def __init__(self, request: Callable[[int], bytes], count: int, keep: bool) -> None:
        self._request = request
        self._count = count or (1 << 62)
        self._keep = keep
        self._next = 0
        self.open = 0
        self.statuses: Counter[int] = Counter()
        self.times: list[float] = []
        self.bodies: list[bytes] = []

    def send(self, client: _Client, until: float) -> None:
        client.sent_at = time.perf_counter()
        if self._next >= self._count or client.sent_at >= until:
            return
        octets = self._request(self._next)
        self._next += 1
        self.open += 1
        client.line.sendall(octets)

    def receive(self, client: _Client) -> bool:
        """Read on; whether the answer is whole."""
        read = client.line.recv(_READ)
        if not read:
            raise ConnectionResetError("the server closed the connection")
        client.got += read
        if not whole(client.got):
            return False
        self.times.append(time.perf_counter() - client.sent_at)
        status = int(client.got[9:12])
        self.statuses[status] += 1
        if self._keep and 200 <= status < 300:
            self.bodies.append(bytes(client.got.partition(_END)[2]))
        client.got.clear()
        self.open -= 1
        return True


def _connected(address: tuple[str, int]) -> socket.socket:
    line = socket.create_connection(address, timeout=30)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line
