"""Closing: whether a message only thanks or says goodbye, asked cheaply first (a body is seldom worth reading)."""

import re
from collections.abc import Callable
from typing import Final

from firstreply.core.mail import Message
from firstreply.core.mail.closing import is_closing

_LOOKED_AT: Final = 3000
_LONGEST: Final = 500  #: octets of own text, an attribution's included, that a closing may have at the most
_ENCODED_CAP: Final = 64 * 1024  #: of a message whose text must be decoded to be seen at all
_END: Final = re.compile(rb"\n\r?\n")
_ENCODED: Final = re.compile(rb"(?i)\ncontent-transfer-encoding:[ \t]*base64|<html|<body|<div")
_SIGNATURE: Final = re.compile(rb"(?m)^-- ?\r?$")
#: Lines that are nobody's own words: quoted ones, MIME boundaries and fields, and what leads a quotation in.
_NOT_OWN: Final = re.compile(
    rb"(?m)^(?:>|--|Content-|\t| name=| filename=).*$|^(?:On|Am|Le|El|Il|Op|Em) .*$|^.*:\r?$|^.*<.*$"
)
_ESCAPED: Final = re.compile(
    rb"=[0-9A-F]{2}|=\r?\n"
)  # quoted-printable: letters that only decoding would tell
_TELLING: Final = re.compile(rb"[?\[\]@\d]|https?:")
#: Without one of these, or a letter beyond ASCII, nobody thanks and nobody takes leave.
_THANKS: Final = re.compile(
    rb"(?i)thank|thx|\bty\b|\btks\b|cheers|bye|merci|dank|tsch|gracias|grazie|obrigad|adios|arrivederci|ciao|sagol"
    rb"|tesekk|doei|[\x80-\xff]"
)


def closes(raw: bytes, read: Callable[[], Message]) -> bool:
    """Whether the message in `raw` is a closing; `read` is called only for one short enough to be.

    A first look passes over what shows a question, a number or a link in its own words, or has too many of them.
    """
    ended = _END.search(raw)
    if ended is None:
        return False
    if _ENCODED.search(raw, 0, ended.end() + _LOOKED_AT):
        return len(raw) <= _ENCODED_CAP and is_closing(read().new_text)
    body = raw[ended.end() : ended.end() + _LOOKED_AT]
    signed = _SIGNATURE.search(body)
    own = _ESCAPED.sub(b"\xff", _NOT_OWN.sub(b"", body[: signed.start()] if signed else body))
    if _TELLING.search(own) or len(b" ".join(own.split())) > _LONGEST or not _THANKS.search(own):
        return False
    return is_closing(read().new_text)
