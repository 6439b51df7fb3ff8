"""Whether a member can be given something now, and if not, why not and until when."""

from typing import Final

from firstreply.core.member import Presence, Role
from firstreply.core.refusal import Refused
from firstreply.core.route.assignment import Skip, Skipped
from firstreply.core.route.member import Member

#: Who answers leads. Marketers and viewers are given one only when there is nobody else at all.
ANSWERING: Final = frozenset({Role.REP, Role.MANAGER, Role.ADMIN, Role.OWNER})


def opens_at(member: Member, now: int) -> int | None:
    """The first instant from `now` on at which they work: inside their calendar, outside their leave. None: never."""
    at = now
    while True:
        end = member.on_leave(at)
        if end is not None:
            at = end
            continue
        try:
            if member.calendar.open_at(at):
                return at
            at = member.calendar.due(at, 1) - 1
        except Refused:  # `never_due` or `beyond_horizon`: they do not come back
            return None


def away(member: Member, now: int, *, ask_hours: bool, ask_online: bool) -> Skipped | None:
    """Why they are not there now, None when they are."""
    if not member.active:
        return Skipped(member.id, Skip.INACTIVE)
    until = member.on_leave(now)
    if until is not None:
        return Skipped(member.id, Skip.ON_LEAVE, until)
    if ask_hours and not member.calendar.open_at(now):
        return Skipped(member.id, Skip.OUTSIDE_HOURS, opens_at(member, now))
    if member.presence is Presence.BUSY:
        return Skipped(member.id, Skip.BUSY)
    if ask_online and member.presence is Presence.OFFLINE:
        return Skipped(member.id, Skip.OFFLINE)
    return None
