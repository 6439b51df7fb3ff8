"""`firstreply bench forged`: requests that nobody made who may, and honest ones made again, at every address."""

import http.client
import os
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import UUID

from firstreply.channels.base import Call, Setup
from firstreply.channels.forging import Honest, forgeries, honest
from firstreply.cli.bench.figure import Figure
from firstreply.cli.bench.installed.installation import Installation, installation

_ADDRESS: Final = (
    "https://bench.example"  #: what people use, and what Twilio signs; the requests go to the port
)
_HONEST: Final = 20  #: of each way


def figures(data: Path | None = None, *, inquiries: int = 10_000) -> list[Figure]:
    """`inquiries` forged or repeated requests over all channels, against a whole installation; honest ones beside."""
    ways = honest()
    with installation(people=1, public_url=_ADDRESS) as running:
        bench = _Bench(running)
        accounts = [(bench.account(kind, one), one) for kind, one in ways]
        begun = time.perf_counter()
        each = -(-inquiries // len(accounts))
        for account, one in accounts:
            bench.forge(account, one, each)
        seconds = time.perf_counter() - begun
        taken = bench.kept()
        for account, one in accounts:
            bench.repeat(account, one)
        doubled = bench.kept() - taken - _HONEST * len(accounts)
        return [*_told(bench, taken, doubled, seconds)]


def _told(bench: "_Bench", taken: int, doubled: int, seconds: float) -> Iterator[Figure]:
    yield Figure(name="ways to prove oneself", value=len(honest()), unit="ways")
    yield Figure(name="forged requests", value=bench.forged, unit="requests")
    yield Figure(name="forged requests that were taken", value=taken, unit="requests", goal=0, better="less")
    yield Figure(
        name="forged requests answered otherwise than prescribed", value=bench.otherwise.total(), unit="requests",
        goal=0, better="less",
    )  # fmt: skip
    for how, count in bench.otherwise.most_common(5):
        yield Figure(name=f"of these: {how}", value=count, unit="requests", better="less")
    yield Figure(name="honest requests made again", value=bench.repeated, unit="requests")
    yield Figure(name="of these taken as new", value=doubled, unit="requests", goal=0, better="less")
    yield Figure(name="honest requests refused", value=bench.refused, unit="requests", goal=0, better="less")
    yield Figure(name="forged requests a second", value=bench.forged / seconds, unit="1/s")
    yield Figure(name="load average", value=os.getloadavg()[0], unit="processes", better="less")


class _Bench:
    def __init__(self, running: Installation) -> None:
        self._running = running
        self._line = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
        self._sources: list[UUID] = []
        self.forged = self.repeated = self.refused = 0
        self.otherwise: Counter[str] = Counter()

    def account(self, kind: str, one: Honest) -> Setup:
        """An account of that kind, made by the API."""
        given = {"name": one.way, "kind": kind, "settings": dict(one.settings), "sealed": dict(one.sealed)}
        made = self._running.must("POST", "/api/v1/sources", given)
        own = UUID(made["id"])
        self._sources.append(own)
        return Setup(
            id=own, kind=kind, name=one.way, address=f"{_ADDRESS}/in/{own}", secret=made["secret"],
            settings=one.settings, sealed=one.sealed,
        )  # fmt: skip

    def forge(self, account: Setup, one: Honest, count: int) -> None:
        """So many requests that are not to be taken."""
        for how, call in islice(self._forgeries(account, one), count):
            status = self._send(account, call)
            self.forged += 1
            if status != one.refused:
                self.otherwise[f"{one.way}, {how}: {status}"] += 1

    def _forgeries(self, account: Setup, one: Honest) -> Iterator[tuple[str, Call]]:
        number = 0
        while True:
            number += 1
            yield from forgeries(one, account, number, int(time.time()))

    def repeat(self, account: Setup, one: Honest) -> None:
        """Honest requests, each of them five times."""
        for number in range(1, _HONEST + 1):
            call = one.make(account, 10**6 + number, int(time.time()))
            for again in range(5):
                self.refused += self._send(account, call) // 100 != 2
                self.repeated += again > 0

    def _send(self, account: Setup, call: Call) -> int:
        path = f"/in/{account.id}" + (f"?{call.query}" if call.query else "")
        headers = {name: value.encode("latin-1", "replace") for name, value in call.headers.items()}
        self._line.request(call.method, path, call.body, headers)
        answer = self._line.getresponse()
        answer.read()
        return answer.status

    def kept(self) -> int:
        """What is on disk of all these accounts."""
        question = "SELECT count(*) FROM arrival WHERE source_id = ANY(%s::uuid[])"
        return int(self._running.one(question, [str(one) for one in self._sources]))
