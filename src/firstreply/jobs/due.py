"""The loop that lets happen what is due: warnings, breaches, escalation, leads that move on.

A notification only wakes it; it looks by itself at least once a second, so one that is lost costs no more. Any number
of these loops may run on any number of machines: a moment is claimed by one of them.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event
from typing import Any, Final

import psycopg
import structlog
from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection

from firstreply.journey import acted
from firstreply.journey.effects import DUE
from firstreply.store.queries import due

SWEEP_S: Final = 1.0  #: looked at this often at least
AGAIN_S: Final = 0.5  #: after the database was away
_log = structlog.get_logger(__name__)


def run(stop: Event) -> None:
    """Until `stop` is set. A database that is away is tried again; nothing that fails ends the loop."""
    while not stop.is_set():
        try:
            with _listening() as listener:
                while not stop.is_set():
                    sweep(stop)
                    _sleep(listener)
        except (psycopg.Error, DatabaseError) as error:
            _log.warning("due_database_away", error=str(error))
            connection.close()
            stop.wait(AGAIN_S)
    connection.close()


def sweep(stop: Event | None = None) -> int:
    """Do all that is due in every organisation; how many moments. What fails in one holds up no other."""
    done = 0
    organisations = due.organisations_due(_now())
    random.shuffle(organisations)  # workers that sweep at once begin in different places
    for organisation in organisations:
        while not (stop and stop.is_set()):
            try:
                found = acted.overdue(organisation, now=_now())
            except (psycopg.Error, DatabaseError):
                raise
            except Exception:
                _log.exception("due_failed", organisation=str(organisation))
                break
            done += found
            if found < acted.BATCH:
                break
    return done


def _sleep(listener: "psycopg.Connection[Any]") -> None:
    """Until something is due, somebody says so, or a second has passed."""
    next_due = due.next_due()
    left = SWEEP_S if next_due is None else (next_due - _now()).total_seconds()
    # What could not be done just now is not tried in a tight loop.
    for _ in listener.notifies(timeout=min(max(left, 0.02), SWEEP_S), stop_after=1):
        pass


@contextmanager
def _listening() -> Iterator["psycopg.Connection[Any]"]:
    with psycopg.connect(
        settings.FIRSTREPLY_DSN, autocommit=True, application_name="firstreply due"
    ) as listener:
        listener.execute(f"LISTEN {DUE}".encode())
        yield listener


def _now() -> datetime:
    return datetime.now(UTC)
