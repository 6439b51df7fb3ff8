"""`firstreply bench push`: from POST to the screen of whoever the lead was given to, at a steady 50 leads a second."""

import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import orjson

from firstreply.cli.bench.figure import Figure
from firstreply.cli.bench.installed import people, processes
from firstreply.cli.bench.installed.installation import Installation, installation
from firstreply.cli.bench.installed.streams import Screens
from firstreply.cli.bench.load import whole

_PER_SECOND: Final = 50
_LINES: Final = 16  #: kept connections that post; the next free one is taken
_PEOPLE: Final = 100
_LATEST_S: Final = 20.0
_MB: Final = 1_000_000
_ALERT: Final = "alert.assigned"


def figures(data: Path | None = None, *, clients: int = 1000, seconds: float = 30.0) -> list[Figure]:
    """First with one screen for each of 20 people, then with `clients` screens of 100 people on one live process."""
    found: list[Figure] = []
    for crowd, whose in ((20, 20), (clients, min(clients, _PEOPLE))):
        with installation(people=whose) as running:
            found += _measured(running, crowd, seconds, first=crowd == 20)
    return [*found, Figure(name="load average", value=os.getloadavg()[0], unit="processes", better="less")]


def _measured(running: Installation, clients: int, seconds: float, *, first: bool) -> Iterator[Figure]:
    screens = Screens(running.live_port)
    empty = processes.memory(running.family()["live"])
    for number in range(clients):
        screens.open(running.people[number % len(running.people)].token)
    if not screens.until(lambda: all(one.ready for one in screens.all), 60):
        raise RuntimeError("not all screens were let in")
    _Posting(running, screens).at_pace(2.0, start=1)  # connections, caches
    screens.clear()
    before = running.cpu_s()
    posting = _Posting(running, screens)
    posting.at_pace(seconds, start=10_000)
    spent = {kind: (cpu - before[kind]) / seconds for kind, cpu in running.cpu_s().items() if kind in before}
    times, missing = _times(running, screens, posting)
    memory = processes.memory(running.family()["live"])
    screens.close()
    where = f"{clients:,} screens"
    yield _ms(f"{where}: acknowledged, p50", _quantile(sorted(posting.times_s), 0.5))
    yield _ms(f"{where}: POST to screen, p50", _quantile(times, 0.5), goal=30)
    yield _ms(f"{where}: POST to screen, p99", _quantile(times, 0.99), goal=150)
    yield Figure(name=f"{where}: leads nobody was shown", value=missing, unit="leads", goal=0, better="less")
    yield Figure(
        name=f"{where}: memory of the live process", value=memory / _MB, unit="MB", goal=300, better="less"
    )
    if not first:
        each = (memory - empty) / clients
        yield Figure(name=f"{where}: memory of a screen", value=each, unit="octets", better="less")
    for kind, cores in sorted(spent.items()):
        if cores > 0.005:
            yield Figure(name=f"{where}: {kind}", value=cores, unit="cores", better="less")


@dataclass(slots=True)
class _Posting:
    """Inquiries at a steady pace, whatever the answers take; read in the same loop as the screens."""

    running: Installation
    screens: Screens
    sent: dict[str, float] = field(default_factory=dict)  #: arrival: when it was to be posted, epoch seconds
    times_s: list[float] = field(default_factory=list)
    _free: list[socket.socket] = field(default_factory=list)
    _asked: dict[socket.socket, float] = field(default_factory=dict)
    _got: dict[socket.socket, bytes] = field(default_factory=dict)

    def at_pace(self, seconds: float, *, start: int) -> None:
        """Post for some seconds, then read until everything was shown or 20 s have passed."""
        for _ in range(_LINES):
            line = socket.create_connection(("127.0.0.1", self.running.port), timeout=30)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.screens.watch(line, lambda line=line: self._answered(line))  # type: ignore[misc]
            self._free.append(line)
        count, begun = int(seconds * _PER_SECOND), time.time()
        for number in range(count):
            at = begun + number / _PER_SECOND
            while time.time() < at or not self._free:
                self.screens.turn(max(0.0, at - time.time()) if self._free else 0.01)
            self._post(self._free.pop(), number + start, at)
        self.screens.until(lambda: len(self.sent) == count and self.screens.kinds[_ALERT] >= count, _LATEST_S)
        for line in self._free:
            self.screens.forget(line)

    def _post(self, line: socket.socket, number: int, at: float) -> None:
        body = orjson.dumps(people.inquiry(number))
        line.sendall(people.request(self.running.port, self.running.token, "/api/v1/inquiries", body))
        self._asked[line] = at

    def _answered(self, line: socket.socket) -> None:
        self._got[line] = got = self._got.get(line, b"") + line.recv(65536)
        if not whole(got):
            return
        if not got.startswith(b"HTTP/1.1 202"):
            raise RuntimeError(got.decode("latin-1"))
        at = self._asked.pop(line)
        self.times_s.append(time.time() - at)
        self.sent[orjson.loads(got[got.index(b"{") : got.rindex(b"}") + 1])["id"]] = at
        del self._got[line]
        self._free.append(line)


def _times(running: Installation, screens: Screens, posting: _Posting) -> tuple[list[float], int]:
    """Seconds from POST to the last of the owner's screens that showed it, ascending; and how many never were."""
    with running.admin() as connection:
        asked = list(posting.sent)
        rows = connection.execute(
            "SELECT id::text, lead_id::text FROM arrival WHERE id = ANY(%s::uuid[])", [asked]
        )
        leads = {lead: posting.sent[arrival] for arrival, lead in rows}
    shown: dict[str, float] = {}
    for screen in screens.all:
        for seen in screen.seen:
            if seen.kind == _ALERT:
                shown[seen.data["lead"]] = max(seen.at, shown.get(seen.data["lead"], 0.0))
    times = sorted(shown[lead] - at for lead, at in leads.items() if lead in shown)
    return times, len(posting.sent) - len(times)


def _quantile(ascending: list[float], share: float) -> float:
    return ascending[min(int(share * len(ascending)), len(ascending) - 1)] if ascending else float("inf")


def _ms(name: str, seconds: float, goal: float | None = None) -> Figure:
    return Figure(name=name, value=seconds * 1000, unit="ms", goal=goal, better="less")
