"""The worker process: all its loops run, and it ends when one of them dies."""

import threading
import time

import pytest

from tests.journey.conftest import Office

pytestmark = pytest.mark.postgres


def test_a_loop_that_dies_ends_the_others_and_is_named(office: Office) -> None:
    from firstreply.jobs.run import work

    def lives(stop: threading.Event) -> None:
        stop.wait(20)

    def dies(stop: threading.Event) -> None:
        raise RuntimeError("no more")

    assert work({"lives": lives, "dies": dies}, threading.Event()) == ["dies"]


def test_told_to_stop_nobody_died(office: Office) -> None:
    from firstreply.jobs.run import LOOPS, work

    stop = threading.Event()
    ended: list[list[str]] = []
    thread = threading.Thread(target=lambda: ended.append(work(LOOPS, stop)))
    thread.start()
    beating(office)
    office.submit({"name": "Ada", "email": "ada@customer.example"})
    deadline = time.monotonic() + 15
    while not office.rows("Wait", "owner_id"):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    stop.set()
    thread.join(30)
    assert ended == [[]]


def beating(office: Office) -> None:
    from firstreply.store.models import Heartbeat

    deadline = time.monotonic() + 15
    while not Heartbeat.objects.filter(kind="worker").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
