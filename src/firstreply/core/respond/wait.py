"""A wait as a value: someone outside is owed a reply by us."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a wait ended, or that it has not."""

    OPEN = "open"  #: nobody has answered yet: right-censored at the end of coverage
    ANSWERED = "answered"
    DISMISSED = "dismissed"  #: no reply was needed: a competing event, not a response
    VOIDED = "voided"  #: spam, duplicate, not a lead: leaves the denominator, the count is shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """From the first message that is owed a reply to what ended it. Instants are epoch seconds, UTC.

    `opened_by`, `joined` and `ended_by` are positions in the sequence of messages that the waits were read from.
    """

    conversation: int
    party: str  #: the outside address, folded
    started_at: int
    ended_at: int | None  #: None while open
    outcome: Outcome
    first: bool  #: the first wait of an inquiry, so it counts as first response
    truncated: bool  #: its conversation began before coverage: listed, out of first response
    opened_by: int
    joined: tuple[int, ...]  #: chasers
    ended_by: int | None
    author: str | None  #: the person of ours who wrote the answer; None while open or when it cannot be told
    owner: str | None  #: the one person of ours the opening message was addressed to, if there is exactly one
    touched_at: int | None = None  #: the first of ours that arrived, an automatic one or the answer itself
    assigned_at: int | None = None  #: last given to a person while it lasted; None: not since it began
    called_at: int | None = None  #: the first call, reached or not
    evidence: str  #: why it ended, or why it opened while it is open; a stable code
