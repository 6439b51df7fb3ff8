"""What is to be routed, and how much everybody has already."""

from dataclasses import dataclass
from typing import NamedTuple


class Load(NamedTuple):
    """What a member has. Instants are epoch seconds."""

    open: int = 0  #: waits open and theirs, offers not yet answered included
    today: int = 0  #: leads given to them today, by their own calendar's day
    last_at: int | None = None  #: when they were last given one


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One lead to route. Members are named by id."""

    lead: str  #: its id
    persona: object = None  #: handed to `matches` with each rule; routing does not look inside
    score: int = 0  #: 0 to 100
    language: str | None = None  #: folded tag such as "ar"
    team: str | None = None  #: the team it belongs to so far, if any
    previous_owner: str | None = None
    capturer: str | None = None
    excluded: frozenset[str] = frozenset()  #: those who had it untouched, or gave it up: not again
    declined: frozenset[str] = frozenset()  #: those who refused an offer of it or let it run out
