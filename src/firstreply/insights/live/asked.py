"""What is asked of live data, and what comes back."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple, TypedDict
from uuid import UUID

Clock = Literal["wall", "business"]
Part = Any  #: as the part of the same name in the document of `analyze`, see docs/insights.md


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Which waits. Empty asks for all; several values of one field mean any of them, several fields all of them.

    `since` and `until` are epoch seconds, half-open: waits by arrival, messages by their instant, leads by their first
    inquiry. "" among texts means those that nobody knows it of. What messages do not have leaves them as they are.
    """

    since: int | None = None
    until: int | None = None
    people: tuple[UUID, ...] = ()  #: members: who answered, or whose it is while it is open
    teams: tuple[UUID, ...] = ()  #: which that person was in when the wait began
    channels: tuple[str, ...] = ()
    sources: tuple[UUID, ...] = ()
    without: tuple[UUID, ...] = ()  #: sources whose leads are left out
    mailboxes: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()  #: of who asked
    calendars: tuple[UUID, ...] = ()
    tags: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    campaigns: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    first: bool = True  #: first waits of inquiries only; else every wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question. `target_s`: what if this had been promised, on the clock that is asked for.

    `compare`: whether the stretch before is wanted beside it; pages and addresses keep it, `previous_period` answers.
    `as_of`: until when what is open was watched, epoch seconds; None: until the copy was last brought up to date.
    """

    where: Where = field(default_factory=Where)
    clock: Clock = "business"
    compare: bool = True
    target_s: int | None = None
    as_of: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is known. `parts` is empty while the copy is made for the first time: `preparing` says how far it is, and
    `left_s` how many seconds it will take, once that can be told.

    `precision` is 0 where times are exact, else by which share at most they may be off (they were counted in spans);
    counts are always exact.
    """

    as_of: datetime | None
    preparing: float | None
    precision: float
    zone: str
    parts: dict[str, Part]
    definitions: dict[str, dict[str, str]]  #: of each figure: title, unit, better, sentence
    left_s: float | None = None


class Group(NamedTuple):
    """One bar, row or cell: of which dimension, and which. Texts, ids, or numbers, as `key` of the part says."""

    dimension: str = ""
    key: UUID | str | int | None = None


class Share(NamedTuple):
    """A share whose waits are looked at: answered within a limit (`within`, on the clock that is asked for; `finding`,
    first waits by clock time), the response `rate`, or what was promised (`promise`).
    """

    kind: str
    limit_s: int = 0


class Which(TypedDict, total=False):
    """Which of the waits that were asked about: those of a group, that ended so, that took so long.

    `end`: answered, open, dismissed, voided, unattributed, off_hours, covered, assigned, called; of a share (without
    one, of what was promised) met, missed, pending, and of a share decided; "": all that count. `bucket`: of
    `statistics.buckets.NAMES`; "": any time.
    """

    group: Group | None
    end: str
    bucket: str
    share: Share | None


EVERYTHING = Group()
