"""Long jobs: asked for in a transaction, done by a worker, begun anew when that one dies."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.journey.conftest import Office

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

MAIL = """From ada@customer.example Tue Nov 24 10:00:00 2026
From: Ada <ada@customer.example>
To: sales@ours.example
Subject: Question {n}
Date: Tue, 24 Nov 2026 10:0{n}:00 +0000
Message-ID: <m{n}@customer.example>

How much is it?

"""


@contextmanager
def looping() -> Iterator[None]:
    from firstreply.jobs import long

    stop = threading.Event()
    thread = threading.Thread(target=long.run, args=(stop,))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)
        assert not thread.is_alive()


def ask(office: Office, folder: Path) -> int:
    from firstreply.journey.later import Job, later
    from firstreply.store.tenancy import acting

    mbox = folder / "inbox.mbox"
    mbox.write_text("".join(MAIL.format(n=n) for n in range(3)))
    with acting(office.organisation):
        return later(Job.BRING_ARCHIVE, organisation=str(office.organisation), sources=[str(mbox)])


def brought(office: Office) -> None:
    deadline = time.monotonic() + 15
    while sorted(office.rows("Arrival", "external_id")) != [f"m{n}@customer.example" for n in range(3)]:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_archive_is_brought_by_the_worker(office: Office, tmp_path: Path) -> None:
    ask(office, tmp_path)
    with looping():
        brought(office)


def test_job_of_a_killed_worker_is_done_by_another_within_15_seconds(office: Office, tmp_path: Path) -> None:
    from django.db import connection

    job = ask(office, tmp_path)
    with connection.cursor() as cursor:  # as kill -9 leaves it: taken by a worker that says nothing any more
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 second') RETURNING id"
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, job]
        )
    with looping():
        brought(office)


def test_import_that_is_asked_for_later_is_brought_by_the_worker(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from firstreply.cli.import_archive import command

    mbox = tmp_path / "inbox.mbox"
    mbox.write_text("".join(MAIL.format(n=n) for n in range(3)))
    command([str(mbox)], later=True, as_json=True)
    assert list(json.loads(capsys.readouterr().out)) == ["job"]
    with looping():
        brought(office)
