"""Place: where mails belong among their neighbours, worked out anew whenever one more is heard."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from firstreply.core.capture.unify import unify
from firstreply.core.kept import Kept
from firstreply.core.message import Envelope
from firstreply.core.team import Team
from firstreply.core.thread.conversation import join
from firstreply.core.thread.guess import Guesses


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a message belongs, as far as its neighbours tell: its instant, and who it shares a conversation with."""

    at: int
    conversation: UUID


def placed(kept: Sequence[Kept], team: Team, now: int, *, subjects: bool = True) -> dict[UUID, Place]:
    """The place of each mail among its neighbours; a copy of another one (an export's own id) has none.

    A conversation keeps the id that its earliest message bears; one that fell apart gives the others' ids back.
    """
    batches: dict[int, list[Envelope]] = {}
    sources: dict[int, tuple[bool, bool]] = {}
    by_id = {one.seen.envelope.message_id: one for one in kept}
    for one in kept:
        key = one.seen.envelope.source * 4 + one.junk * 2 + one.sent
        batches.setdefault(key, []).append(one.seen.envelope)
        sources[key] = (one.junk, one.sent)
    unique = unify([(batch, *sources[key]) for key, batch in sorted(batches.items())], now)
    ids = [by_id[envelope.message_id] for envelope in unique.envelopes]
    guesses = Guesses(unique.envelopes, unique.ats, lambda at: ids[at].quoted, team)
    of = join(unique.envelopes, guesses if subjects else None).of
    names: dict[int, UUID] = {}
    taken: set[UUID] = set()
    for one, number in zip(ids, of, strict=True):
        if number not in names:
            name = one.conversation if one.conversation not in taken else one.id
            names[number] = name
            taken.add(name)
    return {
        one.id: Place(at=one.seen.at if one.fixed or at is None else at, conversation=names[number])
        for one, at, number in zip(ids, unique.ats, of, strict=True)
    }
