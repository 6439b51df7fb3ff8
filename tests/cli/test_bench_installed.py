"""Benchmarks of a whole installation, small enough for a test: they start one, measure what they say, and remove it."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest

from firstreply.cli.bench import due, intake, push
from firstreply.cli.bench.figure import Figure
from firstreply.cli.bench.installed import people, processes
from firstreply.cli.bench.installed.installation import Installation, installation
from firstreply.cli.bench.installed.rows import fill
from firstreply.cli.bench.installed.streams import Screens
from firstreply.cli.bench.load import whole
from firstreply.core.lead.inquiry import asked
from tests.cli.conftest import Firstreply

_EACH = """SELECT (SELECT count(*) FROM {0} t WHERE t.{1} = %s), (SELECT count(*) FROM {0})"""


@pytest.fixture(scope="module")
def running() -> Iterator[Installation]:
    with installation(people=3) as made:
        yield made


@pytest.mark.slow
@pytest.mark.postgres
def test_rows_are_those_of_a_lead_that_was_answered_for_others(running: Installation) -> None:
    fill(running, 30)
    with running.admin() as connection:
        lead = connection.execute("SELECT id FROM lead WHERE name = 'vornama nachnamix'").fetchone()
        assert lead is not None
        for table in ("contact_point", "conversation", "message", "wait", "assignment", "fact", "delivery"):
            found = connection.execute(
                _EACH.format(table, "lead_id").encode()
                + b" - (SELECT count(*) FROM fact WHERE lead_id IS NULL)"
                if table == "fact"
                else _EACH.format(table, "lead_id").encode(),
                [lead[0]],
            ).fetchone()
            assert found is not None
            assert (table, found[1]) == (table, found[0] * 31)
        emails = connection.execute("SELECT count(DISTINCT persona #>> '{emails,0}') FROM lead").fetchone()
        owners = connection.execute(
            "SELECT count(DISTINCT owner_id) FROM wait WHERE outcome = 'answered'"
        ).fetchone()
        indexes = connection.execute(
            "SELECT count(*) FROM pg_indexes WHERE indexname = 'lead_owner'"
        ).fetchone()
    assert (emails, owners, indexes) == ((31,), (3,), (1,))


@pytest.mark.slow
@pytest.mark.postgres
def test_processes_are_told_apart_and_cost_something(running: Installation) -> None:
    family = running.family()
    assert {"web", "live", "worker", "postgres", "backend"} <= family.keys()
    assert processes.OTHER not in family
    spent = running.cpu_s()
    assert {kind: cpu > 0 for kind, cpu in spent.items()} == dict.fromkeys(spent, True)
    with running.held("worker"):
        running.must("POST", "/api/v1/inquiries", people.inquiry(1))
        assert running.idle(0.3) is None
    assert running.idle(60) is not None


@pytest.mark.slow
@pytest.mark.postgres
def test_intake_and_push_measure_what_they_hold_goals_against() -> None:
    taken = intake.figures(None, rows=200, runs=1, inquiries=100, seconds=0.3)
    assert {one.name: one.goal for one in taken if one.goal is not None} == {
        "acknowledged, 8 clients": 3000,
        "acknowledged to floor, 8 clients": 1.0,
        "empty table: whole journey": 1000,
        "empty table: worker and database": 2,
        f"{_grown(taken)}: whole journey": 1000,
        f"{_grown(taken)}: worker and database": 2,
        f"CPU of a lead among {_grown(taken).removesuffix(' leads')} to one at an empty table": 1.25,
    }
    pushed = push.figures(None, clients=30, seconds=1.0)
    assert {one.name: one.value for one in pushed if one.unit == "leads"} == {
        "20 screens: leads nobody was shown": 0,
        "30 screens: leads nobody was shown": 0,
    }
    assert [one.name for one in (*taken, *pushed) if one.unit == "ms" and not one.value > 0] == []


@pytest.mark.slow
@pytest.mark.postgres
def test_due_tells_every_owner_once() -> None:
    figures = due.figures(None, inquiries=60)
    exact = {one.name: one.value for one in figures if one.goal == 0}
    assert exact == {
        "60 clocks in a minute: alerts never made": 0,
        "60 clocks in a minute: alerts made or shown twice": 0,
        "60 clocks, 10 minutes of outage: alerts never made": 0,
        "60 clocks, 10 minutes of outage: alerts made or shown twice": 0,
    }


def _grown(figures: list[Figure]) -> str:
    (name,) = (one.name for one in figures if one.name.endswith("leads: whole journey"))
    return name.removesuffix(": whole journey")


def test_everybody_who_asks_is_somebody_else_and_can_be_understood() -> None:
    some = [people.inquiry(number) for number in range(1000)]
    assert [asked(one).external_id for one in some] == [f"bench-{number:09d}" for number in range(1000)]
    assert len({one["email"] for one in some}) == len({one["phone"] for one in some}) == 1000
    sizes = [len(people.request(8000, "fr_x_y", "/api/v1/inquiries", orjson.dumps(one))) for one in some]
    assert (min(sizes) > 1000, max(sizes) < 1300) == (True, True)


def test_an_answer_is_whole_when_its_last_octet_is_there() -> None:
    told = b"HTTP/1.1 202 Accepted\r\ncontent-length: 4\r\n\r\nabcd"
    chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n"
    for answer in (told, chunked):
        assert [cut for cut in range(len(answer) + 1) if whole(answer[:cut])] == [len(answer)]


def test_a_screen_that_is_cut_off_goes_on_after_what_it_saw() -> None:
    asked_for: list[bytes] = []
    parts = [
        [
            b"id: 7\nevent: ready\ndata: {}\n\n",
            b'id: 8\nevent: alert.assigned\ndata: {"lead"',
            b': "a"}\n\n:\nid: 9\n\n',
        ],
        [b'id: 9\nevent: reset\ndata: {}\n\nid: 10\nevent: answered\ndata: {"lead": "b"}\n\n'],
    ]
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            for some in parts:
                line, _ = server.accept()
                asked_for.append(line.recv(4096))
                line.sendall(b"HTTP/1.0 200 OK\r\n\r\n")
                for part in some:
                    line.sendall(part)
                line.close()

        thread = threading.Thread(target=serve)
        thread.start()
        screens = Screens(server.getsockname()[1])
        screen = screens.open("token")
        assert screens.until(lambda: len(screen.seen) == 2, 10)
        thread.join()
        screens.close()
    assert [(one.id, one.kind, one.data["lead"]) for one in screen.seen] == [
        (8, "alert.assigned", "a"),
        (10, "answered", "b"),
    ]
    assert (screen.last, screen.begun_anew, b"Last-Event-ID: 9" in asked_for[1]) == (10, 1, True)
    assert b"Last-Event-ID" not in asked_for[0]


def test_cpu_and_memory_of_a_process() -> None:
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as process:
        try:
            while processes.cpu_s([process.pid]) < 0.05:
                pass
            assert processes.memory([process.pid]) > 1_000_000
            assert process.pid in processes.children(processes.parent(process.pid))
        finally:
            process.kill()
    assert processes.cpu_s([process.pid]) == 0


def test_an_option_of_another_benchmark_is_refused(firstreply: Firstreply, tmp_path: Path) -> None:
    assert firstreply("bench", "calendar", "--kills", "3").code == 2
