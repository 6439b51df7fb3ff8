"""Closing: whether a message only thanks, says goodbye or reacts, asked cheaply first: bodies cost time."""

import re
from collections.abc import Callable
from typing import Final

from firstreply.core.mail import Message
from firstreply.core.mail.closing import is_closing

_LOOKED_AT: Final = 3000
_LONGEST: Final = 400  #: octets of own text that a closing may have at the most
_ENCODED_CAP: Final = 64 * 1024  #: of a message whose text must be decoded to be seen at all
_END: Final = re.compile(rb"\n\r?\n")
_ENCODED: Final = (b"\ncontent-transfer-encoding: base64", b"<html", b"<body", b"<div")
#: An emoji reaction (Gmail), an answer to an invitation (RFC 5546): a machine writes them at one press of a button.
_REACTIONS: Final = (b"vnd.google.email-reaction", b"method=reply", b'method="reply"')
#: What begins or marks a line that is not the writer's: quoted, MIME, or leading a quotation in.
_NOT_OWN: Final = (
    b">",
    b"--",
    b"Content-",
    b"\t",
    b" name=",
    b" filename=",
    b"On ",
    b"Am ",
    b"Le ",
    b"El ",
    b"Il ",
)
_ESCAPED: Final = re.compile(rb"=[0-9A-F]{2}|=\n")  # quoted-printable: letters that only decoding would tell
_TELLING: Final = re.compile(rb"[?\[\]@\d]")


def closes(raw: bytes, read: Callable[[], Message]) -> bool:
    """Whether the message in `raw` is a closing; `read` is called only for one short enough to be.

    A first look passes over what shows a question, a number or an address in its own words, or has too many of them.
    """
    ended = _END.search(raw)
    if ended is None:
        return False
    seen = raw[: ended.end() + _LOOKED_AT].lower()
    if any(sign in seen for sign in _REACTIONS):
        return True
    if any(sign in seen for sign in _ENCODED):
        return len(raw) <= _ENCODED_CAP and is_closing(read().split.written)
    own = _ESCAPED.sub(b"\xff", _own(raw[ended.end() : ended.end() + _LOOKED_AT]))
    if len(own) > _LONGEST or _TELLING.search(own):
        return False
    if own.isascii() and not is_closing(own.decode("ascii")):
        return False
    return is_closing(read().split.written)


def _own(body: bytes) -> bytes:
    """What looks like the writer's own lines, up to a signature; enough of them to tell that it is no closing."""
    kept, length = [], 0
    for line in body.replace(b"\r\n", b"\n").split(b"\n"):
        if line in (b"-- ", b"--"):
            break
        if line and not line.startswith(_NOT_OWN) and not line.endswith((b":", b": ")) and b"<" not in line:
            kept.append(line.strip())
            length += len(line)
            if length > 2 * _LONGEST:
                break
    return b"\n".join(kept)
