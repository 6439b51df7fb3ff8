"""Deed: what somebody of ours did, as a value: for those who go on from there (`journey.acted`)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from firstreply.core.respond.alert import Alert, Change
from firstreply.journey.effects import Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Rows are written; facts are not recorded, nobody is told and no wait is read again yet."""

    at: datetime  #: when it was done
    by: UUID | None = None  #: who did it, where facts are yet to be recorded
    facts: tuple[Happened, ...]
    reread: tuple[UUID, ...] = ()  #: conversations whose waits have to be read again
    moved: tuple[UUID, ...] = ()  #: open waits that changed hands
    paused: tuple[UUID, ...] = ()  #: open waits whose clock stands still from now on
    resumed: tuple[UUID, ...] = ()  #: open waits whose clock goes on
    members: frozenset[UUID] = frozenset()  #: whose open waits have to be counted again
    judged: tuple[UUID, ...] = ()  #: leads of whom more is known now: qualify and score them again
    route: tuple[UUID, ...] = ()  #: leads that need somebody: an offer was declined
    declined: frozenset[UUID] = frozenset()  #: by whom, so far
    alerts: tuple[Alert, ...] = ()
    changes: tuple[Change, ...] = ()
    made: UUID | None = None  #: the row that came of it: the assignment, the leave
    revision: int | None = None  #: of the lead or member, as it is now


def known(*members: UUID | None) -> frozenset[UUID]:
    """Those who are somebody."""
    return frozenset(one for one in members if one is not None)
