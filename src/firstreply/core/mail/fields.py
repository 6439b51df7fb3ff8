"""Fields: a message's head and body, and the header fields one by one."""

import re
from typing import Final, NamedTuple

from firstreply.core.mail import words

LONGEST: Final = 1 << 18  #: octets of a header block that are read
_MOST: Final = 5000  #: header fields of one block that are kept
_NAME: Final = re.compile(r"([!-9;-~]{1,200})[ \t]*:")


class Field(NamedTuple):
    """A header field: its name as written, its raw value (one character per octet, folded)."""

    name: str
    raw: str

    @property
    def text(self) -> str:
        """The value decoded."""
        return words.decode(self.raw)


def split(raw: bytes, start: int = 0, end: int | None = None) -> tuple[str, int]:
    """The header block of the message in `raw[start:end]` as latin-1 text with LF line ends, and where its body begins.

    The block ends at the first empty line; without one, at the first line that can be no header. Lines that are
    ended by a lone CR are understood when there is no LF at all.
    """
    end = len(raw) if end is None else end
    while raw[start : start + 1] in (b"\n", b"\r") and start < end:
        start += 1
    stop, body = end, end
    for mark in (b"\n\n", b"\n\r\n", b"\r\r"):
        at = raw.find(mark, start, min(stop + 2, end))
        if 0 <= at < stop:
            stop, body = at, at + len(mark)
    if stop < end:
        return _text(raw, start, stop), body
    return _without_gap(raw, start, end)


def _text(raw: bytes, start: int, stop: int) -> str:
    head = raw[start : min(stop, start + LONGEST)].decode("latin-1")
    return head.replace("\r\n", "\n").replace("\r", "\n") if "\r" in head else head


def _without_gap(raw: bytes, start: int, end: int) -> tuple[str, int]:
    """Head and body where no empty line parts them."""
    at = start
    for line in raw[start : min(end, start + LONGEST)].splitlines(keepends=True):
        text = line.decode("latin-1")
        if text[:1] not in " \t" and not _NAME.match(text) and not text.startswith(("From ", ">From ")):
            break
        at += len(line)
    return _text(raw, start, at), at


def fields(head: str) -> tuple[Field, ...]:
    """The fields of a header block, in order; lines that are none are left out."""
    found: list[tuple[str, list[str]]] = []
    for line in head.split("\n"):
        if line[:1] in (" ", "\t"):
            if found:
                found[-1][1].append(line)
            continue
        name = _NAME.match(line)
        if name and len(found) < _MOST:
            found.append((name[1], [line[name.end() :].lstrip(" \t")]))
    return tuple(Field(name, "\n".join(lines)) for name, lines in found)


def first(found: tuple[Field, ...], name: str) -> str:
    """The raw value of the first field of that name (lower case), "" without one."""
    return next((field.raw for field in found if field.name.lower() == name), "")
