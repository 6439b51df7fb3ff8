"""What may happen to the loops of a worker: the database goes away, one organisation's rows cannot be worked on, and
they are told to end while somebody takes long to answer.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from firstreply.channels import registry
from firstreply.channels.base import Channel, Checked, Fetched, Piece, Setup
from firstreply.core.capture.brought import Nothing, Wanted
from tests.journey.conftest import Office
from tests.postgres import Emptied, Server, cut

pytestmark = pytest.mark.postgres


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """By which accounts of a channel of the test's own was asked, in order. One that is called Slow takes its time."""
    found: list[str] = []
    over = threading.Event()

    def fetch(wanted: Wanted, setup: Setup) -> Fetched:
        found.append(setup.name)
        if setup.name == "Slow":
            over.wait(60)
        return Fetched(after=0.05)

    def check(setup: Setup) -> Checked:
        return Checked(ok=bool(fetch(Wanted(id=""), setup)))

    pigeon = Channel(kind="pigeon", fetch=fetch, check=check, read=lambda *_: Nothing())
    monkeypatch.setitem(registry.channels(), "pigeon", pigeon)
    yield found
    over.set()


def account(office: Office, name: str, *, sealed: str = "") -> UUID:
    from firstreply.store.ids import new_id
    from firstreply.store.models import Source
    from firstreply.store.tenancy import acting

    own = new_id()
    with acting(office.organisation):
        Source.objects.create(
            organisation_id=office.organisation, id=own, kind="pigeon", name=name, sealed=sealed
        )
    return own


@contextmanager
def looping(run: Callable[..., None], **options: Any) -> Iterator[Callable[[], float]]:
    """The loop runs meanwhile; the call ends it and says how long that took."""
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(stop,), kwargs=options, daemon=True)
    thread.start()

    def end() -> float:
        begun = time.monotonic()
        stop.set()
        thread.join(30)
        return time.monotonic() - begun

    try:
        yield end
    finally:
        end()


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + 15
    while not true():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def test_fetching_goes_on_after_the_database_was_away(
    office: Office, server: Server, emptied: Emptied, asked: list[str]
) -> None:
    from firstreply.jobs import fetching

    account(office, "First")
    with looping(fetching.run) as end:
        until(lambda: "First" in asked)
        cut(server, emptied)
        account(office, "Second")
        until(lambda: "Second" in asked)
        assert end() < 3


def test_an_account_that_cannot_be_unsealed_is_told_and_holds_up_no_other(
    office: Office, asked: list[str]
) -> None:
    from firstreply.jobs import fetching

    broken = account(office, "Broken", sealed="sealed under another key")
    account(office, "Well")
    with looping(fetching.run):
        until(lambda: asked)
        until(lambda: office.rows("Health", "parts", source=broken))
    assert set(asked) == {"Well"}
    (parts,) = office.rows("Health", "parts", source=broken)
    assert [one["code"] for one in parts.values()] == ["seal_broken"]


def test_what_came_by_an_account_that_cannot_be_unsealed_is_put_aside_alone(
    office: Office, asked: list[str]
) -> None:
    from firstreply.journey import door

    broken, well = account(office, "Broken", sealed="sealed under another key"), account(office, "Well")
    now = datetime.now(UTC)
    pieces = [Piece(payload={"n": n}, id=f"{n}") for n in range(2)]
    door.accept(
        door.incoming(office.organisation, source, "piece", at=now, external_id=piece.id, payload=b'{"n": 1}')
        for source, piece in zip((broken, well), pieces, strict=True)
    )
    office.arrived(now=now)
    assert office.rows("Arrival", "state", "reason", source=broken) == [("quarantined", "seal_broken")]
    assert office.rows("Arrival", "state", "reason", source=well) == [("done", "")]


@pytest.mark.slow
@pytest.mark.parametrize("loop", ["fetching", "watch"])
def test_a_loop_ends_within_seconds_though_somebody_takes_long_to_answer(
    office: Office, asked: list[str], loop: str
) -> None:
    from firstreply.jobs import fetching, watch

    account(office, "Slow")
    with looping({"fetching": fetching.run, "watch": watch.run}[loop]) as end:
        until(lambda: asked)
        assert end() < 6


def test_watching_goes_on_after_the_database_was_away(
    office: Office, server: Server, emptied: Emptied, asked: list[str]
) -> None:
    from firstreply.jobs import watch

    with looping(watch.run, sweep_s=0.05) as end:
        account(office, "First")
        until(lambda: asked == ["First"])
        cut(server, emptied)
        account(office, "Second")
        until(lambda: asked == ["First", "Second"])
        assert end() < 3
