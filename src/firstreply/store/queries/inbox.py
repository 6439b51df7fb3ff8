"""Inbox: whom to answer now, in the order of what is due; what may be claimed; what is not to be seen yet.

One statement reads a page, whoever looks and however many rows it has. Each branch of it stops when the page is full:
the waits' own index gives the order, and names, reasons and words are read for the rows that are shown only.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from firstreply.core.sight import Viewer
from firstreply.store import bulk
from firstreply.store.queries.inbox_asked import (
    CLAIMABLE,
    COUNTS,
    ENDED,
    KINDS,
    LOOKING,
    PAGE,
    TODAY,
    After,
    Split,
    Wanted,
    Whose,
    branches,
    seen,
)
from firstreply.store.tenancy import organisation

COUNTED: Final = 100  #: of more it is said that there are more
SAMPLED: Final = 200  #: rows whose channels and languages are offered to choose from


class Row(NamedTuple):
    """A row: a wait, a task, or (without a wait) a lead that is snoozed."""

    key: UUID  #: of the wait, the task or the snoozed lead
    at: datetime | None  #: what it is ordered by: due, or until when it is snoozed
    points: int
    lead: UUID
    wait: UUID | None
    offer: UUID | None  #: to be claimed: the assignment that offers it
    until: datetime | None  #: how long the offer, or the snooze, lasts
    task: str | None  #: its title
    name: str
    company: str
    language: str
    channel: str
    started_at: datetime | None
    due_at: datetime | None
    missed_at: datetime | None
    called_at: datetime | None
    chased: int  #: how often they wrote again
    first: bool | None
    owner: UUID | None
    owner_name: str | None
    how: str | None  #: kind of the newest assignment
    why: str | None  #: why that one, as `core.route.Why` or the person who gave it says
    reason: str | None  #: in the words of who gave it
    text: str | None  #: the newest that they wrote, cut
    subject: str | None
    evidence: str | None


class Ended(NamedTuple):
    """What became of a wait that a list showed. Without a `seen` nothing more may be told of it."""

    wait: UUID
    seen: bool
    outcome: str
    author_name: str
    owner: UUID | None
    owner_name: str | None
    snoozed_until: datetime | None


class Today(NamedTuple):
    """Waits that were answered today."""

    answered: int
    median_s: float | None  #: wall seconds of the middle one
    met: int  #: in time
    judged: int  #: of so many that were promised a time, and answered


class Kinds(NamedTuple):
    """What a list may be narrowed to. An empty one stands for rows that have none."""

    channels: tuple[str, ...]
    languages: tuple[str, ...]


class Looker(NamedTuple):
    """Somebody who has a lead open right now."""

    lead: UUID
    name: str
    writing: bool


def page(who: Viewer, wanted: Wanted) -> tuple[list[Row], After | None]:
    """The rows, and where the next page begins (None: nowhere); one statement."""
    if who.member is None and wanted.whose is Whose.MINE:
        return [], None
    given = {**_given(who, wanted), "most": wanted.limit + 1}
    statement = PAGE.format(branches=branches(who, wanted.split, wanted.whose, wanted))
    found = [Row._make(row) for row in bulk.fetch(statement, given)]
    rows = list({row.key: row for row in found[: wanted.limit]}.values())
    last = rows[-1] if len(found) > wanted.limit else None
    return rows, None if last is None else After(last.at, last.points, last.key)


def counts(who: Viewer, wanted: Wanted) -> dict[Split, int]:
    """How many there are in each split, COUNTED at the most; one statement."""
    if who.member is None and wanted.whose is Whose.MINE:
        return dict.fromkeys(Split, 0)
    parts = {split.value: branches(who, split, wanted.whose, wanted, paged=False) for split in Split}
    row = bulk.fetch(COUNTS.format(**parts), {**_given(who, wanted), "most": COUNTED})[0]
    return dict(zip(Split, row, strict=True))


def kinds(who: Viewer, wanted: Wanted) -> Kinds:
    """The channels and languages of rows of theirs, whatever the list is narrowed to; one statement."""
    if who.member is None and wanted.whose is Whose.MINE:
        return Kinds((), ())
    whole = replace(wanted, channel="", language="", after=None)
    statement = KINDS.format(
        branches=branches(who, whole.split, whole.whose, whole, paged=False, pooled=False)
    )
    found = bulk.fetch(statement, {**_given(who, whole), "most": SAMPLED})
    channels, languages = (
        tuple(value for kind, value in found if kind == name) for name in ("channel", "language")
    )
    return Kinds(channels, languages)


def claimable(member: UUID, now: datetime, but: Collection[UUID] = ()) -> UUID | None:
    """The offer of the most urgent wait that they may claim, save those of `but`; one statement."""
    rows = bulk.fetch(
        CLAIMABLE, {"own": organisation(), "me": member, "now": now, "but": list(but), "most": 1}
    )
    return rows[0][0] if rows else None


def today(who: Viewer, since: datetime, now: datetime) -> Today:
    """How fast those whom the viewer sees were answered since then; one statement."""
    return Today._make(bulk.fetch(TODAY.format(seen=seen(who)), {**_who(who), "since": since, "now": now})[0])


def ended(who: Viewer, waits: Collection[UUID], now: datetime) -> list[Ended]:
    """What became of waits that a list showed; one statement."""
    given = {**_who(who), "now": now, "waits": list(waits)}
    return [Ended._make(row) for row in bulk.fetch(ENDED.format(seen=seen(who)), given)] if waits else []


def looking(leads: Collection[UUID], but: UUID | None, now: datetime) -> dict[UUID, list[Looker]]:
    """Who else has each of these leads open now; one statement."""
    found: dict[UUID, list[Looker]] = {}
    given = {"own": organisation(), "leads": list(leads), "me": but, "now": now}
    for row in bulk.fetch(LOOKING, given) if leads else ():
        found.setdefault(row[0], []).append(Looker._make(row))
    return found


def _who(who: Viewer) -> dict[str, Any]:
    return {"own": organisation(), "me": who.member, "teams": sorted(who.teams | who.manages)}


def _given(who: Viewer, wanted: Wanted) -> dict[str, Any]:
    after = wanted.after or After(None, 0, UUID(int=0))
    return {
        **_who(who),
        "now": wanted.now,
        "today": wanted.today,
        "channel": wanted.channel,
        "language": wanted.language,
        "leads": list(wanted.leads or ()),
        "after_at": after.at,
        "after_points": after.points,
        "after_key": after.key,
    }
