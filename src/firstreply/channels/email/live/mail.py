"""Mail: a message as a server holds it, and the name by which it is known whatever number the server gives it."""

import re
from hashlib import sha256
from typing import Final, NamedTuple

from firstreply.channels.email.header_block import end_of

_ID: Final = re.compile(rb"(?im)^message-id[ \t]*:[ \t]*\S")


class Listed(NamedTuple):
    """A message as listed: its uid, octets, and when the server got it (epoch seconds)."""

    uid: int
    size: int
    at: int | None


class Mail(NamedTuple):
    """A message as fetched; `reason` (of email.base.Reason) where it is not whole, or not there."""

    listed: Listed
    raw: bytes | None
    reason: str = ""


def head_of(raw: bytes) -> bytes:
    """The header block of a raw message."""
    end = end_of(raw)
    return raw if end < 0 else raw[:end]


def key(role: str, head: bytes) -> str:
    """What a mail is called in a folder of this role: the same whatever its uid and the folder's UIDVALIDITY.

    A copy that lies in sent mail says something else than the one in the inbox. What is known by no header alone (the
    same headers over another text) is told apart by the door, which compares the octets.
    """
    kind = role if role in ("sent", "junk") else "in"
    return f"{kind}:{sha256(head.strip()).hexdigest()[:40]}"


def other_key(name: str, raw: bytes) -> str:
    """What it is called where another mail has the same headers."""
    return f"{name}.{sha256(raw).hexdigest()[:24]}"


def has_id(head: bytes) -> bool:
    """Whether it names itself: without that its headers alone do not prove that it is the one we know."""
    return _ID.search(head) is not None
