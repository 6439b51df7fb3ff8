"""Respond: the waits of conversations, read again by core whenever something was said or happened in them.

Reading everything that bears on a conversation, instead of moving a state along, is what makes the order of arrival
and the size of batches mean nothing: what comes late is simply read in its place.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from firstreply.core.kept import Kept
from firstreply.core.message import MessageClass
from firstreply.core.respond.again import Again, again, given_up
from firstreply.core.respond.wait import Outcome
from firstreply.core.respond.wait_row import Reread, WaitRow
from firstreply.core.respond.waits import IDLE_S, order
from firstreply.core.team import Team
from firstreply.journey import loads, programs
from firstreply.store import bulk
from firstreply.store.kept import instant
from firstreply.store.models import Wait
from firstreply.store.queries import happened, talk
from firstreply.store.queries.newcomers import Newcomer, newcomers
from firstreply.store.queries.people import People, people
from firstreply.store.tenancy import organisation

#: Who had waits, or was offered them.
_HAD: Final = """
SELECT owner_id FROM wait WHERE organisation_id = %(own)s AND id = ANY(%(ids)s) AND owner_id IS NOT NULL
UNION SELECT (step->>'member')::uuid FROM moment WHERE organisation_id = %(own)s AND wait_id = ANY(%(ids)s)
      AND kind = 'offer' AND step->>'member' IS NOT NULL
"""
_NOBODY: Final = People(team=Team(), ids={})
_LOW: Final = (1 << 62) - 1
_SPOKEN: Final = (MessageClass.INBOUND_HUMAN, MessageClass.INBOUND_FORM, MessageClass.OUTBOUND_HUMAN)
#: What a person or another step decides about a wait, and reading it again leaves alone.
_KEPT: Final = ("owner", "first_owner", "due_at", "missed_at")


def reread(
    conversations: Collection[UUID], *, now: datetime, new: Collection[UUID] = (), idle_s: int = IDLE_S
) -> Reread:
    """Read the waits of conversations again, and those of others that depend on what is said in these.

    Writes the Wait rows. `now` stamps nothing: a wait's instants are those of what was said. `new`: those of them that
    began in this transaction with one message of a lead that is as new; where nothing else bears on it, nothing else
    is asked, which is most of what reading costs.
    """
    if not conversations:
        return Reread()
    alone = newcomers(new)
    first = _of_newcomers(alone, idle_s)
    left = set(conversations) - {one.said.conversation for one in alone}
    if not left:
        return _told(_write(first, []))
    found = read(left, idle_s=idle_s)
    waits = sorted([*first, *found.waits], key=lambda one: (one.started_at, one.opened_by, one.party))
    return _told(_write(waits, talk.waits(found.of)))


def _told(again: Reread) -> Reread:
    programs.waits(again)
    return again


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Waits as they are read: all of the conversations `of`, which were asked for or depend on these."""

    of: frozenset[UUID]
    waits: Sequence[WaitRow]


def read(conversations: Collection[UUID], *, idle_s: int = IDLE_S) -> Read:
    """Read the waits of conversations as `reread` does, and write nothing."""
    ours = people()
    scope = _scope(set(conversations))
    of, every = scope.of, scope.every
    reports = talk.reports_on([one.seen.envelope.message_id for one in every if one.seen.reaches])
    around = {one.conversation for one in every} | of
    places = talk.leads_of(around)
    found = again(
        every,
        happened.events((one, places[one][0]) for one in around if one in places),
        team=ours.team,
        of=of,
        met=scope.met,
        same=talk.same_party({one.seen.party for one in every} | _reached(every)),
        lost=given_up(reports, every),
        idle_s=idle_s,
    )
    spoke = _first_words(every)
    return Read(of=frozenset(of), waits=[_row(one, places, ours, spoke) for one in found])


