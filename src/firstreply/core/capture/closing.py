"""Closing: whether a message only thanks or says goodbye, asked cheaply first (a body is seldom worth reading)."""

import re
from collections.abc import Callable
from typing import Final

from firstreply.core.mail import Message
from firstreply.core.mail.closing import is_closing

_LONGEST: Final = 700  #: octets of own text, MIME headers included, that a closing may have at the most
_LOOKED_AT: Final = 4096
_BASE64: Final = re.compile(rb"(?i)\ncontent-transfer-encoding:[ \t]*base64")
_BASE64_CAP: Final = 64 * 1024
_END: Final = re.compile(rb"\n\r?\n")


def closes(raw: bytes, read: Callable[[], Message]) -> bool:
    """Whether the message in `raw` is a closing; `read` is called only for one short enough to be."""
    ended = _END.search(raw)
    body = raw[ended.end() : ended.end() + _LOOKED_AT] if ended else b""
    if _BASE64.search(raw, 0, (ended.end() if ended else 0) + _LOOKED_AT):
        return len(raw) <= _BASE64_CAP and is_closing(read().new_text)
    own = sum(len(line) for line in body.split(b"\n") if not line.startswith((b">", b"Content-", b"--")))
    if own > _LONGEST and b"<html" not in body.lower():
        return False
    return is_closing(read().new_text)
