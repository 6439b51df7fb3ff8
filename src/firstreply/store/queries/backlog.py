"""Backlog: how much is still to be done in the whole installation, in numbers that say nothing of anybody."""

from typing import NamedTuple

from firstreply.store import bulk


class Backlog(NamedTuple):
    """What waits, across all organisations."""

    arrivals: int  #: acknowledged and not yet worked on
    oldest_arrival_s: float  #: how long the oldest of them has waited
    quarantined: int
    open_waits: int
    overdue: int  #: promises that have passed without anybody having been told yet
    deliveries: int  #: to be sent, or to be tried again
    failed: int  #: deliveries given up within the last hour


def backlog() -> Backlog:
    """As of now; one query. Asked outside any organisation."""
    arrivals, oldest, *rest = bulk.fetch("SELECT backlog()")[0][0]
    return Backlog(int(arrivals), float(oldest), *map(int, rest))
