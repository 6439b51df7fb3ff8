"""Bounce: which of our messages a delivery report says will never arrive."""

import re
from typing import Final

from firstreply.core.capture.phrases import machine_subject
from firstreply.core.message import Envelope

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
_EMPTY_LINE: Final = re.compile(rb"\n\r?\n")
_DELAYED: Final = re.compile(
    rb"(?i)delivery (?:is )?(?:temporarily )?delayed|will (?:be retried|keep trying|retry)|not yet been delivered"
    rb"|delivery incomplete|notification \(delay\)"
)
_LOOKED_AT: Final = 256 * 1024


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
    lost = frozenset(
        address.decode("latin-1").lower()
        for group in _EMPTY_LINE.split(text)
        if (action := _ACTION.search(group)) is None or action[1].lower() == b"failed"
        for line in _RECIPIENT.findall(group)
        for address in _ADDRESS.findall(line)
    )
    return {one.decode("latin-1"): lost for one in (*_NAMED.findall(text), *_answered(text))}


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
