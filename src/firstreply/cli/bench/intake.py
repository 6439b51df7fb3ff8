"""`firstreply bench intake`: from an inquiry to its acknowledgement, and through the whole journey.

On an installation of its own (`installed.installation`), from outside: over HTTP, with /proc for what each process
costs. The floor, what the database does with one row and one commit at a time, is measured beside it.
"""

import os
from collections.abc import Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

import orjson

from firstreply.cli.bench.figure import Figure
from firstreply.cli.bench.installed import people
from firstreply.cli.bench.installed.floor import Floor, floor
from firstreply.cli.bench.installed.installation import Installation, installation
from firstreply.cli.bench.installed.processes import POSTGRES
from firstreply.cli.bench.installed.rows import fill
from firstreply.cli.bench.load import Loaded, load

_CLIENTS: Final = (1, 8, 32)
_FLOORS: Final = (1, 8)
_BULK: Final = 1000
_MARK: Final = 987654321
_PATIENCE_S: Final = 300.0


class Taken(NamedTuple):
    """What some leads took through the whole journey."""

    per_second: float
    worker_ms: float  #: CPU, of one lead
    postgres_ms: float

    @property
    def cpu_ms(self) -> float:
        """Of worker and database together, of one lead."""
        return self.worker_ms + self.postgres_ms


def figures(
    data: Path | None = None,
    *,
    rows: int = 1_000_000,
    runs: int = 5,
    inquiries: int = 4000,
    seconds: float = 5.0,
) -> list[Figure]:
    """Medians of `runs`, each of `seconds` at the door and of `inquiries` through the journey; at an empty table and
    with `rows` leads in it (0: not asked)."""
    with installation() as running:
        bench = _Bench(running, runs, inquiries, seconds)
        found = [*bench.door_beside_floor()]
        empty = bench.journey()
        found += _journey("empty table", empty)
        found += bench.both_at_once()
        if rows:
            found += bench.grown(rows, empty)
        return [
            *found,
            Figure(name="load average", value=os.getloadavg()[0], unit="processes", better="less"),
        ]


