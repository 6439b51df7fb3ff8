"""Clock: what is said of a wait: no reply is needed, it is closed, its clock stands still or goes on."""

from uuid import UUID

from django.http import HttpResponse

from firstreply.core.refusal import Refused
from firstreply.journey import acted
from firstreply.store.queries import lead_page
from firstreply.store.tenancy import acting
from firstreply.web.desk.frame import undo
from firstreply.web.desk.lead.finding import given, holds
from firstreply.web.desk.lead.page import answered
from firstreply.web.desk.page import posted
from firstreply.web.desk.visit import Visit

#: What can be said of a wait, and what takes it back.
ACTS = {
    "dismiss": (acted.dismiss, "lead-dismissed", "reopen-wait"),
    "close": (acted.close, "lead-closed", "reopen-wait"),
    "void": (acted.void, "lead-voided", "reopen-wait"),
    "pause": (acted.pause, "lead-paused", "resume-wait"),
    "resume": (acted.resume, "lead-resumed", "pause-wait"),
    "reopen": (acted.reopen, "lead-reopened", ""),
}
_REASONED = frozenset({"dismiss", "close", "void", "pause"})


@posted
def act(who: Visit, lead: UUID, wait: UUID, what: str) -> HttpResponse:
    """One of `ACTS`. Refuses `not_found`, and as that does."""
    if what not in ACTS:
        raise Refused("not_found", what="wait", id=str(wait))
    with acting(who.organisation):
        holds(who, lead, lead_page.lead_of_wait(wait), "wait")
    step, done, back = ACTS[what]
    reason = {"reason": given(who, "reason", 500)} if what in _REASONED else {}
    step(who.organisation, wait, by=who.caller.member, now=who.now, **reason)  # type: ignore[operator]
    return answered(who, lead, done, undo.ticket(who, back, wait=wait) if back else "")


def reopen_wait(who: Visit, wait: str) -> None:
    """It is open again, as if nothing had been said."""
    acted.reopen(who.organisation, UUID(wait), by=who.caller.member, now=who.now)


def resume_wait(who: Visit, wait: str) -> None:
    """Its clock goes on."""
    acted.resume(who.organisation, UUID(wait), by=who.caller.member, now=who.now)


def pause_wait(who: Visit, wait: str) -> None:
    """Its clock stands still again."""
    why = who.words.say("as before")
    acted.pause(who.organisation, UUID(wait), by=who.caller.member, now=who.now, reason=why)
