"""Conversations: messages joined by what they say they answer, each link with the evidence that made it.

The order of evidence: ids in References and In-Reply-To; Outlook's Thread-Index; a quoted block that names the
sender and the minute; the subject with reversed participants in a window of time. Weaker evidence is asked only
about a message for which no stronger one was found. Joining by ids is the transitive closure over all named ids,
also of messages that are not in the archive, so it does not depend on the order of reading.
"""

import base64
import binascii
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from firstreply.core.message import Envelope


class Evidence(StrEnum):
    """What shows that a message belongs to an earlier one."""

    REFERENCES = "references"
    IN_REPLY_TO = "in_reply_to"
    THREAD_INDEX = "thread_index"
    QUOTED_BLOCK = "quoted_block"
    SUBJECT = "subject"


#: Position of the message that the one at this position answers, and how we know; None when nothing shows it.
Guess = Callable[[int], "tuple[int, Evidence] | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversations:
    """`of[i]` is the conversation of message i, numbered from 0 in order of first appearance."""

    of: list[int]
    count: int
    links: Counter[Evidence]  #: messages joined to an earlier one, by evidence


def join(envelopes: Sequence[Envelope], guess: Guess | None = None) -> Conversations:
    """Join messages (ids unique) into conversations.

    `guess` is asked, in the order of the sequence, about each message that names no id and no known Thread-Index.
    Time grows with the number of named ids.
    """
    links: Counter[Evidence] = Counter()
    number = {envelope[0]: at for at, envelope in enumerate(envelopes)}
    parent = list(range(len(envelopes)))
    without = _join_by_ids(envelopes, number, parent, links)
    without = _join_by_thread_index(envelopes, without, parent, links)
    if guess is not None:
        for at in without:
            found = guess(at)
            if found is not None:
                _unite(parent, at, found[0])
                links[found[1]] += 1
    return _numbered(parent, len(envelopes), links)


def _join_by_ids(
    envelopes: Sequence[Envelope], number: dict[str, int], parent: list[int], links: Counter[Evidence]
) -> list[int]:
    """Unite each message with every id it names; the positions of those that name none."""
    without, direct_only = [], 0
    known, find = number.get, _find
    for at, envelope in enumerate(envelopes):
        references = envelope[1]
        if not references:
            without.append(at)
            continue
        direct_only += "in_reply_to" in envelope[11]
        root = find(parent, at)
        for one in references:
            named = known(one)
            if named is None:
                number[one] = len(parent)
                parent.append(root)
                continue
            other = parent[named]
            if other != root and (other := find(parent, named)) != root:
                if other < root:
                    root, other = other, root
                parent[other] = root
    links[Evidence.IN_REPLY_TO] = direct_only
    links[Evidence.REFERENCES] = len(envelopes) - len(without) - direct_only
    return without


def _join_by_thread_index(
    envelopes: Sequence[Envelope], without: list[int], parent: list[int], links: Counter[Evidence]
) -> list[int]:
    """Unite messages that name no id with the bearer of the Thread-Index that theirs grew from.

    Where that one is not in the archive, with the first whose index names the same conversation.
    """
    asking = [at for at in without if envelopes[at].thread_index]
    if not asking:
        return without
    bearers: dict[bytes, int] = {}
    for at, envelope in enumerate(envelopes):
        if envelope.thread_index and (index := thread_index(envelope.thread_index)):
            bearers.setdefault(index, at)
            bearers.setdefault(b"of " + index[:22], at)
    joined = set()
    for at in asking:
        index = thread_index(envelopes[at].thread_index) or b""
        # 22 octets name the conversation; each answer appends 5.
        for length in range(len(index) - 5, 16, -5):
            name = index[:length] if length >= 22 else b"of " + index[:22]
            if (bearer := bearers.get(name)) is not None and bearer != at:
                _unite(parent, at, bearer)
                links[Evidence.THREAD_INDEX] += 1
                joined.add(at)
                break
    return [at for at in without if at not in joined]


def thread_index(value: str) -> bytes | None:
    """The octets of a Thread-Index header ([MS-OXOMSG] 2.2.1.3), 22 and 5 more for each answer; None if it is none."""
    try:
        index = base64.b64decode("".join(value.split()).encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return None
    return index if len(index) >= 22 and (len(index) - 22) % 5 == 0 else None


def _find(parent: list[int], at: int) -> int:
    while (above := parent[at]) != at:
        parent[at] = parent[above]
        at = above
    return at


def _unite(parent: list[int], one: int, other: int) -> None:
    first, second = _find(parent, one), _find(parent, other)
    if first != second:
        parent[max(first, second)] = min(first, second)


def _numbered(parent: list[int], count: int, links: Counter[Evidence]) -> Conversations:
    numbers: dict[int, int] = {}
    of = [numbers.setdefault(_find(parent, at), len(numbers)) for at in range(count)]
    return Conversations(of=of, count=len(numbers), links=links)
