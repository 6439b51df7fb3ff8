"""A wait as it is kept: with ids instead of positions, so that steps can speak of it without knowing its table."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from firstreply.core.respond.wait import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitRow:
    """One wait of one organisation. Instants are aware, UTC; `joined` and the two ends are ids of messages."""

    id: UUID
    lead: UUID | None
    conversation: UUID
    party: str
    channel: str
    started_at: datetime
    ended_at: datetime | None
    outcome: Outcome
    evidence: str
    first: bool
    truncated: bool
    opened_by: UUID
    ended_by: UUID | None
    joined: tuple[UUID, ...]
    author: UUID | None
    author_name: str
    addressed: str  #: the id of the one person of ours the opening message was addressed to, or ""
    touched_at: datetime | None
    assigned_at: datetime | None
    called_at: datetime | None
    owner: UUID | None = None  #: whose it is now, while open; at its end, afterwards
    first_owner: UUID | None = None
    due_at: datetime | None = None
    missed_at: datetime | None = None
    answered_before: bool = False  #: one of ours had written in the conversation before it opened


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What became of the waits of some conversations when they were read again; the rows are already written."""

    opened: tuple[WaitRow, ...] = ()  #: new, and still open
    joined: tuple[WaitRow, ...] = ()  #: open before and after, with a chaser more
    ended: tuple[WaitRow, ...] = ()  #: no longer open, or new and already over
    answered: tuple[WaitRow, ...] = ()  #: of those that ended: by a message that was not known to answer them
    reopened: tuple[WaitRow, ...] = ()  #: ended before, open again (a bounce, a changed class)
    gone: tuple[UUID, ...] = field(
        default=()
    )  #: waits that never were, seen from now (an earlier message came late)
