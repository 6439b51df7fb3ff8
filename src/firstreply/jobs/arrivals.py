"""Arrivals: what came in is taken on at once, organisation by organisation, several of them at a time.

A notification is only a wake-up: what it missed is found by looking every second. The database going away ends no
thread: whatever was not committed is still waiting when it is back.
"""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import prometheus_client
import structlog
from django.conf import settings
from django.db import connection

from firstreply.jobs.listen import listening
from firstreply.jobs.outlive import tell
from firstreply.journey.effects import ARRIVED
from firstreply.journey.flow import BATCH, arrived
from firstreply.store.queries.taking import organisations_with_arrivals

SWEEP: Final = 1.0  #: seconds between two looks when nobody wakes us
_REST, _LONGEST_REST = 0.05, 0.8  #: seconds after a failure: the first time, and at most
#: Seconds that a batch may take. Whoever waits for the organisation's lock gets it next: this is what alerts wait.
_LONGEST: Final = 0.4
_FIRST = _FEWEST = (
    100  #: arrivals of a batch: the first one, and the smallest; less would only make more of them
)
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them
_TAKEN: Final = prometheus_client.Counter("firstreply_journeys_total", "Arrivals taken through the journey")
_log: Final = structlog.get_logger("firstreply.arrivals")


def run(stop: threading.Event, *, threads: int | None = None, batch: int = BATCH) -> None:
    """Take what comes in until `stop`; then finish the batches that have begun."""
    wake = threading.Event()
    with (
        listening(ARRIVED, wake, stop),
        ThreadPoolExecutor(threads or _given.FIRSTREPLY_WORKER_THREADS, "arrivals") as pool,
    ):
        desk = _Desk(pool, wake, stop, batch)
        while not stop.is_set():
            wake.wait(SWEEP)
            wake.clear()
            desk.look()
    connection.close()


def _fitting(limit: int, taken: int, seconds: float, most: int) -> int:
    """How many to take next, so that a batch holds the organisation no longer than alerts can wait for it."""
    if taken < limit and seconds < _LONGEST:
        return limit
    return min(most, max(_FEWEST, int(taken * _LONGEST / max(seconds, 0.001))))


class _Desk:
    """Which organisations are being worked on right now: each by one thread."""

    def __init__(
        self, pool: ThreadPoolExecutor, wake: threading.Event, stop: threading.Event, batch: int
    ) -> None:
        self._pool, self._wake, self._stop, self._batch = pool, wake, stop, batch
        self._lock = threading.Lock()
        self._busy: set[UUID] = set()
        self._again: set[UUID] = set()  #: busy ones for which more may have come meanwhile
        self._rest = _REST

    def look(self) -> None:
        """Hand out every organisation that has arrivals."""
        try:
            waiting = organisations_with_arrivals()
            self._rest = _REST
        except Exception as error:
            self._failed(error)
            return
        for organisation in waiting:
            with self._lock:
                if organisation in self._busy:
                    self._again.add(organisation)
                    continue
                self._busy.add(organisation)
            self._pool.submit(self._drain, organisation)

    def _drain(self, organisation: UUID) -> None:
        """Batch after batch until nothing more could be finished; whatever is due comes in between."""
        limit = min(_FIRST, self._batch)
        try:
            while not self._stop.is_set():
                began = time.monotonic()
                taken = arrived(organisation, limit=limit, now=datetime.now(UTC))
                if not taken:
                    break
                _TAKEN.inc(taken)
                limit = _fitting(limit, taken, time.monotonic() - began, self._batch)
        except Exception as error:
            self._failed(error)
        finally:
            with self._lock:
                self._busy.discard(organisation)
                if organisation in self._again:
                    self._again.discard(organisation)
                    self._wake.set()

    def _failed(self, error: Exception) -> None:
        """Let go of a connection that may be dead, and wait a little: longer each time, never long."""
        tell(_log, error)
        self._stop.wait(self._rest)
        self._rest = min(self._rest * 2, _LONGEST_REST)
