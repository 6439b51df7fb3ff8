"""Processes: each has a copy of its own, several make theirs at once, and one that is killed leaves nothing broken."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.insights.live.conftest import Looking, Office
from tests.insights.live.test_mirror import held, there
from tests.postgres import Database

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

#: For each folder that is named: makes the copy there, tells its path and its waits, and keeps it open until the next.
MAKES = """
import json, sys
from pathlib import Path
from uuid import UUID
from firstreply.insights.live.fresh import Mirrors
dsn, own, _ = sys.argv[1:]
print("ready", flush=True)
mirrors = None
for folder in sys.stdin:
    if mirrors is not None:
        mirrors.close()
    mirrors = Mirrors(Path(folder.strip()), dsn)
    mirror = mirrors.current(UUID(own), patience_s=60, old_s=0)
    with mirror.reading() as cursor:
        rows = cursor.execute("SELECT id::VARCHAR, start, outcome FROM wait ORDER BY id").fetchall()
    print(json.dumps([mirror.path.name, rows]), flush=True)
"""
#: Comes to a table and no further, or writes everything but what is in the log of the file.
STOPS = """
import sys, time
from pathlib import Path
from uuid import UUID
from firstreply.insights.live.feed import fill
from firstreply.insights.live.file import opened
from firstreply.insights.live.fresh import look
from firstreply.store.queries.mirror import snapshot
dsn, own, folder, point = sys.argv[1:]
def stop():
    print("there", flush=True)
    time.sleep(600)
mirror = opened(Path(folder), UUID(own))
with snapshot(dsn, UUID(own)) as rows:
    whole = rows.rows
    def some(table, since=None):
        if table == point:
            stop()
        return whole(table, since)
    rows.rows = some
    if point == "written":
        with mirror.reading() as into:
            fill(into, rows, lambda done, total: None)
        stop()
    look(mirror, rows)
"""

#: Begins to make a copy, as DuckDB does: a file with nothing in it that could be read yet. Ends it when it is told to.
BEGINS = """
import sys
from pathlib import Path
from uuid import UUID
import duckdb
from firstreply.insights.live import file
own, folder = sys.argv[1:]
connect = duckdb.connect
def begins(path, **options):
    Path(path).write_bytes(bytes(4096))
    print("there", flush=True)
    sys.stdin.readline()
    Path(path).unlink()
    return connect(path, **options)
file.duckdb.connect = begins
mirror = file.opened(Path(folder), UUID(own))
print(mirror.path.name, mirror.there, flush=True)
sys.stdin.readline()
"""


@contextmanager
def running(code: str, *given: object) -> Iterator[subprocess.Popen[str]]:
    """A process of its own, ended at the end of the block."""
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, given)], stdin=pipe, stdout=pipe, stderr=pipe, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    assert process.stderr is not None
    told = process.stdout.readline().strip()
    assert told, process.stderr.read()
    return told


def tell(process: subprocess.Popen[str], text: object) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{text}\n")
    process.stdin.flush()


def asked_by(office: Office, *names: str) -> None:
    office.submit(*({"name": name, "email": f"{name.lower()}@a.example"} for name in names))
    office.arrived()


def test_processes_that_make_a_copy_at_once_each_get_one_and_tell_the_same(
    database: Database, office: Office, tmp_path: Path
) -> None:
    asked_by(office, *(f"P{n}" for n in range(60)))
    own = office.organisation
    with (
        running(MAKES, database.app, own, "") as one,
        running(MAKES, database.app, own, "") as two,
        running(MAKES, database.app, own, "") as three,
    ):
        several = (one, two, three)
        assert [line(each) for each in several] == ["ready"] * 3
        known = [row[0] for row in there(database, own)]
        for time in range(4):
            folder = tmp_path / str(time)
            for each in several:
                tell(each, folder)
            told: list[tuple[str, list[Any]]] = [json.loads(line(each)) for each in several]
            assert sorted(name for name, _ in told) == [f"{own}.{slot}.duckdb" for slot in range(3)]
            assert [[row[0] for row in rows] for _, rows in told] == [known] * 3
        for each in several:
            _, complaints = each.communicate(timeout=60)
            assert (each.returncode, "Traceback" in complaints) == (0, False)


def test_a_copy_that_another_process_only_begins_to_make_is_left_to_it(
    database: Database, office: Office, mirrors: Looking
) -> None:
    asked_by(office, "Ann")
    own = office.organisation
    mirrors.folder.mkdir(exist_ok=True)
    with running(BEGINS, own, mirrors.folder) as other:
        assert line(other) == "there"
        mirror = mirrors(own)
        assert mirror.path.name == f"{own}.1.duckdb"
        tell(other, "go on")
        assert line(other) == f"{own}.0.duckdb True"
        assert held(mirror) == there(database, own)


@pytest.mark.parametrize("point", ["lead", "message", "wait", "written"])
@pytest.mark.parametrize("before", [False, True], ids=["the first copy", "a copy that is there"])
def test_a_process_that_is_killed_leaves_what_the_next_one_mends(
    database: Database, office: Office, mirrors: Looking, point: str, before: bool
) -> None:
    asked_by(office, "Ann", "Ben")
    own = office.organisation
    if before:
        mirrors(own)
        mirrors.close()
    asked_by(office, "Cem", "Dan")
    stopped_at(point, database, own, mirrors.folder)
    mirror = mirrors(own)
    assert mirror.path.name == f"{own}.0.duckdb"
    assert held(mirror) == there(database, own)
    assert len(held(mirror)) == 4


def stopped_at(point: str, database: Database, own: UUID, folder: Path) -> None:
    """Kill a process that came so far; nothing of it runs any more."""
    with running(STOPS, database.app, own, folder, point) as process:
        assert line(process) == "there"
        process.kill()
        assert process.wait(60) == -9
