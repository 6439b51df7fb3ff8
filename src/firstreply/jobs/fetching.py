"""Fetching: what the other side only named is asked for, several things at once, until it is here."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, connection

from firstreply.channels.answer import Rejected, TryAgain
from firstreply.channels.base import Fetched
from firstreply.channels.registry import channels
from firstreply.jobs.listen import listening
from firstreply.journey import fetch
from firstreply.journey.effects import FETCH
from firstreply.journey.failing import away
from firstreply.journey.fetch import Turn
from firstreply.store.queries.taking import organisations_to_fetch

SWEEP: Final = 1.0  #: seconds after which is found what a wake-up missed, or what became due
LEASE: Final = timedelta(minutes=2)  #: longer than one answer may take
THREADS: Final = 4
_log: Final = structlog.get_logger("firstreply.fetching")


def run(stop: threading.Event) -> None:
    """Fetch until `stop`; then finish what has begun."""
    wake = threading.Event()
    with listening(FETCH, wake, stop), ThreadPoolExecutor(THREADS, "fetching") as pool:
        while not stop.is_set():
            try:
                if look(pool):
                    wake.set()  # there may be more
            except (OperationalError, InterfaceError) as error:
                _log.warning("database away", reason=" ".join(str(error).split())[:200])
                connection.close()
                stop.wait(SWEEP)
            wake.wait(SWEEP)
            wake.clear()
    connection.close()


def look(pool: ThreadPoolExecutor) -> int:
    """Have everything fetched that is due now, as much as there is room for; how many turns were taken."""
    now = datetime.now(UTC)
    kinds = [kind for kind, channel in channels().items() if channel.fetch is not None]
    turns = [
        turn for own in organisations_to_fetch(now, kinds) for turn in claimed(own, now=now, kinds=kinds)
    ]
    for _ in pool.map(_one, turns):
        pass
    return len(turns)


def claimed(organisation: UUID, *, now: datetime, kinds: list[str]) -> tuple[Turn, ...]:
    """What this organisation wants now."""
    return fetch.claimed(organisation, now=now, lease=LEASE, most=2 * THREADS, kinds=kinds)


def _one(turn: Turn) -> None:
    """In a thread: ask, and write down what came of it. When the database is away, the lease runs out."""
    try:
        found = _asked(turn)
        chance = random.random()  # noqa: S311 (spreads retries, protects nothing)
        fetch.settled(turn, found, now=datetime.now(UTC), chance=chance)
    except Exception as error:
        if not away(error):
            _log.error("defect", kind=turn.setup.kind, wanted=turn.wanted.id, exc_info=error)
    finally:
        connection.close()


def _asked(turn: Turn) -> Fetched | TryAgain | Rejected:
    asks = channels()[turn.setup.kind].fetch
    if asks is None:
        return Rejected(reason="channel_unknown")
    try:
        return asks(turn.wanted, turn.setup)
    except Exception as error:  # a defect in one channel must not keep its account for ever
        _log.error("defect", kind=turn.setup.kind, wanted=turn.wanted.id, error=type(error).__name__)
        return TryAgain(reason=f"defect: {type(error).__name__}")
