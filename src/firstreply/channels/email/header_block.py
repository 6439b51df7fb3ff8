"""Where a message's header block begins and ends, and whether it is one at all."""

import os
import re
from collections.abc import Callable
from typing import Final, NamedTuple

from firstreply.channels.email.base import HEAD_CHUNK, MESSAGE_CAP, Reason

#: A field that mail carries and hardly anything else does, at the start of a line.
MAIL_FIELD: Final = re.compile(
    rb"^(?:from|date|subject|message-id|received|to|cc|bcc|return-path|delivered-to|reply-to|sender|in-reply-to"
    rb"|references|mime-version|content-type|x-[a-z0-9-]+)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_STRONG_FIELD: Final = re.compile(
    rb"^(?:from|date|subject|message-id|received|to|return-path|delivered-to)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_ENVELOPE_LINE: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:[ \t]*\r?\n)*(?:>?From [^\n]*\n)?")
_MORE: Final = 1024 * 1024


class Block(NamedTuple):
    """A header block behind an empty line; `reason` says why it is none (then `head` is empty)."""

    head: bytes
    size: int  #: octets of the whole message
    reason: Reason | None


def end_of(octets: bytes, begin: int = 0) -> int:
    """Offset of the last line's end before the first empty line (LF or CRLF); -1 while there is none."""
    bare = octets.find(b"\n\n", begin)
    full = octets.find(b"\n\r\n", begin, bare + 1 if bare >= 0 else len(octets))
    return full if full >= 0 else bare


def begin_of(octets: bytes) -> int:
    """Offset of the first field: behind a byte order mark, empty lines and an mbox `From ` line."""
    if octets[:1].isalpha() and not octets.startswith(b"From "):
        return 0
    found = _ENVELOPE_LINE.match(octets)
    return found.end() if found else 0


def fault_of(head: bytes, octets: bytes) -> Reason | None:
    """Why these octets are no header block; None when they are one."""
    if _STRONG_FIELD.search(head):
        return None
    if not octets:
        return Reason.EMPTY_FILE
    if octets[:1] == b"\0":
        return Reason.NULL_BYTES
    if b"\0" in octets[:HEAD_CHUNK]:
        return Reason.NOT_A_MESSAGE
    return None if MAIL_FIELD.match(head) else Reason.NO_HEADER


def read_block(path: str) -> Block:
    """Open one message's file and read no more than its header block needs.

    Raises OSError as `os.open` and `os.read` do.
    """
    # O_NONBLOCK: a named pipe among the messages must not stop the reading.
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        octets = os.read(handle, HEAD_CHUNK)
        size = os.fstat(handle).st_size
        return judged(octets, size, lambda: os.read(handle, _MORE))
    finally:
        os.close(handle)


def judged(octets: bytes, size: int, more: Callable[[], bytes]) -> Block:
    """The header block at the start of `octets`; `more` is asked for further octets while it goes on."""
    begin = begin_of(octets)
    end = end_of(octets, begin)
    if end < 0 and size > len(octets) and fault_of(octets, octets) is None:
        octets = _longer(octets, more)
        end = end_of(octets, begin)
        if end < 0 and len(octets) >= MESSAGE_CAP:
            return Block(b"", size, Reason.HEADER_TOO_LARGE)
    head = octets[begin : end if end >= 0 else len(octets)]
    reason = fault_of(head, octets)
    if b"\r" in head:
        head = head.replace(b"\r\n", b"\n").removesuffix(b"\r")
    return Block(b"" if reason else b"\n" + head, size, reason)


def _longer(octets: bytes, more: Callable[[], bytes]) -> bytes:
    grown = bytearray(octets)
    while len(grown) < MESSAGE_CAP:
        part = more()
        if not part:
            break
        seam = max(0, len(grown) - 2)
        grown += part
        # Only the seam and the new part are searched: the rest has been.
        if end_of(bytes(grown[seam:])) >= 0:
            break
    return bytes(grown)
