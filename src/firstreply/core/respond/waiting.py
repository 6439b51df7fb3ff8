"""Waiting: what the reader of waits remembers about a conversation while it goes on; the only things that change."""

from firstreply.core.message import Seen
from firstreply.core.respond.wait import Outcome, Wait


class Open:
    """A wait that has not ended."""

    __slots__ = ("first", "ids", "joined", "message", "party", "position", "truncated")

    def __init__(self, position: int, message: Seen, party: str, first: bool, truncated: bool) -> None:
        self.position = position
        self.message = message
        self.party = party
        self.first = first
        self.truncated = truncated
        self.joined: list[int] = []
        self.ids: list[str] = []  #: of the chasers


class Conversation:
    """One conversation so far."""

    __slots__ = ("answered", "asked", "closed", "last_at", "truncated", "waiting")

    def __init__(self, at: int, truncated: bool) -> None:
        self.last_at = at
        self.truncated = truncated
        self.answered = False  #: one of ours has written in it
        self.asked = False  #: an inquiry has begun and neither a wait nor a word of ours has followed yet
        self.closed = False
        self.waiting: dict[str, Open] = {}


def told(
    opened: Open, at: int | None, position: int | None, outcome: Outcome, author: str | None, evidence: str
) -> Wait:
    """The wait as a value: `at`, `position` and `author` are those of what ended it."""
    message = opened.message
    return Wait(
        conversation=message.conversation,
        party=opened.party,
        started_at=message.at,
        ended_at=at,
        outcome=outcome,
        first=opened.first,
        truncated=opened.truncated,
        opened_by=opened.position,
        joined=tuple(opened.joined),
        ended_by=position,
        author=author if outcome is Outcome.ANSWERED else None,
        owner=message.owner,
        evidence=evidence,
    )
