"""`firstreply bench file`: a list of people comes in by the API, comes again, and is taken back; and as many by bulk.

Meanwhile somebody asks once a second: how long until their inquiry has an owner is what a list may cost others.
"""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

from firstreply.cli.bench.figure import Figure
from firstreply.cli.bench.installed import processes
from firstreply.cli.bench.installed.installation import Installation, installation, within

_PART: Final = 900 * 1024
_BULK: Final = 1000
_PEOPLE: Final = 10
_LONGEST_S: Final = 4 * 3600.0
_WORKER: Final = "worker"
_HEADER: Final = "Name,E-Mail,Phone,Company,City,Job title,Notes\n"


def figures(data: Path | None = None, *, rows: int = 20_000, inquiries: int = 20_000) -> list[Figure]:
    """`rows` people as contacts: brought, brought again, taken back; then `inquiries` by POST /inquiries/bulk."""
    with installation(people=_PEOPLE) as running:
        _warm(running)
        base = processes.memory(running.family()[_WORKER])
        with _Asker(running) as asker:
            first = _measured(running, lambda: _brought(running, rows))
        again = _measured(running, lambda: _brought(running, rows))
        file = str(running.one("SELECT id FROM file WHERE name = 'list.csv' ORDER BY id LIMIT 1"))
        undone = _measured(running, lambda: _undone(running, file))
        bulk = _measured(running, lambda: _bulk(running, inquiries))
    return [*_told("bring", rows, first, base), *_answers(asker), *_told("bring again", rows, again, base),
            *_told("undo", rows, undone, base), *_told("bulk by API", inquiries, bulk, base)]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cost:
    """What something took: seconds, CPU seconds by kind of process, and the most memory the worker had meanwhile."""

    seconds: float
    cpu_s: dict[str, float]
    memory: int


def _measured(running: Installation, work: Any) -> _Cost:
    before, most, over = running.cpu_s(), [0], threading.Event()
    worker = running.family()[_WORKER]

    def watch() -> None:
        while not over.wait(0.5):
            most[0] = max(most[0], processes.memory(worker))

    watching = threading.Thread(target=watch)
    watching.start()
    began = time.perf_counter()
    try:
        work()
        seconds = time.perf_counter() - began
    finally:
        over.set()
        watching.join()
    after = running.cpu_s()
    spent = {kind: after.get(kind, 0.0) - before.get(kind, 0.0) for kind in after}
    return _Cost(seconds=seconds, cpu_s=spent, memory=most[0])


def _told(name: str, rows: int, cost: _Cost, base: int) -> Iterator[Figure]:
    worker, database = cost.cpu_s.get(_WORKER, 0.0), cost.cpu_s.get(processes.POSTGRES, 0.0)
    yield Figure(name=f"{name}: rows a second", value=rows / cost.seconds, unit="rows/s")
    yield Figure(name=f"{name}: seconds", value=cost.seconds, unit="s", better="less")
    yield Figure(name=f"{name}: worker's CPU a row", value=1000 * worker / rows, unit="ms", better="less")
    yield Figure(
        name=f"{name}: PostgreSQL's CPU a row", value=1000 * database / rows, unit="ms", better="less"
    )
    grown = max(cost.memory - base, 0) / 1024 / 1024
    yield Figure(
        name=f"{name}: worker's memory over its base", value=grown, unit="MB", goal=150, better="less"
    )


def _list(rows: int) -> Iterator[bytes]:
    part = bytearray(_HEADER.encode())
    for n in range(rows):
        part += (
            f"Person{n % 4001} Name{n},person{n}@firm{n % 50_000}.example,+49 30 {20_000_000 + n},"
            f"Firm {n % 50_000} Ltd,Town {n % 300},Head of {n % 40},would like to see chairs of type {n % 17}\n"
        ).encode()
        if len(part) >= _PART:
            yield bytes(part)
            part.clear()
    yield bytes(part)


def _brought(running: Installation, rows: int, name: str = "list.csv") -> None:
    file = _sent(running, "POST", f"/api/v1/files?name={name}", b"")["id"]
    for number, part in enumerate(_list(rows)):
        _sent(running, "PUT", f"/api/v1/files/{file}/parts?number={number}", part)
    running.must("POST", f"/api/v1/files/{file}/begin", {"options": {"clock": "contacts"}})
    _until(running, file, "done")


def _undone(running: Installation, file: str) -> None:
    running.must("POST", f"/api/v1/files/{file}/undo", {})
    _until(running, file, "undone")


def _until(running: Installation, file: str, state: str) -> None:
    question = "SELECT state FROM file WHERE id = %s"
    with running.admin() as connection:

        def over() -> bool:
            row = connection.execute(question, [file]).fetchone()
            return row is not None and row[0] not in ("running", "undoing")

        if not within(_LONGEST_S, over, every=0.2):
            raise RuntimeError(f"the file is not {state}")
    found = running.one(question, file)
    if found != state:
        raise RuntimeError(f"the file is {found}, not {state}")


def _bulk(running: Installation, rows: int) -> None:
    for start in range(0, rows, _BULK):
        items = [
            {"name": f"Asker{n % 4001} Name{n}", "email": f"asker{n}@house{n % 50_000}.example", "need": "a quote",
             "company": f"House {n % 50_000} Ltd", "phone": f"+49 89 {20_000_000 + n}", "external_id": f"bulk{n}"}
            for n in range(start, min(start + _BULK, rows))
        ]  # fmt: skip
        running.must("POST", "/api/v1/inquiries/bulk", {"items": items})
    if running.idle(_LONGEST_S) is None:
        raise RuntimeError("the worker has not taken all of the inquiries")


def _warm(running: Installation) -> None:
    _brought(running, 100, name="warm.csv")
    if running.idle(20) is None:
        raise RuntimeError("the worker takes nothing")


def _sent(running: Installation, method: str, path: str, octets: bytes) -> Any:
    headers = {"Content-Type": "application/octet-stream"}
    line = http.client.HTTPConnection("127.0.0.1", running.port, timeout=60)
    try:
        line.request(method, path, octets, headers | {"Authorization": f"Bearer {running.token}"})
        answer = line.getresponse()
        said = answer.read()
    finally:
        line.close()
    if answer.status >= 300:
        raise RuntimeError(f"{method} {path}: {answer.status} {said!r}")
    return json.loads(said)


@dataclass(slots=True)
class _Asker:
    """Somebody who asks once a second, and how long until each inquiry was somebody's."""

    running: Installation
    times_s: list[float] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> "_Asker":
        self._thread = threading.Thread(target=self._ask)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _ask(self) -> None:
        number = 0
        while not self._over.wait(1.0):
            number += 1
            began = time.perf_counter()
            inquiry = {"name": f"Live {number}", "email": f"live{number}@live.example", "need": "now"}
            made = self.running.must("POST", "/api/v1/inquiries", inquiry)["links"]["self"]
            if within(60, lambda made=made: self.running.must("GET", made)["lead"]):  # type: ignore[misc]
                self.times_s.append(time.perf_counter() - began)


def _answers(asker: _Asker) -> Iterator[Figure]:
    if asker.times_s:
        typical, worst = median(asker.times_s), max(asker.times_s)
        yield Figure(name="inquiry meanwhile: typical", value=1000 * typical, unit="ms", better="less")
        yield Figure(
            name="inquiry meanwhile: slowest", value=1000 * worst, unit="ms", goal=2000, better="less"
        )
