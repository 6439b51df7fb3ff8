"""Unify: one message is one message, in however many mailboxes it lies, at the instant that counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from firstreply.core.capture.same import looks, named, named_apart
from firstreply.core.message import Envelope

DISAGREEMENT_S: Final = 300  #: Date and Received further apart than this are counted as disagreeing
OVERTAKING_S: Final = 86400  #: an answer dated this much before its question, or less, overtook it on the way
_ROUNDS: Final = 50

_Batch = tuple[Sequence[Envelope], bool, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unique:
    """Distinct messages sorted by instant and id; those without any instant stand last.

    `ats[i]` is the instant of message i: the earliest trusted server time among its copies, else its Date, never
    later than when it was read, and never before the message it answers unless by more than a day (a wrong clock:
    nobody can say whose). `junk` and `sent` are positions of messages that lay in such a folder.
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
    overtaking: int  #: answers dated before their question, moved to the second after it


def unify(batches: Sequence[_Batch], now: int) -> Unique:
    """Merge copies. A batch is one mailbox's (envelopes, is_junk, is_sent); `now` is when they were read.

    Copies share the id, or (in different mailboxes, where an export gave each its own id) sender, Date, subject and
    recipients; then the smallest id is kept and references to the others are led to it. Different mails that share an
    id (see `same`) are told apart first. Nothing in the result but the places of the octets depends on the order of
    the batches.
    """
    known: dict[str, Envelope] = {}
    again: dict[str, list[Envelope]] = {}
    junk, clean, sent, suspects = set[str](), set[str](), set[str](), set[str]()
    has_junk = any(is_junk for _, is_junk, _ in batches)
    for envelopes, is_junk, is_sent in batches:
        for envelope in envelopes:
            before = known.setdefault(envelope[0], envelope)
            if before is not envelope:
                again.setdefault(envelope[0], [before]).append(envelope)
                if before[9] != envelope[9] or before[2] != envelope[2]:
                    suspects.add(envelope[0])
        if has_junk:
            (junk if is_junk else clean).update(envelope[0] for envelope in envelopes)
        if is_sent:
            sent.update(envelope[0] for envelope in envelopes)
    if suspects and (others := named_apart([batch[0] for batch in batches], suspects)):
        return unify([_named(batch, others) for batch in batches], now)
    aliases = _aliases(batches) if len(batches) > 1 else {}
    for other, own in aliases.items():
        again.setdefault(own, [known[own]]).extend(again.pop(other, [known[other]]))
        del known[other]
    for own, copies in again.items():
        known[own] = _merged(own, copies)
    unique = list(known.values())
    if aliases:
        unique = [_led(envelope, aliases) for envelope in unique]
        junk, clean, sent = ({aliases.get(one, one) for one in ids} for ids in (junk, clean, sent))
    return _sorted(unique, now, junk - clean, sent, sum(len(copies) - 1 for copies in again.values()))


def _named(batch: _Batch, apart: Mapping[tuple[object, ...], tuple[Envelope, Envelope]]) -> _Batch:
    envelopes, is_junk, is_sent = batch
    found = [named(one[0], one, *apart[looks(one)]) if looks(one) in apart else one for one in envelopes]
    return found, is_junk, is_sent


def _aliases(batches: Sequence[_Batch]) -> dict[str, str]:
    """Ids by which other mailboxes know a message, each with the id that is kept."""
    first: dict[tuple[object, ...], str] = {}
    several: dict[tuple[object, ...], dict[str, set[int]]] = {}
    for envelopes, *_ in batches:
        for envelope in envelopes:
            if (
                envelope.sent_at is not None
                and first.setdefault(_looks(envelope), envelope[0]) != envelope[0]
            ):
                several[_looks(envelope)] = {}
    if not several:
        return {}
    for number, (envelopes, *_) in enumerate(batches):
        for envelope in envelopes:
            if (alike := several.get(_looks(envelope))) is not None:
                alike.setdefault(envelope[0], set()).add(number)
    found: dict[str, str] = {}
    for alike in several.values():
        groups: list[tuple[str, set[int]]] = []
        for one, where in sorted(alike.items()):
            # Two that lie in one mailbox are two messages, however alike they look.
            group = next((each for each in groups if each[1].isdisjoint(where)), None)
            if group is None:
                groups.append((one, set(where)))
            else:
                group[1].update(where)
                first_id, other = sorted((_kept(found, group[0]), _kept(found, one)))
                if other != first_id:
                    found[other] = first_id
    return {one: _kept(found, one) for one in found}


def _kept(aliases: dict[str, str], one: str) -> str:
    """The id that is kept for one: an id that was used for several mails may lead from one to the next."""
    while one in aliases:
        one = aliases[one]
    return one


def _looks(envelope: Envelope) -> tuple[object, ...]:
    return envelope.sender, envelope.sent_at, envelope.subject, envelope.to, envelope.cc


def _merged(own: str, copies: list[Envelope]) -> Envelope:
    """One envelope of several copies: the earliest server time counts, and every way it was delivered is kept."""
    ordered = sorted(copies, key=lambda one: (one.received_at is None, one.received_at or 0, repr(one[:13])))
    delivered = dict.fromkeys(one.delivered for one in ordered if one.delivered)
    return ordered[0]._replace(message_id=own, delivered=", ".join(delivered))


def _led(envelope: Envelope, aliases: dict[str, str]) -> Envelope:
    """The envelope with its references led to the ids that are kept."""
    if aliases.keys().isdisjoint(envelope.references):
        return envelope
    led = dict.fromkeys(aliases.get(one, one) for one in envelope.references)
    led.pop(envelope.message_id, None)
    return envelope._replace(references=tuple(led))


def _sorted(envelopes: list[Envelope], now: int, junk: set[str], sent: set[str], copies: int) -> Unique:
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
    dated, overtaking = _in_order_of_answers(dated)
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
        overtaking=overtaking,
    )


def _in_order_of_answers(
    dated: list[tuple[int, str, Envelope]],
) -> tuple[list[tuple[int, str, Envelope]], int]:
    """Answers that overtook their question (slow lists, clocks minutes apart) moved to the second after it.

    With how many were moved.
    """
    ats = {one: at for at, one, _ in dated}
    get = ats.get
    late = {
        one: above + 1
        for at, one, envelope in dated
        if envelope[1] and 0 < (above := get(envelope[1][-1], at)) - at <= OVERTAKING_S
    }
    if not late:
        return dated, 0
    answers: dict[str, list[str]] = {}
    for _, one, envelope in dated:
        if envelope[1]:
            answers.setdefault(envelope[1][-1], []).append(one)
    for _ in range(_ROUNDS):  # what answers them may be early now; a ring of messages would go round for ever
        ats.update(late)
        late = {
            one: above + 1
            for moved, above in late.items()
            for one in answers.get(moved, ())
            if 0 < above - get(one, above) <= OVERTAKING_S
        }
        if not late:
            break
    moved = sum(ats[one] != at for at, one, _ in dated)
    return [(ats[one], one, envelope) for _, one, envelope in dated], moved


def _positions(envelopes: list[Envelope], ids: set[str]) -> frozenset[int]:
    return (
        frozenset(at for at, envelope in enumerate(envelopes) if envelope[0] in ids) if ids else frozenset()
    )
