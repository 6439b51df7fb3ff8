"""Messages as values: what the headers say, what kind it is, and why we think so."""

from enum import StrEnum
from typing import NamedTuple


class MessageClass(StrEnum):
    """The kinds of message the clock tells apart (the clock, section 1)."""

    INBOUND_HUMAN = "INBOUND_HUMAN"
    INBOUND_FORM = "INBOUND_FORM"
    INBOUND_AUTO = "INBOUND_AUTO"
    SPAM = "SPAM"
    OUTBOUND_HUMAN = "OUTBOUND_HUMAN"
    OUTBOUND_AUTO = "OUTBOUND_AUTO"
    INTERNAL = "INTERNAL"


class Verdict(NamedTuple):
    """A message's class with its evidence, a stable code such as `auto_submitted:auto-replied`."""

    kind: MessageClass
    evidence: str


class Address(NamedTuple):
    """A mailbox: the decoded display name (may be empty) and the address as written."""

    name: str
    address: str


class Envelope(NamedTuple):
    """What one message's headers say, undecoded.

    Raw values are header text with one character per octet (latin-1), unfolded lazily: decoding costs more
    than reading, and most names are never shown. `core.mail.words.decode` turns a raw value into text.
    """

    message_id: (
        str  #: without angle brackets; a `sha256:` hash of From, Date, subject and body where there is none
    )
    references: tuple[str, ...]  #: ids this message answers, oldest first, the direct parent last
    sender: str  #: raw From
    reply_to: str  #: raw Reply-To
    original_from: str  #: raw X-Original-From (the sender before a list rewrote From), if any
    to: str  #: raw To, all of them joined by ", "
    cc: str  #: raw Cc and (in what we sent) Bcc, likewise
    delivered: str  #: raw Delivered-To, else Envelope-To, likewise
    subject: str  #: raw Subject
    sent_at: int | None  #: Date header, epoch seconds; None when missing or unreadable
    received_at: int | None  #: top Received hop (or the server's own time), epoch seconds
    marks: tuple[str, ...]  #: signs of machines, lists and spam, e.g. ("auto_submitted:auto-replied", "list")
    thread_index: str  #: Outlook Thread-Index, as written
    source: int = 0  #: which archive or mailbox it came from
    start: int = 0  #: first octet (or uid) within that source
    end: int = 0  #: one past the last octet


class Seen(NamedTuple):
    """A message as the clock sees it: when, which kind, who of ours, who outside, in which conversation.

    `person` is the author's name when one of ours wrote it (None: ours, but nobody can say who). `party` is the
    outside sender's folded address, "" when one of ours wrote it. `reaches` are the outside addresses that a
    message of ours is addressed to. `mailbox` is the address of ours (or list) it came through or left from.
    """

    envelope: Envelope
    at: int  #: the instant that counts, epoch seconds UTC
    verdict: Verdict
    conversation: int
    party: str
    person: str | None
    reaches: tuple[str, ...]
    mailbox: str
    owed: bool  #: inbound: whether it is owed a reply at all
    owner: str | None  #: inbound: the one person of ours it is addressed to
