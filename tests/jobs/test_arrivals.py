"""The loop that takes arrivals on: woken at once, and never ended by a database that goes away."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.journey.conftest import Office, office_of
from tests.postgres import Emptied, Server, cut

pytestmark = pytest.mark.postgres


@contextmanager
def looping() -> Iterator[threading.Thread]:
    from firstreply.jobs import arrivals

    stop = threading.Event()
    thread = threading.Thread(target=arrivals.run, args=(stop,))
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(20)


def until(seen: Callable[[], bool], seconds: float = 10) -> float:
    """Wait until it is so; how long that took."""
    start = time.monotonic()
    while not seen():
        assert time.monotonic() - start < seconds
        time.sleep(0.002)
    return time.monotonic() - start


def leads(office: Office) -> int:
    return len(office.rows("Lead", "id"))


def inquiry(n: int) -> dict[str, str]:
    return {"name": f"Person {n}", "email": f"p{n}@customer.example"}


def test_arrival_is_taken_on_long_before_the_next_sweep(office: Office) -> None:
    with looping():
        office.submit(inquiry(0))
        until(lambda: leads(office) == 1)
        took = []
        for n in range(1, 6):
            office.submit(inquiry(n))
            took.append(until(lambda n=n: leads(office) == n + 1))
    assert min(took) < 0.3


def test_what_came_while_nobody_ran_is_found(office: Office) -> None:
    office.submit(*(inquiry(n) for n in range(20)))
    with looping():
        until(lambda: leads(office) == 20)


def test_several_organisations_are_all_served(office: Office) -> None:
    other = office_of("Theirs").with_reps("Dee")
    with looping():
        for one in (office, other):
            one.submit(*(inquiry(n) for n in range(10)))
        until(lambda: (leads(office), leads(other)) == (10, 10))


def test_loop_goes_on_after_its_connections_were_cut(
    office: Office, server: Server, emptied: Emptied
) -> None:
    with looping() as thread:
        office.submit(inquiry(0))
        until(lambda: leads(office) == 1)
        assert cut(server, emptied) >= 2
        office.submit(inquiry(1))
        until(lambda: leads(office) == 2)
        assert thread.is_alive()
