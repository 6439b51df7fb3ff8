"""Guess: which earlier message one without ids answers, from what it quotes or from subject and participants."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final

from firstreply.core.mail.addresses import bare, recipients
from firstreply.core.mail.byline import QuotedHead
from firstreply.core.mail.ids import base_subject, is_reply_subject
from firstreply.core.mail.words import decode
from firstreply.core.message import Envelope
from firstreply.core.team import Team
from firstreply.core.thread.conversation import Evidence

WINDOW_S: Final = 30 * 86400  #: how far back an answer may lie from what it answers, by subject alone
_QUOTE_WINDOW_S: Final = 366 * 86400
_MOST: Final = 1000  #: latest messages of one subject that are looked at: time must not grow with its square
_CLINGING: Final = frozenset("])：:")
_ZONES_S: Final = 15 * 60  #: offsets from UTC are whole quarters of an hour
_WIDEST_S: Final = 15 * 3600


class Guesses:
    """Answers `join`'s questions for one sequence of messages, sorted by instant.

    `quoted` reads a message's body, so it is asked only about replies without ids. Both kinds of evidence need the
    same base subject; a quoted block also the sender and the minute, the subject alone also reversed participants.
    Of a known team each may answer what was written to another: sales@ is asked, Ada writes back.
    """

    def __init__(
        self,
        envelopes: Sequence[Envelope],
        ats: Sequence[int | None],
        quoted: Callable[[int], QuotedHead | None],
        team: Team | None = None,
    ) -> None:
        self._envelopes = envelopes
        self._ats = ats
        self._quoted = quoted
        self._team = team
        self._bases: dict[str, str] = {}
        self._by_last_word: dict[str, list[int]] | None = None

    def __call__(self, at: int) -> tuple[int, Evidence] | None:
        envelope, instant = self._envelopes[at], self._ats[at]
        if instant is None or not is_reply_subject(_text(envelope.subject)):
            return None
        base = self._base(envelope.subject)
        sharing = self._sharing(base) if base else []
        place = bisect_left(sharing, at)
        earlier = sharing[max(0, place - _MOST) : place]
        if not earlier:
            return None
        head = self._quoted(at)
        if head is not None and (found := self._by_quote(head, earlier, instant)) is not None:
            return found, Evidence.QUOTED_BLOCK
        found = self._by_participants(envelope, earlier, instant)
        return None if found is None else (found, Evidence.SUBJECT)

    def _base(self, subject: str) -> str:
        found = self._bases.get(subject)
        if found is None:
            found = self._bases[subject] = base_subject(_text(subject))
        return found

    def _sharing(self, base: str) -> list[int]:
        """Positions of the messages with that base subject, in order; found by its last word, which is cheap to see."""
        if self._by_last_word is None:
            self._by_last_word = {}
            for at, envelope in enumerate(self._envelopes):
                self._by_last_word.setdefault(self._last_word(envelope.subject), []).append(at)
        alike = self._by_last_word.get(_last(base), [])
        return [at for at in alike if self._base(self._envelopes[at].subject) == base]

    def _last_word(self, subject: str) -> str:
        """The last word of the base subject: that of the subject, unless a bracket or a prefix clings to it."""
        last = _last(_text(subject))
        return last if _CLINGING.isdisjoint(last) else _last(self._base(subject))

    def _by_quote(self, head: QuotedHead, earlier: list[int], instant: int) -> int | None:
        """The latest message of the quoted sender whose Date is the quoted minute, in whatever zone that was."""
        said = [moment for moment in (head.instant, head.other) if moment is not None]
        for one in reversed(earlier) if said else ():
            sent, at = self._envelopes[one].sent_at, self._ats[one]
            if at is None or instant - at > _QUOTE_WINDOW_S:
                break
            if (
                sent is not None
                and any(_same_minute(moment, sent) for moment in said)
                and self._wrote(one, head)
            ):
                return one
        return None

    def _wrote(self, one: int, head: QuotedHead) -> bool:
        """Whether the quoted sender is the one of that message: by address, else by a part of the name."""
        sender = self._envelopes[one].sender
        if head.sender_address and "@" in head.sender_address:
            return bare(sender) == head.sender_address.lower()
        said = set(_parts(head.sender_name or head.sender_address))
        return bool(said & set(_parts(decode(sender))))

    def _by_participants(self, envelope: Envelope, earlier: list[int], instant: int) -> int | None:
        """The latest message in the window from someone this one is addressed to, to the one who writes now."""
        writer = bare(envelope.sender)
        addressed = recipients(f"{envelope.to},{envelope.cc}")
        for one in reversed(earlier):
            before, at = self._envelopes[one], self._ats[one]
            if at is None or instant - at > WINDOW_S:
                break
            asker = bare(before.sender)
            back = asker in addressed
            if asker == writer or not (back or self._team):
                continue
            asked = recipients(f"{before.to},{before.cc},{before.delivered}")
            forth = writer in asked
            if back and forth:
                return one
            if (back or forth) and self._between(asker, addressed, writer, asked, instant):
                return one
        return None

    def _between(self, asker: str, addressed: list[str], writer: str, asked: list[str], instant: int) -> bool:
        """Whether one of ours and one outside write to each other, though another of ours was written to."""
        if self._team is None:
            return False
        ours = partial(self._team.is_ours, at=instant)
        if ours(writer) == ours(asker):
            return False
        return asker in addressed and any(map(ours, asked)) if ours(writer) else any(map(ours, addressed))


def _last(text: str) -> str:
    words = text.rsplit(None, 1)
    return words[-1].casefold() if words else ""


def _same_minute(said: datetime, sent: int) -> bool:
    """Whether a quoted moment is the minute of a Date header; without a zone, in whatever zone it was read."""
    if said.tzinfo is not None:
        return int(said.timestamp()) // 60 == sent // 60
    off = int(said.replace(tzinfo=UTC).timestamp()) // 60 * 60 - sent // 60 * 60
    return abs(off) <= _WIDEST_S and off % _ZONES_S == 0


def _text(raw: str) -> str:
    return decode(raw) if "=?" in raw or not raw.isascii() else raw


def _parts(name: str) -> list[str]:
    """The words of a name that could tell one person from another."""
    plain = "".join(letter if letter.isalnum() else " " for letter in name.casefold())
    return [word for word in plain.split() if len(word) > 2]
