"""Digests: the loop that writes figures by mail when they are due. Written outside any transaction, sent once."""

import threading
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import structlog
from django.db import connection

from firstreply.core.member import Role
from firstreply.insights.digest import written
from firstreply.jobs.outlive import alone, outlived
from firstreply.journey.organise import digests
from firstreply.journey.organise.digests import Due
from firstreply.store.queries import sight
from firstreply.store.queries.digests import organisations_due
from firstreply.store.tenancy import acting

SWEEP: Final = 20.0  #: seconds between two looks
_log: Final = structlog.get_logger("firstreply.digests")


def run(stop: threading.Event, *, sweep_s: float = SWEEP) -> None:
    """Write what is due until `stop`. What is not ready (numbers being prepared) is tried again at the next look."""
    while not stop.is_set():
        with outlived(_log, stop, sweep_s):
            for organisation in organisations_due(datetime.now(UTC)):
                with alone(_log, organisation=str(organisation)):
                    for one in digests.due(organisation, now=datetime.now(UTC)):
                        send(organisation, one, datetime.now(UTC))
        stop.wait(sweep_s)
    connection.close()


def send(organisation: UUID, one: Due, now: datetime) -> bool:
    """Write one and put it on its way; False when the numbers are not there yet, or another worker was faster."""
    with acting(organisation):
        who = sight.viewer(one.member, Role(one.role), now)
    found = written(organisation, who, one, now=now)
    return found is not None and digests.sent(organisation, one, *found, now=now)
