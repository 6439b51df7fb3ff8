"""Undoing: days off that were taken or given back."""

from datetime import datetime
from uuid import UUID

from firstreply.core.refusal import Refused
from firstreply.journey import acted
from firstreply.web.desk.frame.undo import register
from firstreply.web.desk.visit import Visit


def _stay(who: Visit, leave: str) -> None:
    """Not away after all."""
    acted.come_back(who.organisation, UUID(leave), by=who.me, now=who.now)


def _away(who: Visit, since: str, until: str, reason: str) -> None:
    """Away as before, what is left of it. Refuses `leave_over`."""
    starts, ends = max(datetime.fromisoformat(since), who.now), datetime.fromisoformat(until)
    if ends <= starts:
        raise Refused("leave_over", ends_at=until)
    acted.take_leave(who.organisation, who.me, starts, ends, by=who.me, now=who.now, reason=reason)


register("stay", _stay)
register("away-again", _away)
