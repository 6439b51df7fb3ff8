"""Onward: when a lead that changed hands moves on again, if it stays untouched (R4)."""

from typing import Final

from firstreply.core.calendar import Calendar
from firstreply.core.refusal import Refused
from firstreply.core.respond.ladder import Action, Ladder

SOONEST: Final = 60  #: open seconds that whoever was given a lead has at least


def share(ladder: Ladder) -> int | None:
    """Percent of the time left after which an untouched lead moves on; None: it does not."""
    percents = [
        one.percent for one in ladder.steps if one.action is Action.REROUTE and one.percent is not None
    ]
    return min((one for one in percents if one < 100), default=None)


def onward(ladder: Ladder, calendar: Calendar, *, now: int, due: int) -> int | None:
    """When a lead that somebody was given at `now` moves on, epoch seconds.

    After the same share of the open time that is left as the first one had of all of it, so it moves on again and
    again, ever faster, before the promise breaks. None: not at all, or too little is left.
    """
    percent = share(ladder)
    if percent is None:
        return None
    left = calendar.seconds_between(now, due) * percent // 100
    if left < SOONEST:
        return None
    try:
        return calendar.due(now, left)
    except Refused:  # `never_due` or `beyond_horizon`
        return None
