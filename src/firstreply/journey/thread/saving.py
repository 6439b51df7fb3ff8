"""Saving: messages and conversations of a batch, in a handful of statements."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any
from uuid import UUID

from firstreply.core.kept import Kept
from firstreply.core.thread.place import Place
from firstreply.journey.thread.place import folded_base, keep_names
from firstreply.journey.thread.reading import Arrived
from firstreply.journey.thread.said import Said
from firstreply.store import bulk
from firstreply.store.kept import columns, instant
from firstreply.store.models import Conversation, Message, Named, Reached
from firstreply.store.queries import talk
from firstreply.store.queries.people import People


def save(
    said: Sequence[Said],
    leads: Mapping[UUID, UUID],
    known: AbstractSet[UUID],
    arrivals: Mapping[UUID, Arrived],
    ours: People,
) -> set[UUID]:
    """Write messages (`known` are there already and better known now) and their conversations; which these are."""
    rows = [_row(one, leads.get(one.kept.id), arrivals[one.kept.id], ours) for one in said]
    _conversations(said, leads)
    bulk.insert(Message, [row for row in rows if row["id"] not in known], unless_there=True)
    bulk.update(Message, [row for row in rows if row["id"] in known])
    bulk.insert(
        Named,
        [
            {"value": name[:500], "conversation_id": one.kept.conversation}
            for one in said
            for name in dict.fromkeys(one.names)
        ],
        unless_there=True,
    )
    _reached({(party, one.kept.conversation) for one in said for party in one.kept.seen.reaches})
    return {one.kept.conversation for one in said}


def move(every: Mapping[UUID, Kept], place: Mapping[UUID, Place], said: AbstractSet[UUID]) -> set[UUID]:
    """Move mails that we had to where they belong now; the conversations they left and came to."""
    moved = {
        own: to
        for own, to in place.items()
        if own not in said and (every[own].conversation, every[own].seen.at) != (to.conversation, to.at)
    }
    bulk.update(
        Message,
        [{"id": own, "conversation_id": to.conversation, "at": instant(to.at)} for own, to in moved.items()],
    )
    _reached({(party, to.conversation) for own, to in moved.items() for party in every[own].seen.reaches})
    changed = {own: place[own].conversation for own in place if own in said or own in moved}
    if changed:
        keep_names(every, changed)
    left = {every[own].conversation for own in (*moved, *said) if own in every}
    return left | {to.conversation for to in moved.values()}


def settle(conversations: AbstractSet[UUID]) -> None:
    """When conversations began and ended and whose they are: by what is in them now, whatever was before."""
    rows = [
        {"id": one.id, "first_at": one.first_at, "last_at": one.last_at, "lead_id": one.lead}
        for one in talk.stretches(conversations)
    ]
    only = "(t.first_at, t.last_at, t.lead_id) IS DISTINCT FROM (v.first_at, v.last_at, v.lead_id)"
    bulk.update(Conversation, rows, only=only)


def _reached(pairs: AbstractSet[tuple[str, UUID]]) -> None:
    rows = [{"party": party, "conversation_id": conversation} for party, conversation in sorted(pairs)]
    bulk.insert(Reached, rows, unless_there=True)


def _row(one: Said, lead: UUID | None, arrival: Arrived, ours: People) -> dict[str, Any]:
    seen = one.kept.seen
    addressed = ours.member(seen.owner)
    return columns(one.kept) | {
        "conversation_id": one.kept.conversation,
        "lead_id": lead,
        "arrival_id": arrival.id,
        "channel": one.channel,
        "author_id": ours.member(seen.person),
        "author_name": seen.person or "",
        "addressed": "" if addressed is None else str(addressed),
        "base_subject": folded_base(seen.envelope) if one.kept.mail else "",
        "subject": one.subject[:1000],
        "body": one.body,
        "words": len(one.body.split()),
    }


def _conversations(said: Sequence[Said], leads: Mapping[UUID, UUID]) -> None:
    """New conversations; when they began and ended and whose they are, `settle` says."""
    rows: dict[UUID, dict[str, Any]] = {}
    for one in sorted(said, key=lambda one: one.kept.seen.at):
        at = instant(one.kept.seen.at)
        lead = leads.get(one.kept.id)
        row = rows.setdefault(
            one.kept.conversation,
            {
                "id": one.kept.conversation,
                "lead_id": lead,
                "channel": one.channel,
                "subject": one.subject[:1000],
                "first_at": at,
                "last_at": at,
            },
        )
        row["last_at"] = at
        row["lead_id"] = row["lead_id"] or lead
    bulk.insert(Conversation, list(rows.values()), unless_there=True)
