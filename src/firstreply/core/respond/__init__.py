"""Respond: waits, inquiries, credit and outcomes out of messages (docs/clock.md)."""

from firstreply.core.respond.event import Event, EventKind
from firstreply.core.respond.wait import Outcome, Wait
from firstreply.core.respond.waits import Waits, order, read

__all__ = ["Event", "EventKind", "Outcome", "Wait", "Waits", "order", "read"]
