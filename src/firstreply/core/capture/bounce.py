"""Bounce: which of our messages a delivery report says will never arrive."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from firstreply.core.capture.phrases import machine_subject
from firstreply.core.message import Envelope
from firstreply.core.passage import Passage

_NAMED: Final = re.compile(
    rb"(?im)^[ \t>|]{0,8}(?:x-)?(?:original-)?message-id:[ \t]*(?:\r?\n[ \t]+)?<([^<>\s]{1,500})>"
)
_ANSWERS: Final = re.compile(rb"(?im)^(?:in-reply-to|references):(.*(?:\n[ \t].*)*)")
_ID: Final = re.compile(rb"<([^<>\s]{1,500})>")
_STATUS: Final = re.compile(rb"(?im)^(?:status:[ \t]*|.{0,80}#)([245])\.\d{1,3}\.\d{1,3}")
_ACTION: Final = re.compile(rb"(?im)^action:[ \t]*(failed|delayed|delivered|relayed|expanded)")
_RECIPIENT: Final = re.compile(
    rb"(?im)^(?:(?:original|final)-recipient:[ \t]*(?:[a-z0-9-]{1,40}[ \t]*;)?|x-failed-recipients:)[ \t]*(.{1,500})"
)
_ADDRESS: Final = re.compile(rb"[^\s<>@\"'(),;:]{1,250}@[^\s<>@\"'(),;:]{1,250}")
_REASON: Final = re.compile(rb"(?im)^diagnostic-code:[ \t]*([^\n]{1,400}(?:\n[ \t][^\n]{1,400}){0,5})")
_CODE: Final = re.compile(rb"(?im)^status:[ \t]*([^\n]{1,80})")
_FEEDBACK: Final = re.compile(rb"(?im)^feedback-type:[ \t]*([a-z-]{1,40})")
_GOOD_FEEDBACK: Final = b"not-spam"
_DISPLAYED: Final = re.compile(rb"(?im)^disposition:[^;\r\n]{1,200};[ \t]*displayed")
_EMPTY_LINE: Final = re.compile(rb"\n\r?\n")
_DELAYED: Final = re.compile(
    rb"(?i)delivery (?:is )?(?:temporarily )?delayed|will (?:be retried|keep trying|retry)|not yet been delivered"
    rb"|delivery incomplete|notification \(delay\)"
)
_LOOKED_AT: Final = 256 * 1024
#: A report is about one message, and a few more that it quotes. Who names thousands of messages and thousands of
#: readers wants us to hold all their pairs.
_MOST_IDS: Final = 20
_MOST_PARTIES: Final = 200


def is_report(envelope: Envelope, sender: str) -> bool:
    """Whether a machine's mail from that folded address looks like a mail server's word about another message.

    By any of its signs: reports also say `Auto-Submitted: auto-replied`.
    """
    marks = envelope.marks
    if "report:delivery-status" in marks or "header:x-failed-recipients" in marks:
        return True
    return sender.startswith(("mailer-daemon", "postmaster")) or machine_subject(envelope.subject) == "bounce"


def bounced(raw: bytes) -> dict[str, frozenset[str]]:
    """The ids of the messages a delivery report gives up on, and the folded addresses it says were not reached.

    Empty for a delay or a success (RFC 3464); no addresses where the report names none. The report's own id may be
    among them. Only the first 256 KB are looked at.
    """
    text = raw[:_LOOKED_AT]
    if not _gave_up(text):
        return {}
    every = (
        address.decode("latin-1").lower()
        for group in _EMPTY_LINE.split(text)
        if (action := _ACTION.search(group)) is None or action[1].lower() == b"failed"
        for line in _RECIPIENT.findall(group)
        for address in _ADDRESS.findall(line)
    )
    lost = frozenset(islice(dict.fromkeys(every), _MOST_PARTIES))
    return dict.fromkeys(_ids(text), lost)


class Word(NamedTuple):
    """What a report says of one message of ours: how far it came, at whom (folded, "" where it names nobody)."""

    id: str  #: without brackets; "" where it names no message
    passage: Passage
    party: str
    reason: str


def words(raw: bytes, own: str) -> tuple[Word, ...]:
    """Every word of a report (RFC 3464, 5965, 8098, and what servers write of their own), by message and reader.

    A failure with a status 5 is for ever, one with a status 4 was given up; a delay is not the end. `own` is the
    report's own id. Only the first 256 KB are looked at.
    """
    text = raw[:_LOOKED_AT]
    ids = [one for one in _ids(text) if one != own]
    told = list(islice(dict.fromkeys(_told(text)), _MOST_PARTIES))
    return tuple(Word(one, *what) for one in ids or [""] for what in told)


def _ids(text: bytes) -> list[str]:
    """The mails that it answers, then those that it names, each once. What has no `@` is a messenger's id: anybody who
    can count can name those, and no mail server has a word about them.
    """
    every = (one.decode("latin-1") for one in (*_answered(text), *_NAMED.findall(text)) if b"@" in one)
    return list(islice(dict.fromkeys(every), _MOST_IDS))


def _told(text: bytes) -> Iterator[tuple[Passage, str, str]]:
    feedback = _FEEDBACK.search(text)
    if feedback is not None:
        if feedback[1].lower() != _GOOD_FEEDBACK:
            yield Passage.COMPLAINED, "", feedback[1].decode("latin-1").lower()
        return
    if _DISPLAYED.search(text):
        yield Passage.READ, "", ""
        return
    named = False
    for group in _EMPTY_LINE.split(text):
        action = _ACTION.search(group)
        if action is None:
            continue
        named = True
        status = _STATUS.search(group)
        passage = _passage(action[1].lower(), b"" if status is None else status[1])
        for party in _parties(group) or ("",):
            yield passage, party, _reason(group)
    if not named:
        status = _STATUS.search(text)
        passage = _passage(b"failed" if _gave_up(text) else b"delayed", b"" if status is None else status[1])
        for party in _parties(text) or ("",):
            yield passage, party, _reason(text)


def _passage(action: bytes, status: bytes) -> Passage:
    if action == b"failed":
        return Passage.FAILED if status == b"4" else Passage.HARD_BOUNCED
    if action == b"delayed":
        return Passage.SOFT_BOUNCED
    return Passage.DELIVERED if action == b"delivered" else Passage.ACCEPTED


def _parties(text: bytes) -> tuple[str, ...]:
    """The readers that were written to, where a report says both them and where it went in the end."""
    lines = _RECIPIENT.findall(text)
    found = [address.decode("latin-1").lower() for line in lines for address in _ADDRESS.findall(line)]
    return tuple(dict.fromkeys(found))


def _reason(text: bytes) -> str:
    found = _REASON.search(text) or _CODE.search(text)
    return " ".join(found[1].decode("utf-8", "replace").split())[:200] if found else ""


def _answered(text: bytes) -> list[bytes]:
    """What the report itself says it answers: the direct parent, which is all that some servers name."""
    ended = _EMPTY_LINE.search(text)
    head = text[: ended.start()] if ended else text
    return [ids[-1] for line in _ANSWERS.findall(head) if (ids := _ID.findall(line))]


def _gave_up(text: bytes) -> bool:
    actions = {action.lower() for action in _ACTION.findall(text)}
    if actions:
        return b"failed" in actions
    status = _STATUS.search(text)
    return status[1] == b"5" if status is not None else _DELAYED.search(text) is None