class _Bench:
    def __init__(self, running: Installation, runs: int, inquiries: int, seconds: float) -> None:
        self._running, self._runs, self._inquiries, self._seconds = running, runs, inquiries, seconds
        self._numbers = count(1)  #: everybody who asks has another one

    def door_beside_floor(self) -> Iterator[Figure]:
        """Acknowledged inquiries with the worker standing still, in turns with the floor of the same minute."""
        floors: list[list[Floor]] = []
        doors: dict[int, list[Loaded]] = {clients: [] for clients in _CLIENTS}
        shares: list[dict[str, float]] = []
        url = self._running.database_url
        for _ in range(self._runs):
            floors.append([floor(url, clients=clients, seconds=self._seconds / 2) for clients in _FLOORS])
            for clients in _CLIENTS:
                loaded, share = self._door(clients)
                doors[clients].append(loaded)
                if clients == 8:
                    shares.append(share)
        for place, clients in enumerate(_FLOORS):
            yield Figure(
                name=f"floor: rows committed one by one, {clients} clients",
                value=median(one[place].per_second for one in floors),
                unit="rows/s",
            )
        yield _ms("floor: 8 clients, p50", median(one[1].p50_s for one in floors))
        for clients in _CLIENTS:
            yield from _acknowledged(clients, doors[clients])
        ratios = [one.per_second / beside[1].per_second for one, beside in zip(doors[8], floors, strict=True)]
        yield Figure(name="acknowledged to floor, 8 clients", value=median(ratios), unit="times", goal=1.0)
        for kind in ("clients", "web", POSTGRES):
            cores = median(share[kind] for share in shares)
            yield Figure(name=f"8 clients: {kind} in use", value=cores, unit="cores", better="less")
            each = [share[kind] / one.per_second for share, one in zip(shares, doors[8], strict=True)]
            yield Figure(
                name=f"8 clients: {kind}",
                value=median(each) * 1e6,
                unit="CPU-microseconds each",
                better="less",
            )

    def both_at_once(self) -> Iterator[Figure]:
        """The door while the worker takes what comes in, on the same cores."""
        before = self._done()
        loaded = self._load(8)
        made = self._done() - before
        self._settled()
        yield Figure(
            name="acknowledged while worked on, 8 clients", value=loaded.per_second, unit="inquiries/s"
        )
        yield Figure(name="leads made at the same time", value=made / loaded.seconds, unit="leads/s")

    def journey(self) -> list[Taken]:
        """Leads that waited, taken through the whole journey by the worker, after one round to warm up."""
        self._journey()
        return [self._journey() for _ in range(self._runs)]

    def grown(self, number: int, empty: Sequence[Taken]) -> Iterator[Figure]:
        """The same with that many leads in the table."""
        fill(self._running, number)
        there: int = self._running.one("SELECT count(*) FROM lead")
        full = self.journey()
        yield from _journey(f"{there:,} leads", full)
        yield Figure(
            name=f"CPU of a lead among {there:,} to one at an empty table",
            value=median(one.cpu_ms for one in full) / median(one.cpu_ms for one in empty),
            unit="times",
            goal=1.25,
            better="less",
        )
        loaded, _ = self._door(8)
        yield Figure(
            name=f"{there:,} leads: acknowledged, 8 clients", value=loaded.per_second, unit="inquiries/s"
        )

    def _door(self, clients: int) -> tuple[Loaded, dict[str, float]]:
        """One run at the door, and how many cores each kind of process was busy with."""
        running = self._running
        with running.held("worker"):
            self._load(clients, seconds=0.5)  # connections, caches, the token
            before = running.cpu_s()
            loaded = self._load(clients)
            after = running.cpu_s()
        self._settled()
        shares = {kind: (after[kind] - spent) / loaded.seconds for kind, spent in before.items()}
        return loaded, shares | {"clients": loaded.cpu_seconds / loaded.seconds}

    def _load(self, clients: int, *, seconds: float = 0.0) -> Loaded:
        """Requests of about a kilobyte, each for somebody else; only the numbers are written anew."""
        running = self._running
        marked = people.inquiry(_MARK) | {"name": f"Sara {_MARK}"}
        whole = people.request(running.port, running.token, "/api/v1/inquiries", orjson.dumps(marked))
        parts = whole.split(str(_MARK).encode())

        def request(_: int) -> bytes:
            return (b"%09d" % next(self._numbers)).join(parts)

        loaded = load(("127.0.0.1", running.port), request, clients=clients, seconds=seconds or self._seconds)
        if loaded.statuses.keys() - {202}:
            raise RuntimeError(f"not all was acknowledged: {loaded.statuses}")
        return loaded

    def _journey(self) -> Taken:
        running = self._running
        numbers = list(islice(self._numbers, self._inquiries))
        with running.held("worker"):
            for start in range(0, len(numbers), _BULK):
                items = [people.inquiry(number) for number in numbers[start : start + _BULK]]
                running.must("POST", "/api/v1/inquiries/bulk", {"items": items})
            before = running.cpu_s()
        seconds = self._settled()
        after = running.cpu_s()
        spent = [(after[kind] - before[kind]) * 1000 / len(numbers) for kind in ("worker", POSTGRES)]
        return Taken(len(numbers) / seconds, *spent)

    def _settled(self) -> float:
        """How many seconds it took until all was worked on."""
        taken = self._running.idle(_PATIENCE_S)
        if taken is None:
            raise RuntimeError("what came in was not worked on")
        if wrong := self._running.one("SELECT count(*) FROM arrival WHERE state = 'quarantined'"):
            raise RuntimeError(f"{wrong} were put aside")
        return taken

    def _done(self) -> int:
        done: int = self._running.one("SELECT count(*) FROM lead")
        return done


def _acknowledged(clients: int, runs: Sequence[Loaded]) -> Iterator[Figure]:
    yield Figure(
        name=f"acknowledged, {clients} clients",
        value=median(one.per_second for one in runs),
        unit="inquiries/s",
        goal=3000 if clients == 8 else None,
    )
    for share in (50, 99):
        yield _ms(
            f"acknowledged, {clients} clients, p{share}", median(one.quantile_s(share / 100) for one in runs)
        )


def _ms(name: str, seconds: float) -> Figure:
    return Figure(name=name, value=seconds * 1000, unit="ms", better="less")


def _journey(where: str, runs: Sequence[Taken]) -> Iterator[Figure]:
    speed, cpu = median(one.per_second for one in runs), median(one.cpu_ms for one in runs)
    yield Figure(name=f"{where}: whole journey", value=speed, unit="leads/s", goal=1000)
    yield Figure(name=f"{where}: worker and database", value=cpu, unit="CPU-ms a lead", goal=2, better="less")
    for name, value in (
        ("worker", median(one.worker_ms for one in runs)),
        ("database", median(one.postgres_ms for one in runs)),
    ):
        yield Figure(name=f"{where}: {name}", value=value, unit="CPU-ms a lead", better="less")
