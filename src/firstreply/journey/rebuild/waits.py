"""Waits and conversations: from their messages by the clock's own reading, and from what was promised and by whom."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from firstreply.core.respond.story import KINDS, WaitStory, fold
from firstreply.core.respond.wait import Outcome
from firstreply.core.respond.wait_row import WaitRow
from firstreply.journey import respond
from firstreply.journey.due.frozen import reckon
from firstreply.journey.due.pausing import stretches
from firstreply.journey.rebuild.findings import Findings, Table
from firstreply.journey.rebuild.merges import Kin
from firstreply.store.models import Conversation, Message, Moment, Wait
from firstreply.store.queries import due as asked
from firstreply.store.queries import identity, talk, truth

CONVERSATION: Final = Table(model=Conversation, columns=("lead_id", "first_at", "last_at"))
WAIT: Final = Table(
    model=Wait,
    columns=(
        "lead_id", "conversation_id", "party", "channel", "started_at", "ended_at", "outcome", "evidence", "first",
        "truncated", "opened_by_id", "ended_by_id", "joined", "author_id", "author_name", "addressed", "touched_at",
        "assigned_at", "called_at", "owner_id", "first_owner_id", "sla_id", "calendar_version_id", "due_at",
        "missed_at",
    ),
)  # fmt: skip


def waits(kin: Kin, found: Findings, *, write: bool) -> Counter[UUID]:
    """Every conversation and its waits, piece by piece; how many open waits each member has."""
    held: Counter[UUID] = Counter()
    idle_s = identity.home().idle_s
    for piece in truth.conversations():
        _conversations(piece, found, write)
        rebuilt = _rebuilt(piece, kin, idle_s)
        changes = WAIT.compare(WAIT.stored(conversation_id__in=piece), rebuilt, found)
        held.update(
            row["owner_id"] for row in rebuilt.values() if row["owner_id"] and row["outcome"] == Outcome.OPEN
        )
        if write:
            Moment.objects.filter(wait_id__in=changes.surplus).delete()
            Wait.objects.filter(id__in=changes.surplus).delete()
            changes.insert()
            changes.update(revised=True)
    return held


def _conversations(piece: Collection[UUID], found: Findings, write: bool) -> None:
    """One that all its messages left keeps what it had: nothing says otherwise."""
    said = {one.id: one for one in talk.stretches(piece)}
    rebuilt = {
        own: {"lead_id": one.lead, "first_at": one.first_at, "last_at": one.last_at}
        for own, one in said.items()
    }
    changes = CONVERSATION.compare(CONVERSATION.stored(id__in=list(said)), rebuilt, found)
    if write:
        changes.insert(_begun([row["id"] for row in changes.missing]))
        changes.update()


def _begun(conversations: Collection[UUID]) -> list[dict[str, Any]]:
    """What else a conversation's row says: the channel and the subject of its first message."""
    first: dict[UUID, dict[str, Any]] = {}
    rows = Message.objects.filter(conversation_id__in=conversations).order_by("at", "external_id")
    for own, channel, subject in rows.values_list("conversation_id", "channel", "subject"):
        first.setdefault(own, {"channel": channel, "subject": subject})
    return [first[own] for own in conversations]


def _rebuilt(piece: Collection[UUID], kin: Kin, idle_s: int) -> dict[UUID, dict[str, Any]]:
    inside = set(piece)
    read = {one.id: one for one in respond.read(piece, idle_s=idle_s).waits if one.conversation in inside}
    facts = truth.told(kin.of(truth.leads_near(piece)), KINDS)
    nobodys = [own for own, one in read.items() if one.lead is None]
    stories = fold([*facts, *(truth.told_of_nobody(nobodys, KINDS) if nobodys else ())])
    told = {own: stories.get(own, WaitStory()) for own in read}
    still = _ended_while_paused(read, told)
    return {own: _columns(one, told[own], still.get(own, told[own].due_at)) for own, one in read.items()}


def _ended_while_paused(
    read: Mapping[UUID, WaitRow], told: Mapping[UUID, WaitStory]
) -> dict[UUID, datetime | None]:
    """Waits that ended while their clock stood still are due when they would be, had it gone on just then."""
    some = {
        own: (one, told[own])
        for own, one in read.items()
        if one.ended_at is not None
        and told[own].sla is not None
        and told[own].due_at is None
        and told[own].pauses
    }
    if not some:
        return {}
    slas = asked.applied({story.sla for _, story in some.values() if story.sla is not None})
    hours = asked.versions(
        {one.calendar_version for _, one in some.values() if one.calendar_version is not None}
    )
    return {
        own: reckon(
            one, slas[story.sla], hours[story.calendar_version], stretches(story.pauses, one.ended_at)
        ).due_at
        for own, (one, story) in some.items()
        if story.sla is not None
    }


def _columns(read: WaitRow, told: WaitStory, due_at: datetime | None) -> dict[str, Any]:
    row = respond.columns(read)
    del row["id"]
    return row | {
        "owner_id": told.owner,
        "first_owner_id": told.first_owner,
        "sla_id": told.sla,
        "calendar_version_id": told.calendar_version,
        "due_at": due_at,
        "missed_at": _missed(read, told, due_at),
    }


def _missed(read: WaitRow, told: WaitStory, due_at: datetime | None) -> datetime | None:
    """An open wait is missed once that was recorded; of one that is over, how it ended says."""
    if read.outcome is Outcome.OPEN:
        return told.missed_at
    late = read.ended_at is not None and due_at is not None and read.ended_at.replace(microsecond=0) > due_at
    return due_at if late and read.outcome is Outcome.ANSWERED else None
