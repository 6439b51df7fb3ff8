"""Watch: the loop that looks after the accounts by which people reach us, and after webhooks that nobody answers.

Accounts that are due are claimed, tried outside any transaction (at most eight at once), and written down. Whoever
notices a failure in between makes its account due at once, so that what breaks is told within one sweep.
"""

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import structlog
from django.db import connection

from firstreply.channels.base import Checked, Setup
from firstreply.channels.registry import channel
from firstreply.core.refusal import Refused
from firstreply.jobs.outlive import alone, outlived
from firstreply.journey import watch
from firstreply.journey.watch import Looked
from firstreply.store.queries import accounts
from firstreply.store.queries.health import organisations_to_watch
from firstreply.store.tenancy import acting

SWEEP: Final = 5.0  #: seconds between two looks
THREADS: Final = 8
MOST: Final = 64  #: accounts that are looked at at once
PATIENCE: Final = 40.0  #: seconds that a try may take; less than the lease of a look
_log: Final = structlog.get_logger("firstreply.watch")


def run(stop: threading.Event, *, sweep_s: float = SWEEP) -> None:
    """Look until `stop`. A database that is away is tried again; nothing that fails ends the loop."""
    pool = ThreadPoolExecutor(THREADS, "watch")
    desk = Desk(pool)
    while not stop.is_set():
        with outlived(_log):
            desk.sweep()
        stop.wait(sweep_s)
    pool.shutdown(
        wait=False, cancel_futures=True
    )  # a try that takes long writes nothing: nobody waits for it
    connection.close()


class Desk:
    """Which accounts are being tried right now. One that takes long holds up nothing but a thread."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._trying: dict[Future[Checked], tuple[UUID, UUID, float]] = {}  # organisation, source, since when

    @property
    def busy(self) -> bool:
        """Whether any account is being tried."""
        return bool(self._trying)

    def sweep(self) -> int:
        """Write down what was found, look at what is due in every organisation; how many were told of."""
        told = self._write()
        organisations = organisations_to_watch(_now())
        random.shuffle(organisations)  # workers that sweep at once begin in different places
        for organisation in organisations:
            with alone(_log, organisation=str(organisation)):
                told += self._look(organisation)
                told += watch.switched_off(organisation, now=_now())
        return told

    def _look(self, organisation: UUID) -> int:
        room = MOST - len(self._trying)
        due = watch.claimed(organisation, now=_now(), most=room) if room > 0 else {}
        if not due:
            return 0
        known: dict[UUID, Checked] = {}
        tried = {source for source, wanted in due.items() if wanted}
        with acting(organisation):
            setups = accounts.setups(tried)
        for source, setup in setups.items():
            if isinstance(setup, Refused):
                known[source] = _refused(setup)
            elif (kind := channel(setup.kind)) and kind.check:
                began = time.monotonic()
                self._trying[self._pool.submit(_check, kind.check, setup)] = (organisation, source, began)
                del due[source]
        return watch.looked(
            organisation, [Looked(source=one, checked=known.get(one)) for one in due], now=_now()
        )

    def _write(self) -> int:
        """Of those that are done, and of those that nobody waits for any more."""
        over = time.monotonic() - PATIENCE
        found: dict[UUID, list[Looked]] = {}
        for one, (organisation, source, began) in list(self._trying.items()):
            if one.done() or began < over:
                checked = one.result() if one.done() else _SLOW
                found.setdefault(organisation, []).append(Looked(source=source, checked=checked))
                del self._trying[one]
        told = 0
        for whose, those in found.items():
            with alone(_log, organisation=str(whose)):
                told += watch.looked(whose, those, now=_now())
        return told


def _refused(refused: Refused) -> Checked:
    return Checked(ok=False, code=refused.code, facts=refused.facts)


def _check(check: Callable[[Setup], Checked], setup: Setup) -> Checked:
    """In a thread of its own: takes as long as the other side does."""
    try:
        return check(setup)
    except Refused as refused:
        return _refused(refused)
    except Exception as error:  # a defect in one channel must not end the loop
        _log.exception("check failed", source=str(setup.id), kind=setup.kind)
        return Checked(ok=False, code="channel_check_failed", facts={"error": type(error).__name__})


def _now() -> datetime:
    return datetime.now(UTC)


_SLOW: Final = Checked(ok=False, code="channel_check_slow", facts={"seconds": int(PATIENCE)})
