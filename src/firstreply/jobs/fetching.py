"""Fetching: what the other side only named is asked for, several things at once, until it is here."""

import random
import threading
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from django.db import connection

from firstreply.channels.answer import Rejected, TryAgain
from firstreply.channels.base import Fetched
from firstreply.channels.registry import channels
from firstreply.jobs.listen import listening
from firstreply.jobs.outlive import alone, outlived, tell
from firstreply.journey import fetch
from firstreply.journey.effects import FETCH
from firstreply.journey.fetch import Turn
from firstreply.store.queries.taking import organisations_to_fetch

SWEEP: Final = 1.0  #: seconds after which is found what a wake-up missed, or what became due
LEASE: Final = timedelta(minutes=2)  #: longer than one answer may take
THREADS: Final = 8
EACH: Final = 4  #: for one organisation
END_S: Final = 3.0  #: what has begun is waited for
_log: Final = structlog.get_logger("firstreply.fetching")


def run(stop: threading.Event) -> None:
    """Fetch until `stop`. What is not finished soon after is asked for again when its lease is over."""
    wake = threading.Event()
    desk = Desk(ThreadPoolExecutor(THREADS, "fetching"), wake, stop)
    with listening(FETCH, wake, stop):
        while not stop.is_set():
            with outlived(_log, stop, SWEEP):
                desk.look()
            wake.wait(SWEEP)
            wake.clear()
    desk.close(END_S)
    connection.close()


class Desk:
    """What is being asked for right now. One account that answers slowly holds no more than a part of the threads."""

    def __init__(self, pool: ThreadPoolExecutor, wake: threading.Event, stop: threading.Event) -> None:
        self._pool, self._wake, self._stop = pool, wake, stop
        self._asking: dict[Future[None], UUID] = {}  # by organisation

    @property
    def busy(self) -> bool:
        """Whether anything is being asked for."""
        return any(not one.done() for one in self._asking)

    def close(self, seconds: float) -> None:
        """Begin nothing more, and wait so long at most for what has begun."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        wait(self._asking, timeout=seconds)

    def look(self) -> int:
        """Have fetched what is due now, as much as there is room for; how many turns were taken."""
        self._asking = {one: whose for one, whose in self._asking.items() if not one.done()}
        now, taken = datetime.now(UTC), Counter(self._asking.values())
        kinds = [kind for kind, channel in channels().items() if channel.fetch is not None]
        organisations = organisations_to_fetch(now, kinds)
        random.shuffle(organisations)  # workers that look at once begin in different places
        before = taken.total()
        for own in organisations:
            room = min(THREADS - taken.total(), EACH - taken[own])
            with alone(_log, organisation=str(own)):
                turns = claimed(own, now=now, kinds=kinds, most=room) if room > 0 else ()
                taken[own] += len(turns)
                self._asking |= {self._pool.submit(self._one, turn): own for turn in turns}
        return taken.total() - before

    def _one(self, turn: Turn) -> None:
        """In a thread: ask, and write down what came of it. When the database is away, the lease runs out."""
        if self._stop.is_set():
            return
        try:
            found = _asked(turn)
            chance = random.random()  # noqa: S311 (spreads retries, protects nothing)
            fetch.settled(turn, found, now=datetime.now(UTC), chance=chance)
        except Exception as error:
            tell(_log, error, kind=turn.setup.kind, wanted=turn.wanted.id)
        finally:
            connection.close()
            self._wake.set()


def claimed(organisation: UUID, *, now: datetime, kinds: list[str], most: int) -> tuple[Turn, ...]:
    """What this organisation wants now."""
    return fetch.claimed(organisation, now=now, lease=LEASE, most=most, kinds=kinds)


def _asked(turn: Turn) -> Fetched | TryAgain | Rejected:
    asks = channels()[turn.setup.kind].fetch
    if asks is None:
        return Rejected(reason="channel_unknown")
    try:
        return asks(turn.wanted, turn.setup)
    except Exception as error:  # a defect in one channel must not keep its account for ever
        _log.error("defect", kind=turn.setup.kind, wanted=turn.wanted.id, error=type(error).__name__)
        return TryAgain(reason=f"defect: {type(error).__name__}")