def _of_newcomers(alone: Sequence[Newcomer], idle_s: int) -> list[WaitRow]:
    """As `read` finds them, since there is nothing else to look at."""
    found = again(
        [one.said for one in alone],
        (),
        team=_NOBODY.team,
        of={one.said.conversation for one in alone},
        same={one.said.seen.party: one.same for one in alone},
        idle_s=idle_s,
    )
    places = {one.said.conversation: (one.lead, one.channel) for one in alone}
    return [_row(one, places, _NOBODY, {}) for one in found]


def wait_id(opened_by: UUID, party: str) -> UUID:
    """The id of a wait: as old as the message that opened it, and the same whenever it is worked out.

    `party` is the address as it stands in that message: which other addresses are the same person's may change.
    """
    own = (
        int.from_bytes(sha256(opened_by.bytes + party.encode("utf-8", "replace")).digest()[:8], "big") & _LOW
    )
    return UUID(int=opened_by.int >> 64 << 64 | 2 << 62 | own)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """What is read: the waits of the conversations `of`, out of `every` message that bears on them."""

    of: set[UUID]
    every: list[Kept]
    met: set[str]  #: parties who wrote before in none of these


def _scope(own: set[UUID]) -> _Scope:
    """Everything that bears on the waits of these conversations, and those whose waits these bear on.

    Whoever has several addresses is answered at any of them.
    """
    kept = talk.messages(own)
    first = talk.first_heard(_parties(kept))
    # Who is new here was new elsewhere before; whoever we begin a thread with is answered in others.
    newly = {party for party, conversation in first.items() if conversation in own}
    begun = _begun_with(kept)
    theirs = talk.addresses({party for party, _ in begun} | _parties(kept))
    begun = [(other, at) for party, at in begun for other in theirs.get(party, (party,))]
    of = own | talk.ended_elsewhere(own) | talk.of_parties(newly) | talk.waiting(begun)
    kept += talk.messages(of - own)
    parties = _parties(kept)
    theirs |= talk.addresses(parties - theirs.keys())
    around = talk.begun_with({other for party in parties for other in theirs.get(party, (party,))}) - of
    first |= talk.first_heard(parties - first.keys())
    kept += talk.messages(around)
    return _Scope(
        of=of,
        every=kept,
        met={party for party, conversation in first.items() if conversation not in of | around},
    )


def _begun_with(kept: Iterable[Kept]) -> list[tuple[str, datetime]]:
    """Whom we began a conversation with, and when."""
    earliest: dict[UUID, Kept] = {}
    for one in sorted(kept, key=lambda one: order(one.seen), reverse=True):
        if one.seen.verdict.kind in _SPOKEN:
            earliest[one.conversation] = one
    return [
        (party, instant(one.seen.at))
        for one in earliest.values()
        if one.seen.verdict.kind is MessageClass.OUTBOUND_HUMAN
        for party in one.seen.reaches
    ]


def _parties(kept: Iterable[Kept]) -> set[str]:
    return {one.seen.party for one in kept if one.seen.party}


def _reached(kept: Iterable[Kept]) -> set[str]:
    return {address for one in kept for address in one.seen.reaches}


def _row(
    found: Again, places: Mapping[UUID, tuple[UUID | None, str]], ours: People, spoke: Mapping[UUID, int]
) -> WaitRow:
    wait = found.wait
    lead, channel = places.get(found.conversation, (None, ""))
    return WaitRow(
        id=wait_id(found.opened_by.id, found.opened_by.seen.party),
        lead=lead,
        conversation=found.conversation,
        party=wait.party,
        channel=channel,
        started_at=instant(wait.started_at),
        ended_at=_instant(wait.ended_at),
        outcome=wait.outcome,
        evidence=wait.evidence,
        first=wait.first,
        truncated=wait.truncated,
        opened_by=found.opened_by.id,
        ended_by=None if found.ended_by is None else found.ended_by.id,
        joined=tuple(one.id for one in found.joined),
        author=_member(wait.author),
        author_name=ours.name(_member(wait.author)) or wait.author or "",
        addressed=wait.owner or "",
        touched_at=_instant(wait.touched_at),
        assigned_at=_instant(wait.assigned_at),
        called_at=_instant(wait.called_at),
        answered_before=spoke.get(found.conversation, wait.started_at) < wait.started_at,
    )


