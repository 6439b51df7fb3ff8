"""The rows behind the numbers: each wait, and each message behind a wait.

Subjects and names are decoded only for rows that are asked for: decoding costs more than reading.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, overload

import numpy as np

from firstreply.core.mail.words import decode
from firstreply.core.message import Seen
from firstreply.core.respond.wait import Wait
from firstreply.core.thread.forest import forest
from firstreply.insights.facts import Facts
from firstreply.insights.instants import iso, iso_or_none
from firstreply.insights.look import Look
from firstreply.insights.statistics.survival import End

Row = dict[str, Any]
#: The columns of the waits as CSV, in their order.
CSV_COLUMNS: Final = (
    "inquiry_message_id",
    "conversation",
    "party",
    "received_at",
    "outcome",
    "answer_message_id",
    "answered_at",
    "author",
    "wall_s",
    "business_s",
    "off_hours",
    "evidence",
)
_OLDEST: Final = 20

_decoded = lru_cache(maxsize=4096)(decode)  # subjects and senders repeat within a conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The waits in scope and the messages behind them."""

    look: Look
    facts: Facts

    def waits(self, *, decoded: bool = True) -> Iterator[Row]:
        """One row per wait in scope, by arrival; `decoded=False` leaves `subject` empty (CSV does not show it)."""
        places = np.flatnonzero(self.facts.waits["in_scope"])
        order = np.argsort(self.facts.waits["start"][places], kind="stable")
        return self._rows(places[order].tolist(), decoded=decoded)

    def oldest_unanswered(self, most: int = _OLDEST) -> list[Row]:
        """The open waits in scope that have lasted longest, the oldest first."""
        waits = self.facts.waits
        places = np.flatnonzero(waits["in_scope"] & (waits["outcome"] == End.OPEN))
        order = np.argsort(waits["start"][places], kind="stable")[:most]
        return list(self._rows(places[order].tolist(), decoded=True))

    @property
    def messages(self) -> "MessageRows":
        """All message rows, made when they are looked at; `messages` of a wait row are positions in it."""
        return MessageRows(self.look.seen)

    def _rows(self, places: Iterable[int], *, decoded: bool) -> Iterator[Row]:
        columns = self.facts.waits
        wall, business = columns["wall"].tolist(), columns["business"].tolist()
        off_hours, team = columns["off_hours"].tolist(), columns["team"].tolist()
        for place in places:
            wait = self.look.waits[place]
            yield _wait_row(
                self.look.seen,
                wait,
                wall[place],
                business[place],
                off_hours=off_hours[place],
                team=self.facts.teams[team[place]],
                decoded=decoded,
            )


class MessageRows(Sequence[Row]):
    """Message rows by position, each made when it is looked at."""

    def __init__(self, seen: Sequence[Seen]) -> None:
        self._seen = seen
        self._conversations: dict[int, list[int]] = {}
        self._depths: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self._seen)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, slice):
            return [self._row(each) for each in range(len(self._seen))[place]]
        return self._row(range(len(self._seen))[place])

    def _row(self, place: int) -> Row:
        return _message_row(self._seen[place], self._depth(place))

    def _depth(self, place: int) -> int:
        """How many messages of its conversation stand above it; worked out for conversations that are asked for."""
        if not self._conversations:
            for each, message in enumerate(self._seen):
                self._conversations.setdefault(message.conversation, []).append(each)
        if place not in self._depths:
            places = self._conversations[self._seen[place].conversation]
            told = [self._seen[each] for each in places]
            absent = 0
            for node in forest([each.envelope for each in told], [each.at for each in told]):
                if node.message is None:
                    absent = 1  # holds several roots together: nothing to be shown
                else:
                    absent = absent if node.depth else 0
                    self._depths[places[node.message]] = node.depth - absent
        return self._depths[place]


def _message_row(message: Seen, depth: int) -> Row:
    return {
        "id": message.envelope.message_id,
        "at": iso(message.at),
        "from": _decoded(message.envelope.sender),
        "class": str(message.verdict.kind),
        "evidence": message.verdict.evidence,
        "person": message.person,
        "subject": _decoded(message.envelope.subject),
        "depth": depth,
    }


def _wait_row(
    seen: Sequence[Seen],
    wait: Wait,
    wall: int,
    business: int,
    *,
    off_hours: bool,
    team: str | None,
    decoded: bool,
) -> Row:
    """`wall_s` and `business_s` of an open wait are how long it has been waiting so far."""
    opening = seen[wait.opened_by]
    ending = None if wait.ended_by is None else seen[wait.ended_by]
    answered = wait.outcome == "answered"
    return {
        "inquiry_message_id": opening.envelope.message_id,
        "conversation": wait.conversation,
        "party": wait.party,
        "received_at": iso(wait.started_at),
        "outcome": str(wait.outcome),
        "answer_message_id": ending.envelope.message_id if ending is not None and answered else None,
        "answered_at": iso_or_none(wait.ended_at) if answered else None,
        "author": wait.author,
        "wall_s": wall,
        "business_s": business,
        "off_hours": off_hours,
        "evidence": wait.evidence,
        "first": wait.first,
        "truncated": wait.truncated,
        "owner": wait.owner,
        "team": team,
        "mailbox": opening.mailbox,
        "subject": _decoded(opening.envelope.subject) if decoded else "",
        "messages": [wait.opened_by, *wait.joined, *(() if wait.ended_by is None else (wait.ended_by,))],
    }


def rows(look: Look, facts: Facts) -> Rows:
    """The rows behind a look's numbers."""
    return Rows(look=look, facts=facts)
