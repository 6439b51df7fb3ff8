"""Forest: which message answers which, as trees inside conversations (RFC 5256, THREAD=REFERENCES).

A message's own last reference says what it answers; what others say about it is believed only where it says nothing
itself. So, unlike the RFC's, the result does not depend on which message is read first, but where ids go in a ring.
Nothing here recurses: a chain of a million answers is as well as one of three.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from firstreply.core.mail.ids import base_subject, is_forward_subject, is_reply_subject
from firstreply.core.mail.words import decode
from firstreply.core.message import Envelope

_NONE: Final = -1


class Node(NamedTuple):
    """One place in the forest. `message` is a position; None for an id that is named but not there."""

    depth: int  #: 0 for one that answers nothing (known)
    message: int | None
    id: str


def forest(
    envelopes: Sequence[Envelope], ats: Sequence[int | None], *, subjects: bool = False, prune: bool = True
) -> tuple[Node, ...]:
    """All messages in the order in which a tree is printed: each before its answers, siblings by instant.

    `ats[i]` is the instant of message i. Messages that share an id are each there. `subjects`: gather trees with the
    same base subject under one. `prune`: leave out ids that are named but not there, except one that holds several
    roots together. Time grows with the number of named ids, beside the sorting.
    """
    grown = _Trees(envelopes, ats)
    roots = [one for one, above in enumerate(grown.parent) if above == _NONE]
    if prune:
        roots = grown.pruned(roots)
    grown.sort(roots)
    if subjects:
        roots = _gathered(grown, roots)
        grown.sort(roots)
    return tuple(grown.printed(roots))


class _Trees:
    """Numbered places; the first ones are the messages, those after them ids that are only named."""

    def __init__(self, envelopes: Sequence[Envelope], ats: Sequence[int | None]) -> None:
        self.envelopes = envelopes
        self.count = len(envelopes)
        self.ids = [envelope.message_id for envelope in envelopes]
        self.parent = [_NONE] * self.count
        self.children: list[list[int]] = [[] for _ in envelopes]
        self.key: list[tuple[bool, int, int]] = [(at is None, at or 0, n) for n, at in enumerate(ats)]
        self._tree = list(range(self.count))
        self._grow()

    def _grow(self) -> None:
        number: dict[str, int] = {}
        for one, own in enumerate(self.ids):
            number.setdefault(own, one)
        for one, envelope in enumerate(self.envelopes):
            for named in envelope.references:
                if named not in number:
                    number[named] = self.added(named)
            if envelope.references:
                self._link(number[envelope.references[-1]], one)
        for envelope in self.envelopes:
            above = _NONE
            for named in envelope.references:
                one = number[named]
                silent = one >= self.count or not self.envelopes[one].references
                if above != _NONE and silent and self.parent[one] == _NONE:
                    self._link(above, one)
                above = one

    def added(self, own: str) -> int:
        """A place for what is not there."""
        self.ids.append(own)
        self.parent.append(_NONE)
        self.children.append([])
        self.key.append((True, 0, len(self.key)))
        self._tree.append(len(self._tree))
        return len(self.ids) - 1

    def _link(self, above: int, one: int) -> None:
        """Put one that has nothing above it below another, unless that would close a ring."""
        top = self._top(above)
        if top != one:
            self.parent[one] = above
            self.children[above].append(one)
            self._tree[one] = top

    def _top(self, one: int) -> int:
        tree = self._tree
        while tree[one] != one:
            tree[one] = tree[tree[one]]
            one = tree[one]
        return one

    def _downwards(self, roots: list[int]) -> list[int]:
        """Every place, each before what is below it."""
        order = list(roots)
        for one in order:
            order += self.children[one]
        return order

    def pruned(self, roots: list[int]) -> list[int]:
        """The roots without what is not there; answers to that move up to what it answered."""
        below = self.children
        for one in reversed(self._downwards(roots)):
            held = [below[each] for each in below[one] if each >= self.count]
            if held:
                kept = [each for each in below[one] if each < self.count]
                held.append(kept)
                held.sort(key=len)
                largest = (
                    held.pop()
                )  # grown in place: what a long row of absent ones holds is not copied each time
                for each in held:
                    largest += each
                below[one] = largest
        found = []
        for one in roots:
            if one < self.count or len(below[one]) > 1:
                found.append(one)
            else:
                found += below[one]
        return found

    def sort(self, roots: list[int]) -> None:
        """Siblings by instant; what is not there stands where its first answer does."""
        for one in reversed(self._downwards(roots)):
            self.children[one].sort(key=self.key.__getitem__)
            if one >= self.count and self.children[one]:
                self.key[one] = self.key[self.children[one][0]]
        roots.sort(key=self.key.__getitem__)

    def printed(self, roots: list[int]) -> list[Node]:
        """Every place with its depth, each before its answers."""
        found, waiting = [], [(one, 0) for one in reversed(roots)]
        while waiting:
            one, depth = waiting.pop()
            found.append(Node(depth, one if one < self.count else None, self.ids[one]))
            waiting += [(each, depth + 1) for each in reversed(self.children[one])]
        return found


def _gathered(grown: _Trees, roots: list[int]) -> list[int]:
    """Roots with one base subject under one root (RFC 5256, step 5)."""
    subjects = {one: _subject(grown, one) for one in roots}
    leading: dict[str, int] = {}
    for one in roots:
        base, is_answer = subjects[one]
        first = leading.setdefault(base, one)
        absent = one >= grown.count
        if (absent and first < grown.count) or (subjects[first][1] and not is_answer):
            leading[base] = one
    found: list[int] = []
    place: dict[int, int] = {}
    for one in roots:
        base, is_answer = subjects[one]
        first = leading[base]
        if not base or first == one:
            place[one] = len(found)
            found.append(one)
        elif first >= grown.count:
            grown.children[first] += grown.children[one] if one >= grown.count else [one]
        elif is_answer and not subjects[first][1]:
            grown.children[first].append(one)
        else:
            both = leading[base] = grown.added("")
            subjects[both] = (base, is_answer)
            grown.children[both] += [first, one]
            found[place[first]] = both
    return found


def _subject(grown: _Trees, one: int) -> tuple[str, bool]:
    """The base subject of a root (of its first answer, if it is not there) and whether it is an answer's."""
    while one >= grown.count:
        if not grown.children[one]:
            return "", False
        one = grown.children[one][0]
    text = decode(grown.envelopes[one].subject)
    return base_subject(text), is_reply_subject(text) or is_forward_subject(text)
