"""Files in the hands of workers: brought, tried and taken back, also after a worker died in the middle."""

import time
from collections.abc import Callable

import pytest

from tests.jobs.test_long import looping
from tests.journey.conftest import NOW, Office
from tests.journey.lists import Brought, keep

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
MANY = "Name,E-Mail\n" + "".join(f"P{n},p{n}@example.com\n" for n in range(600)) + "X,\n"


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def begun(office: Office) -> Brought:
    from firstreply.journey.file import begin
    from firstreply.store.tenancy import acting

    file = keep(office, MANY)
    with acting(office.organisation):
        begin.begin(file.id, now=NOW)
    return file


def test_a_worker_brings_a_file_and_takes_it_back(office: Office) -> None:
    from firstreply.journey.file import undo
    from firstreply.store.tenancy import acting

    file = begun(office)
    with looping():
        until(lambda: file.row.state == "done")
        assert file.counts == {"created": 600, "failed": 1}
        with acting(office.organisation):
            undo.ask(file.id, now=NOW)
        until(lambda: file.row.state == "undone")
    assert file.row.counts["undone"] == {"withdrawn": 600, "restored": 0, "kept": 0}


def test_a_file_of_a_killed_worker_goes_on_where_it_was(office: Office) -> None:
    from django.db import connection

    from firstreply.journey.file import bring

    file = begun(office)
    looked = iter([False, True])
    assert not bring.bring(office.organisation, file.id, clock=lambda: NOW, stop=lambda: next(looked))
    half = file.row.row
    assert 0 < half < 600
    with connection.cursor() as cursor:  # as kill -9 leaves it: taken by a worker that says nothing any more
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute') RETURNING id"
        )
        (worker,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])
    with looping():
        until(lambda: file.row.state == "done")
    assert file.counts == {"created": 600, "failed": 1}
    assert len(office.rows("Lead", "id")) == len(office.rows("Arrival", "id")) == 600


def test_a_worker_tries_a_file_and_writes_no_lead(office: Office) -> None:
    from firstreply.journey.file import begin
    from firstreply.store.tenancy import acting

    file = keep(office, MANY)
    with acting(office.organisation):
        begin.try_out(file.id, now=NOW)
    with looping():
        until(lambda: "trial" in file.row.counts)
    told = file.row.counts["trial"]
    assert {name: told[name] for name in ("created", "failed", "whole", "rows")} == {
        "created": 600, "failed": 1, "whole": True, "rows": 602,
    }  # fmt: skip
    assert (file.row.state, office.rows("Lead", "id")) == ("new", [])