def _first_words(every: Iterable[Kept]) -> dict[UUID, int]:
    """When one of ours first wrote in each conversation."""
    found: dict[UUID, int] = {}
    for one in every:
        if one.seen.verdict.kind is MessageClass.OUTBOUND_HUMAN:
            found[one.conversation] = min(one.seen.at, found.get(one.conversation, one.seen.at))
    return found


def _member(person: str | None) -> UUID | None:
    """Whose id it is; None for a name that is no member's."""
    try:
        return UUID(person or "")
    except ValueError:
        return None


def _instant(epoch: int | None) -> datetime | None:
    return None if epoch is None else instant(epoch)


def _write(found: Sequence[WaitRow], stored: list[WaitRow]) -> Reread:
    before = {one.id: one for one in stored}
    now = {one.id: _with_kept(one, before.get(one.id)) for one in found}
    fresh = [one for own, one in now.items() if own not in before]
    changed = [one for own, one in now.items() if own in before and columns(one) != columns(before[own])]
    gone = tuple(own for own in before if own not in now)
    if gone:
        _forget(gone)
    bulk.insert(Wait, [columns(one) for one in fresh])
    bulk.update(Wait, [columns(one) for one in changed], revised=True)
    still_open = [one for one in changed if one.outcome is Outcome.OPEN]
    return Reread(
        opened=tuple(one for one in fresh if one.outcome is Outcome.OPEN),
        joined=tuple(one for one in still_open if before[one.id].outcome is Outcome.OPEN),
        reopened=tuple(one for one in still_open if before[one.id].outcome is not Outcome.OPEN),
        ended=tuple(one for one in (*fresh, *changed) if one.outcome is not Outcome.OPEN),
        answered=tuple(one for one in (*fresh, *changed) if _newly_answered(one, before.get(one.id))),
        gone=gone,
    )


def _newly_answered(one: WaitRow, before: WaitRow | None) -> bool:
    """By a message, and not by the one that was known to answer it."""
    known = None if before is None or before.outcome is not Outcome.ANSWERED else before.ended_by
    return one.outcome is Outcome.ANSWERED and one.ended_by not in (None, known)


def _with_kept(one: WaitRow, before: WaitRow | None) -> WaitRow:
    return one if before is None else replace(one, **{name: getattr(before, name) for name in _KEPT})


def _forget(gone: tuple[UUID, ...]) -> None:
    """Waits that never were: what was to happen for them does not."""
    parameters = {"own": organisation(), "ids": list(gone)}
    had = bulk.fetch(_HAD, parameters)
    bulk.run("DELETE FROM moment WHERE organisation_id = %(own)s AND wait_id = ANY(%(ids)s)", parameters)
    bulk.run("DELETE FROM wait WHERE organisation_id = %(own)s AND id = ANY(%(ids)s)", parameters)
    loads.recount(row[0] for row in had)


def columns(one: WaitRow) -> dict[str, Any]:
    """What reading says of a wait, as columns; whose it is and what was promised is others' to say."""
    return {
        "id": one.id,
        "lead_id": one.lead,
        "conversation_id": one.conversation,
        "party": one.party,
        "channel": one.channel,
        "started_at": one.started_at,
        "ended_at": one.ended_at,
        "outcome": one.outcome.value,
        "evidence": one.evidence,
        "first": one.first,
        "truncated": one.truncated,
        "opened_by_id": one.opened_by,
        "ended_by_id": one.ended_by,
        "joined": [str(each) for each in one.joined],
        "author_id": one.author,
        "author_name": one.author_name,
        "addressed": one.addressed,
        "touched_at": one.touched_at,
        "assigned_at": one.assigned_at,
        "called_at": one.called_at,
    }
