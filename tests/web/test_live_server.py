"""The live stream as it is served: by granian, over TCP, in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from firstreply.core.respond.alert import Change
from tests.journey.office import office, wait_until
from tests.postgres import Database
from tests.web.listener import token

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

SERVE = """
from firstreply.site.runner import servers
from firstreply.site.settings import load
servers.live(load())
"""


class Server:
    """A live process and its port."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        environment = os.environ | {"FIRSTREPLY_LIVE_PORT": str(self.port)}
        self.process = subprocess.Popen([sys.executable, "-c", SERVE], env=environment)
        self.url = f"http://127.0.0.1:{self.port}"
        wait_until(self.healthy, 30)

    def healthy(self) -> bool:
        with suppress(httpx.TransportError):
            return httpx.get(f"{self.url}/healthz").status_code == 200
        return False

    def clients(self) -> int:
        return int(httpx.get(f"{self.url}/healthz").json()["clients"])

    def memory(self) -> int:
        """Octets of all its processes that are theirs alone, and of what they share once."""
        pids = [self.process.pid, *_children(self.process.pid)]
        return sum(
            int(line.split()[1]) * 1024
            for pid in pids
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            if line.startswith("Pss:")
        )


def _children(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def serving() -> Iterator[Server]:
    """One, ended by SIGTERM."""
    server = Server()
    try:
        yield server
    finally:
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(15)


class Reader:
    """A raw connection that reads events as they come."""

    def __init__(self, server: Server, text: str) -> None:
        self.line = socket.create_connection(("127.0.0.1", server.port), timeout=60)
        request = f"GET /live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {text}\r\n\r\n"
        self.line.sendall(request.encode())
        self.got = b""

    def until(self, octets: bytes) -> float:
        """Read until they came; when, by the clock."""
        while octets not in self.got:
            part = self.line.recv(65536)
            assert part, self.got
            self.got += part
        return time.time()


def show(own: UUID, n: int) -> None:
    from firstreply.journey import telling
    from firstreply.store.tenancy import acting

    with acting(own):
        telling.tell(
            [], now=datetime.now(UTC), changes=[Change(kind="assigned", facts={"n": n, "at": time.time()})]
        )


def test_events_are_flushed_at_once_and_disconnections_seen(database: Database) -> None:
    own = office(ana={"role": "admin"})
    text = token(own.id, own.members["ana"])
    with serving() as server:
        reader = Reader(server, text)
        reader.until(b"event: ready")
        assert server.clients() == 1
        took = []
        for n in range(50):
            begun = time.time()
            show(own.id, n)
            took.append(reader.until(b'"n": %d,' % n) - begun)
        assert sorted(took)[25] < 0.25
        reader.line.close()
        wait_until(lambda: server.clients() == 0, 5)


def test_told_to_stop_it_ends_its_streams_and_itself(database: Database) -> None:
    own = office(ana={"role": "admin"})
    text = token(own.id, own.members["ana"])
    with serving() as server:
        readers = [Reader(server, text) for _ in range(3)]
        for reader in readers:
            reader.until(b"event: ready")
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        for reader in readers:
            while reader.line.recv(65536):
                pass
        assert server.process.wait(15) == 0
        assert time.monotonic() - begun < 4


def test_who_reads_nothing_costs_bounded_memory_and_is_left(database: Database) -> None:
    own = office(ana={"role": "admin"}, omid={"role": "admin"})
    with serving() as server:
        stuck = Reader(server, token(own.id, own.members["ana"]))
        stuck.until(b"event: ready")
        reader = Reader(server, token(own.id, own.members["omid"]))
        reader.until(b"event: ready")
        before = server.memory()
        big(own.id, reader)
        assert server.memory() - before < 64 << 20
        stuck.line.close()


def big(own: UUID, reader: Reader) -> None:
    """Send 100 MB past a screen that reads nothing."""
    from firstreply.journey import telling
    from firstreply.store.tenancy import acting

    for n in range(100):
        with acting(own):
            telling.tell(
                [],
                now=datetime.now(UTC),
                changes=[Change(kind="assigned", facts={"n": n, "text": "a" * 10_000}) for _ in range(100)],
            )
        reader.until(b'"n": %d,' % n)
        reader.got = b""


def test_1000_screens_on_one_process_take_less_than_300_mb(database: Database) -> None:
    people = {f"m{n}": {"role": "admin"} for n in range(20)}
    own = office(**people)
    texts = [token(own.id, member) for member in own.members.values()]
    with serving() as server:
        readers = [Reader(server, texts[n // 50]) for n in range(1000)]
        for reader in readers:
            reader.until(b"event: ready")
        assert server.clients() == 1000
        show(own.id, 1)
        for reader in readers:
            reader.until(b'"n": 1,')
        memory = server.memory()
        for reader in readers:
            reader.line.close()
        wait_until(lambda: server.clients() == 0, 10)
    assert memory < 300 << 20
