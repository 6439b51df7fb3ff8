"""Letter: everything one raw mail tells, read once: its envelope, class, people, and what its body adds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from functools import lru_cache
from typing import Final
from uuid import UUID

from firstreply.core.capture.bounce import Word, bounced, is_report, words
from firstreply.core.capture.closing import closes
from firstreply.core.capture.kind import Capture
from firstreply.core.capture.parse_rules import Rule
from firstreply.core.capture.refine import Refine
from firstreply.core.capture.ruled import E164, ruled
from firstreply.core.kept import Kept
from firstreply.core.lead.persona import Persona
from firstreply.core.mail import Message, read
from firstreply.core.mail.ids import is_reply_subject
from firstreply.core.mail.words import decode
from firstreply.core.message import Envelope, MessageClass, Seen

_REPORTS: Final = frozenset({"report:feedback-report", "report:disposition-notification"})
_BODY: Final = 20_000  #: characters of a body that are kept beside the raw mail, for people to read


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail as heard. `name` is the outside sender's; `lost_to`: whom a report names that names no message.

    `plain` is the mail by its headers alone: what a colleague's forward is where we hold the original ourselves.
    `words`: what a mail server's report says of messages of ours. `person`: of whom a portal's notification tells.
    """

    kept: Kept
    plain: Kept
    name: str
    subject: str
    body: str
    lost_to: frozenset[str] = frozenset()
    words: tuple[Word, ...] = ()
    person: Persona | None = None

    @property
    def guesses(self) -> bool:
        """Whether it answers something without naming it: its place follows from what it quotes, or its subject."""
        return guesses(self.kept.seen.envelope)


def guesses(envelope: Envelope) -> bool:
    """Whether a mail is an answer that names no id."""
    return not envelope.references and is_reply_subject(decode(envelope.subject))


def letter(
    raw: bytes,
    envelope: Envelope,
    at: int,
    capture: Capture,
    *,
    own: UUID,
    sent: bool = False,
    junk: bool = False,
    zone: tzinfo = UTC,
    rules: Sequence[Rule] = (),
    e164: E164 = lambda _: None,
) -> Letter:
    """Read a mail. `at` is its instant by its own headers; `own` will be its id, and its conversation's if it is new.

    `zone` is that of times which a forwarded block gives without one, `rules` are those for portals' notifications,
    and `e164` reads the phone numbers in these.
    """
    whole = lru_cache(maxsize=1)(lambda: read(raw))
    seen = capture.seen(envelope, at, 0, junk=junk)
    refine = Refine(capture, lambda _: raw, lambda _: whole(), zone)
    message = whole()
    portal = ruled(rules, e164, seen, message, capture)
    better = portal.seen if portal else refine.messages([seen]).get(0)
    lost = _lost(raw, seen)
    plain = Kept(
        id=own, conversation=own, seen=seen, mail=True, sent=sent, junk=junk,
        closing=seen.verdict.kind is MessageClass.INBOUND_HUMAN and closes(raw, whole),
        lost={one: to for one, to in lost.items() if one != envelope.message_id},
        quoted=message.quoted_head if guesses(envelope) else None,
    )  # fmt: skip
    kept = plain if better is None else replace(plain, seen=better, fixed=better.at != seen.at)
    nameless = frozenset[str]() if kept.lost else frozenset[str]().union(*lost.values())
    name, body = _name(message, kept.seen), message.new_text[:_BODY]
    return Letter(kept=kept, plain=plain, name=name, subject=message.subject, body=body, lost_to=nameless,
                  words=_words(raw, seen), person=portal.person if portal else None)  # fmt: skip


def _words(raw: bytes, seen: Seen) -> tuple[Word, ...]:
    if seen.verdict.kind is not MessageClass.INBOUND_AUTO:
        return ()
    told = not _REPORTS.isdisjoint(seen.envelope.marks) or is_report(seen.envelope, seen.party)
    return words(raw, seen.envelope.message_id) if told else ()


def _lost(raw: bytes, seen: Seen) -> Mapping[str, frozenset[str]]:
    if seen.verdict.kind is not MessageClass.INBOUND_AUTO or not is_report(seen.envelope, seen.party):
        return {}
    return bounced(raw)


def _name(message: Message, seen: Seen) -> str:
    """The outside sender's name, from whichever header names the address."""
    if not seen.party:
        return ""
    named = (one.name for one in (*message.sender, *message.reply_to) if one.address.lower() == seen.party)
    return next((name for name in named if name), "")
