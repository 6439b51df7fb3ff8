"""What kind of file this is, by its first octets and, where those cannot tell, its name."""

import mmap
import os
import re
from enum import StrEnum
from typing import Final

from firstreply.channels.email.folder_names import Role, role_of
from firstreply.channels.email.header_block import begin_of, end_of, fault_of

SNIFFED: Final = 8192  #: octets that are looked at
_LOOKED_INTO: Final = 1024 * 1024  #: octets in which a damaged mbox must show a whole separator


class Kind(StrEnum):
    """The kinds of file an archive of mail is made of."""

    MBOX = "mbox"
    MESSAGE = "message"
    GZIP = "gzip"
    XZ = "xz"
    ZSTD = "zstd"
    BZIP2 = "bzip2"
    ZIP = "zip"
    TAR = "tar"
    EMPTY = "empty"
    PST = "pst"  #: Outlook's own store, which is not read
    OTHER = "other"


PACKED: Final = frozenset({Kind.GZIP, Kind.XZ, Kind.ZSTD, Kind.BZIP2, Kind.ZIP, Kind.TAR})
_MAGIC: Final = (
    (b"\x1f\x8b", Kind.GZIP),
    (b"\xfd7zXZ\x00", Kind.XZ),
    (b"\x28\xb5\x2f\xfd", Kind.ZSTD),
    (b"BZh", Kind.BZIP2),
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"!BDN", Kind.PST),
)
_FIELD: Final = re.compile(rb"[!-9;-~]+[ \t]*:")
_MBOX_NAMES: Final = (".mbox", ".mbx", ".mboxrd", ".mboxcl", ".mboxo", ".mboxcl2", ".mbs")
#: `From sender date`: any two words and a time of day, as mail programs have written it since the 1970s.
_FROM_LINE: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*From [^\n]*\d\d?:\d\d[^\n]*\n")
_LATER_SEPARATOR: Final = re.compile(rb"\n\r?\nFrom [^\n]*\d\d:\d\d[^\n]*\n[!-9;-~]+:")


def kind_of(start: bytes, *, name: str = "") -> Kind:
    """The kind by the first octets of a file (SNIFFED of them, or all)."""
    if not start:
        return Kind.EMPTY
    for magic, kind in _MAGIC:
        if start.startswith(magic):
            return kind
    if start[257:262] == b"ustar":
        return Kind.TAR
    if _FROM_LINE.match(start) and b"\0" not in start[:256]:
        return Kind.MBOX
    if start.startswith(b"From ") and name.lower().endswith(_MBOX_NAMES):
        return Kind.MBOX
    return Kind.MESSAGE if _is_message(start) else Kind.OTHER


def kind_of_file(path: str) -> Kind:
    """The kind of the file at `path`. Raises OSError.

    A file whose beginning is damaged is still an mbox when a separator with a header below it follows.
    """
    kind = kind_of(first_octets(path), name=path)
    if kind is Kind.OTHER and _LATER_SEPARATOR.search(first_octets(path, _LOOKED_INTO)):
        return Kind.MBOX
    return kind


def first_octets(path: str, count: int = SNIFFED) -> bytes:
    """The first `count` octets. Raises OSError; a pipe or device gives b"\\0"."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        try:
            return os.read(handle, count)
        except BlockingIOError:
            return b"\0"
    finally:
        os.close(handle)


def _is_message(start: bytes) -> bool:
    begin = begin_of(start)
    end = end_of(start, begin)
    head = start[begin : end if end >= 0 else len(start)]
    return bool(_FIELD.match(head)) and fault_of(head, start) is None


def holds_many(path: str) -> bool:
    """Whether a file that begins with a `From ` line is a mailbox, not one message saved with it.

    True for more than one message, and for a name that only a mailbox has (Inbox, Sent, x.mbox).
    """
    file = os.path.basename(path)
    if file.lower().endswith(_MBOX_NAMES) or role_of(file) is not Role.PLAIN:
        return True
    if os.path.exists(path + ".msf") or os.path.exists(path + ".sbd"):
        return True
    with open(path, "rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as octets:
        return octets.find(b"\n\nFrom ") >= 0 or octets.find(b"\n\r\nFrom ") >= 0


def is_named_mailbox(path: str) -> bool:
    """Whether an empty file is an empty mailbox, to go by its name."""
    file = os.path.basename(path)
    return (
        file.lower().endswith(_MBOX_NAMES) or os.path.exists(path + ".msf") or role_of(file) is not Role.PLAIN
    )
