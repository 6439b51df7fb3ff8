"""What else happens to a conversation besides messages, as far as the clock can be asked about it."""

from enum import StrEnum
from typing import NamedTuple


class EventKind(StrEnum):
    """The first four end a wait, the next two are noted in it; the others are here so that nobody has to wonder."""

    TALKED = "talked"  #: a logged conversation by phone, messenger or in person: an answer
    DISMISSED = "dismissed"  #: a person said that no reply is needed
    CLOSED = (
        "closed"  #: the conversation was closed: what is open is dismissed, what comes next is a new inquiry
    )
    VOIDED = "voided"  #: spam, a duplicate, not a lead
    CALLED = "called"  #: a call was tried: no answer yet
    ASSIGNED = "assigned"
    STAGE_MOVED = "stage_moved"
    NOTED = "noted"
    PAUSED = "paused"
    RESUMED = "resumed"


class Event(NamedTuple):
    """One happening in a conversation; `party` "" means everyone in it."""

    at: int
    kind: EventKind
    conversation: int
    party: str = ""
    person: str | None = None
