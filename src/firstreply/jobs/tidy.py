"""Tidy: the loop that keeps counts small and leads findable, a moment after whatever changed them."""

import random
import threading
from typing import Final

import structlog
from django.db import connection

from firstreply.jobs.outlive import alone, outlived
from firstreply.journey.tidy import tidy
from firstreply.store.queries.organisations import to_tidy

SWEEP: Final = 1.0  #: seconds between two looks
_log: Final = structlog.get_logger("firstreply.tidy")


def run(stop: threading.Event, *, sweep_s: float = SWEEP) -> None:
    """Tidy until `stop`. A database that is away is tried again; nothing that fails ends the loop."""
    while not stop.is_set():
        done = 0
        with outlived(_log):
            done = sweep(stop)
        if not done:
            stop.wait(sweep_s)
    connection.close()


def sweep(stop: threading.Event) -> int:
    """One batch of every organisation that has any; how many rows were worked off."""
    done = 0
    organisations = to_tidy()
    random.shuffle(organisations)  # workers that sweep at once begin in different places
    for own in organisations:
        if stop.is_set():
            break
        with alone(_log, organisation=str(own)):
            done += tidy(own)
    return done
