"""Heard: messages of a batch, in either direction, saved in their conversations with their leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from firstreply.channels.phone import to_e164
from firstreply.core.capture.brought import Told
from firstreply.core.capture.kind import Capture
from firstreply.core.capture.letter import Letter
from firstreply.core.capture.parse_rules import Rule
from firstreply.core.kept import Kept
from firstreply.core.refusal import Refused
from firstreply.core.thread.place import Place
from firstreply.journey.thread.place import places
from firstreply.journey.thread.reading import Arrived, Reader, Reading, reading, zone_of
from firstreply.journey.thread.said import Said, by_chat, by_mail, in_conversations
from firstreply.journey.thread.saving import move, save, settle
from firstreply.journey.thread.strangers import Identify, leads_of, talked
from firstreply.store.kept import instant
from firstreply.store.queries import talk
from firstreply.store.queries.people import people

_SAME_S: Final = (
    120  #: a forwarded original that we hold ourselves within this many seconds is not read twice
)
_REPORTED_S: Final = 5 * 86400  #: how long servers try before they give up


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a batch of messages came to. `done`: the lead (None: nobody outside) and the message of each arrival.

    `told`: what mail servers reported of messages of ours, by the account it came to. Those that reached nobody are no
    answers already.
    """

    conversations: frozenset[UUID]
    done: Mapping[UUID, tuple[UUID | None, UUID]]
    refused: Mapping[UUID, Refused]
    told: Sequence[tuple[UUID, Told]] = ()


def heard(
    arrivals: Sequence[Arrived],
    identify: Identify,
    *,
    now: datetime,
    zone: str = "UTC",
    region: str = "",
    rules: Sequence[Rule] = (),
) -> Heard:
    """Save the messages of a batch and say which conversations they touched. Any order of batches comes to the same.

    `region` is the ISO country of phone numbers without one, `zone` that of times quoted without one, `rules` are those
    by which portals' notifications are read.
    """
    if not arrivals:
        return Heard(conversations=frozenset(), done={}, refused={})
    ours = people()
    reader = Reader(
        capture=Capture(ours.team), zone=zone_of(zone), rules=rules, e164=partial(to_e164, region=region)
    )
    found = reading(arrivals, reader)
    letters = _with_lost(_without_held(found.letters))
    every, place = places(letters, ours.team, int(now.timestamp())) if letters else ({}, {})
    said = [_placed(by_mail(one), place) for one in letters]
    said += in_conversations([by_chat(own, one, ours, region) for own, one in found.chats])
    leads = leads_of(said, found.arrival_of, identify)
    touched = save(said, leads, _known_ids(found), found.arrival_of, ours)
    touched |= move(every, place, {one.kept.id for one in said})
    settle(touched)
    lost = [own for one in letters for own in one.kept.lost]
    if lost:  # a report may name our message in no header: whoever it was to waits again, wherever that is
        touched |= set(talk.named(lost).values())
    touched |= talked(said, leads, ours)
    return Heard(
        conversations=frozenset(touched),
        done={arrival: (leads.get(own), own) for arrival, own in found.message_of.items()},
        refused=found.refused,
        told=[pair for one in letters for pair in _told(one, found.arrival_of[one.kept.id].source_id)],
    )


def _told(one: Letter, source: UUID) -> list[tuple[UUID, Told]]:
    at = instant(one.kept.seen.at)
    return [
        (source, Told(id=own, passage=word.passage, at=at, reason=word.reason, party=word.party))
        for word in one.words
        for own in ((word.id,) if word.id else one.kept.lost)
    ]


def _known_ids(found: Reading) -> frozenset[UUID]:
    return frozenset(one.id for one in found.known.values())


def _placed(said: Said, place: Mapping[UUID, Place]) -> Said:
    """The mail where it belongs. A copy under another id has no place: it stays where it is, and counts nowhere."""
    where = place.get(said.kept.id)
    if where is None:
        return said
    kept = said.kept
    return replace(
        said, kept=replace(kept, conversation=where.conversation, seen=kept.seen._replace(at=where.at))
    )


def _without_held(letters: Sequence[Letter]) -> list[Letter]:
    """Forwards of what we hold ourselves are what their headers say: a word between colleagues."""
    forwards = [one for one in letters if one.kept is not one.plain and _is_forward(one.kept)]
    if not forwards:
        return list(letters)
    pairs = [(one.kept.seen.party, instant(one.kept.seen.at)) for one in forwards]
    ours = talk.held([party for party, _ in pairs], [at for _, at in pairs], _SAME_S)
    beside = {(one.kept.seen.party, one.kept.seen.at) for one in letters if one.kept is one.plain}
    return [
        replace(one, kept=one.plain)
        if _is_forward(one.kept)
        and ((one.kept.seen.party, instant(one.kept.seen.at)) in ours or _is_beside(one.kept, beside))
        else one
        for one in letters
    ]


def _is_forward(kept: Kept) -> bool:
    return kept.seen.verdict.evidence == "forwarded_by_colleague"


def _is_beside(kept: Kept, beside: set[tuple[str, int]]) -> bool:
    return any(party == kept.seen.party and abs(at - kept.seen.at) <= _SAME_S for party, at in beside)


def _with_lost(letters: Sequence[Letter]) -> list[Letter]:
    """Reports that name addresses but no message speak of the last that we sent to one of them."""
    found = []
    for one in letters:
        if one.lost_to:
            own = talk.last_sent(one.lost_to, instant(one.kept.seen.at), _REPORTED_S)
            if own is not None:
                one = replace(one, kept=replace(one.kept, lost={own: one.lost_to}))
        found.append(one)
    return found
