"""Waiting: what the reader of waits remembers about a conversation while it goes on; the only things that change."""

from firstreply.core.message import Seen
from firstreply.core.respond.event import Event, EventKind
from firstreply.core.respond.wait import Outcome, Wait


class Open:
    """A wait that has not ended. What `Wait` says of `touched_at` and so on is known so far."""

    __slots__ = (
        "assigned",
        "called",
        "first",
        "ids",
        "joined",
        "message",
        "party",
        "position",
        "touched",
        "truncated",
    )

    def __init__(self, position: int, message: Seen, party: str, first: bool, truncated: bool) -> None:
        self.position = position
        self.message = message
        self.party = party
        self.first = first
        self.truncated = truncated
        self.joined: list[int] = []
        self.ids: list[str] = []  #: of the chasers
        self.touched: int | None = None
        self.assigned: int | None = None
        self.called: int | None = None

    def touch(self, at: int) -> None:
        """Something of ours got to the party."""
        if self.touched is None:
            self.touched = at

    def note(self, event: Event) -> None:
        """Take what an event says about when; whether it ends the wait is not decided here."""
        if event.kind is EventKind.ASSIGNED:
            self.assigned = event.at
        elif event.kind in (EventKind.CALLED, EventKind.TALKED) and self.called is None:
            self.called = event.at


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
    answered = outcome is Outcome.ANSWERED
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
        author=author if answered else None,
        owner=message.owner,
        touched_at=at if answered and opened.touched is None else opened.touched,
        assigned_at=opened.assigned,
        called_at=opened.called,
        evidence=evidence,
    )
