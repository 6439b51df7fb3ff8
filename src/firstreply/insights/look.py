"""What one look at the archive is made of: everything the result document is computed from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from firstreply.core.message import Seen
from firstreply.core.respond.wait import Wait
from firstreply.core.team import Membership
from firstreply.insights.statistics.survival import Ints


class BusinessClock(Protocol):
    """A calendar as insights see it; `firstreply.core.calendar.Calendar` is one."""

    @property
    def zone(self) -> object: ...  #: its text is the IANA name
    @property
    def name(self) -> str: ...
    def between_many(self, starts: Ints, stops: Ints) -> Ints:
        """Business seconds of each [start, stop), instants in epoch seconds."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One of ours, as the report shows them."""

    addresses: tuple[str, ...] = ()
    teams: tuple[Membership, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamView:
    """Who we are, as the report shows it. `people` by name; `how`: given, sent_folder, answering_addresses."""

    people: Mapping[str, Person] = field(default_factory=dict)
    domains: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    guessed: bool = False
    how: str = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at an archive. Instants are epoch seconds UTC.

    `seen` is sorted by instant; the waits' `opened_by`, `joined` and `ended_by` are positions in it. `end` is
    where watching stops: min(now, end of coverage). `since` and `until` (half-open) choose waits by arrival
    and messages by instant; an answer after `until` still counts. `coverage` and `threading` go into the document
    as they are; the parts of `coverage` that follow from `seen` are added. `words` counts the words of each
    message's own text, -1 where unknown; None when nobody counted.
    """

    seen: Sequence[Seen]
    waits: Sequence[Wait]
    end: int
    made_at: int
    team: TeamView
    coverage: Mapping[str, Any]
    threading: Mapping[str, int]
    version: str
    threads: int | None = None  #: conversations; counted from `seen` when not given
    calendar: BusinessClock | None = None  #: None: 24/7
    calendar_of: Mapping[str, BusinessClock] = field(default_factory=dict)  #: people with hours of their own
    since: int | None = None
    until: int | None = None
    sla_s: int | None = None
    subject_joining: bool = True
    minimum_sample: int = 5
    idle_days: int = 30
    words: Sequence[int] | None = None

    @property
    def zone(self) -> str:
        """The zone of local days and hours: the calendar's, UTC without one."""
        return "UTC" if self.calendar is None else str(self.calendar.zone)

    @property
    def first(self) -> int:
        """The first instant covered; `end` when there is nothing."""
        return self.seen[0].at if self.seen else self.end

    def chosen(self, at: int) -> bool:
        """Whether an instant lies within since..until."""
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)
