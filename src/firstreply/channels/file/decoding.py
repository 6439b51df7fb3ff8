"""Decoding: in which letters a text file is written, and its lines one by one, whatever its size."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import Final

from charset_normalizer import from_bytes

from firstreply.channels.file.reading import Octets
from firstreply.core.refusal import Refused

SAMPLE: Final = 256 * 1024  #: octets that are looked at to tell the letters
LONGEST: Final = 1_000_000  #: characters of a line; more is no list
#: What may be chosen, and what is found where it is neither Unicode nor told.
CHOICES: Final = (
    "utf-8", "utf-16", "windows-1252", "windows-1256", "windows-1250", "windows-1251", "windows-1254", "shift_jis",
    "gb18030", "big5", "euc_kr",
)  # fmt: skip
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES: Final = [
    "cp1252",
    "cp1256",
    "cp1250",
    "cp1251",
    "cp1254",
    "shift_jis",
    "gb18030",
    "big5",
    "euc_kr",
]
_ALIKE: Final = ("cp1252", "cp1254", "cp1250")  #: told apart by letters that make no sense in the first
_TURKISH: Final = re.compile("[a-zA-Z][ýþð]|[ýþð][a-z]|[ÝÞÐ][a-z]")
_POLISH: Final = re.compile("[a-zA-Z][³¹¿¼¾ê]|[³¹¿£¼¾][a-z]|¯[a-z]")
_ESCAPED: Final = re.compile("[\udc80-\udcff]")  #: octets that are no UTF-8
_BEYOND: Final = re.compile("[\u0080-\ud7ff\ue000-\U0010ffff]")  #: letters that took several octets
_STRAY: Final = "firstreply-stray"  #: single octets of another encoding, as files that were joined have them


def _stray(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_STRAY, _stray)


def detected(sample: bytes) -> str:
    """The encoding of a text that begins so, as Python calls it."""
    for mark, name in _BOMS:
        if sample.startswith(mark):
            return name
    if wide := _wide(sample):
        return wide
    text = sample.decode("utf-8", "surrogateescape")
    strays = len(_ESCAPED.findall(text[:-3]))  # the last letter may be cut
    return "utf-8" if not strays or strays <= len(_BEYOND.findall(text)) else _single(sample)


def chosen(name: str) -> str:
    """An encoding that somebody chose. Refuses `file_encoding_unknown`."""
    try:
        b"a".decode(name, "replace")  # some names are of what unpacks or turns around, and no letters at all
        return codecs.lookup(name).name
    except (LookupError, ValueError) as error:
        raise Refused("file_encoding_unknown", encoding=name, known=", ".join(CHOICES)) from error


def lines(octets: Octets, encoding: str) -> Iterator[str]:
    """The lines of a text, each with its end as `\\n`. NUL characters are left out.

    Refuses `file_line_too_long` rather than hold a line of any length.
    """
    errors = _STRAY if encoding in ("utf-8", "utf-8-sig") else "replace"
    raw = io.BufferedReader(_Stream(octets()), 256 * 1024)
    text = io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline=None)
    while line := text.readline(LONGEST + 1):
        if len(line) > LONGEST:
            raise Refused("file_line_too_long", limit=LONGEST)
        yield line.replace("\0", "") if "\0" in line else line


def head(octets: Octets, most: int = SAMPLE) -> bytes:
    """The first octets."""
    found = bytearray()
    for chunk in octets():
        found += chunk
        if len(found) >= most:
            break
    return bytes(found[:most])


class _Stream(io.RawIOBase):
    """Chunks as a file."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks, self._left = chunks, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, into: bytearray | memoryview, /) -> int:  # type: ignore[override]  # typeshed: Buffer
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left = memoryview(chunk)
        count = min(len(into), len(self._left))
        into[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


def _wide(sample: bytes) -> str:
    """UTF-16 without its mark: every other octet of plain text is zero."""
    pairs = sample[: len(sample) // 2 * 2]
    if not pairs:
        return ""
    high, low = pairs[0::2].count(0), pairs[1::2].count(0)
    if low * 3 > len(pairs) // 2 and low > 3 * high:
        return "utf-16-le"
    return "utf-16-be" if high * 3 > len(pairs) // 2 and high > 3 * low else ""


def _single(sample: bytes) -> str:
    best = from_bytes(sample, cp_isolation=_CANDIDATES).best()
    found = "cp1252" if best is None else best.encoding
    if found not in _ALIKE:
        return found
    text = sample.decode("cp1252", "replace")
    if _TURKISH.search(text):
        return "cp1254"
    return "cp1250" if _POLISH.search(text) else "cp1252"
