"""Unify: one message is one message, in however many mailboxes it lies, at the instant that counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from firstreply.core.message import Envelope

DISAGREEMENT_S: Final = 300  #: Date and Received further apart than this are counted as disagreeing


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique:
    """Distinct messages sorted by instant and id; those without any instant stand last.

    `ats[i]` is the instant of message i: the earliest trusted server time among its copies, else its Date, never
    later than when it was read. `junk` and `sent` are positions of messages that lay in such a folder.
    """

    envelopes: list[Envelope]
    ats: list[int | None]
    junk: frozenset[int]
    sent: frozenset[int]
    copies: int  #: messages that were another one's copy
    received: int  #: instants by a server's time, then by the Date header, then none at all
    date_header: int
    none: int
    disagree: int


def unify(batches: Sequence[tuple[Iterable[Envelope], bool, bool]], now: int) -> Unique:
    """Merge copies. A batch is one mailbox's (envelopes, is_junk, is_sent); `now` is when they were read.

    Copies share the id, or (in different mailboxes, where an export gave each its own id) sender, Date, subject and
    recipients. Which copy's envelope is kept does not depend on the order of the batches.
    """
    known: dict[str, Envelope] = {}
    junk, sent, clean = set(), set(), set()
    alike: dict[tuple[object, ...], tuple[str, int]] = {}
    copies = 0
    for number, (envelopes, is_junk, is_sent) in enumerate(batches):
        for envelope in envelopes:
            key = envelope[0]
            if len(batches) > 1:
                key = _original(envelope, number, alike)
            before = known.get(key)
            if before is None:
                known[key] = envelope if key == envelope[0] else envelope._replace(message_id=key)
            else:
                copies += 1
                known[key] = _merged(before, envelope)
            if is_junk:
                junk.add(key)
            else:
                clean.add(key)
            if is_sent:
                sent.add(key)
    return _sorted(list(known.values()), now, frozenset(junk - clean), frozenset(sent), copies)


def _original(envelope: Envelope, number: int, alike: dict[tuple[object, ...], tuple[str, int]]) -> str:
    """The id under which the same message of another mailbox is known, else its own."""
    if envelope.sent_at is None:
        return envelope.message_id
    looks = (envelope.sender, envelope.sent_at, envelope.subject, envelope.to, envelope.cc)
    key, where = alike.setdefault(looks, (envelope.message_id, number))
    return key if where != number else envelope.message_id


def _merged(one: Envelope, other: Envelope) -> Envelope:
    """One envelope of two copies: the earliest server time counts, and every way it was delivered is kept."""
    first, second = sorted(
        (one, other), key=lambda each: (each.received_at is None, each.received_at or 0, repr(each[1:13]))
    )
    if second.delivered and second.delivered not in first.delivered:
        both = f"{first.delivered}, {second.delivered}" if first.delivered else second.delivered
        first = first._replace(delivered=both)
    return first if first.message_id == one.message_id else first._replace(message_id=one.message_id)


def _sorted(
    envelopes: list[Envelope], now: int, junk: frozenset[str], sent: frozenset[str], copies: int
) -> Unique:
    received = date_header = disagree = 0
    dated: list[tuple[int, str, Envelope]] = []
    undated: list[tuple[str, Envelope]] = []
    for envelope in envelopes:
        by_server, by_sender = envelope.received_at, envelope.sent_at
        if by_server is not None:
            received += 1
            if by_sender is not None and not -DISAGREEMENT_S <= by_server - by_sender <= DISAGREEMENT_S:
                disagree += 1
            dated.append((by_server if by_server < now else now, envelope[0], envelope))
        elif by_sender is not None:
            date_header += 1
            dated.append((by_sender if by_sender < now else now, envelope[0], envelope))
        else:
            undated.append((envelope[0], envelope))
    dated.sort()
    undated.sort()
    ordered = [each[2] for each in dated] + [each[1] for each in undated]
    return Unique(
        envelopes=ordered,
        ats=[*(each[0] for each in dated), *([None] * len(undated))],
        junk=_positions(ordered, junk),
        sent=_positions(ordered, sent),
        copies=copies,
        received=received,
        date_header=date_header,
        none=len(undated),
        disagree=disagree,
    )


def _positions(envelopes: list[Envelope], ids: frozenset[str]) -> frozenset[int]:
    return (
        frozenset(at for at, envelope in enumerate(envelopes) if envelope[0] in ids) if ids else frozenset()
    )
