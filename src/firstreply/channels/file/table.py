"""Table: any list as rows of text under columns: what kind of file it is, how it is read, and its rows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from firstreply.channels.file import cards, decoding, delimited, workbook
from firstreply.channels.file.reading import Kind, Octets, Reading, Record
from firstreply.core.capture.columns import known
from firstreply.core.lead.fold import ascii_digits
from firstreply.core.refusal import Refused

SAMPLE: Final = 1000  #: rows that are looked at
_HEADER_WITHIN: Final = 10  #: titles and empty lines may stand before the header
_HEAD: Final = 64 * 1024
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f]")
_OLE: Final = b"\xd0\xcf\x11\xe0"
#: What is no list, by how it begins.
_OTHERS: Final = {
    b"%PDF": "pdf", b"\x1f\x8b": "gzip", b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",    b"\x7fELF": "elf", b"MZ": "exe", b"SQLite format 3": "sqlite",
}  # fmt: skip


def look(octets: Octets, *, chosen: Mapping[str, Any] | None = None) -> tuple[Reading, list[Record]]:
    """How a file is to be read, and its first rows after the header.

    `chosen` overrules what is found: `encoding`, `delimiter`, `sheet`, `header` (0: there is none). Refuses
    `file_empty`, `file_not_a_list`, `file_encoding_unknown`, `file_sheet_unknown`, `file_unreadable`, `file_bomb`,
    `file_too_large`, `file_line_too_long`, `file_delimiter_unknown`, `file_header_unknown`.
    """
    told = {name: value for name, value in (chosen or {}).items() if value not in (None, "")}
    found = _found(octets, told)
    if found.kind is Kind.CARDS:
        found = replace(found, columns=cards.COLUMNS)
        return found, list(islice(records(octets, found), SAMPLE))
    first = list(islice(_all(octets, found), SAMPLE))
    if not any(any(cell.strip() for cell in one.cells) for one in first):
        raise Refused("file_empty")
    header = _header(first) if "header" not in told else _chosen_header(told["header"], first)
    columns = next((one.cells for one in first if one.number == header), [])
    width = max((len(one.cells) for one in first), default=0)
    names = [" ".join(cell.split())[:200] for cell in columns] + [""] * (width - len(columns))
    found = replace(found, header=header, columns=tuple(names))
    return found, [one for one in first if _is_row(one, found)]


def records(octets: Octets, reading: Reading) -> Iterator[Record]:
    """The rows after the header, in order; one that repeats the header is left out."""
    for one in _all(octets, reading):
        if _is_row(one, reading):
            yield one


def _is_row(one: Record, reading: Reading) -> bool:
    return one.number > reading.header and not (reading.header and _same(one.cells, reading.columns))


def _all(octets: Octets, reading: Reading) -> Iterator[Record]:
    if reading.kind is Kind.WORKBOOK:
        return workbook.records(octets, reading.sheet)
    lines = decoding.lines(octets, reading.encoding)
    return cards.records(lines) if reading.kind is Kind.CARDS else delimited.records(lines, reading.delimiter)


def _found(octets: Octets, told: Mapping[str, Any]) -> Reading:
    head = decoding.head(octets)
    if not head:
        raise Refused("file_empty")
    for mark, what in _OTHERS.items():
        if head.startswith(mark):
            raise Refused("file_not_a_list", what=what)
    if workbook.is_zip(head) or head.startswith(_OLE):
        names = workbook.sheets(octets)
        if not names:
            raise Refused("file_empty")
        return Reading(kind=Kind.WORKBOOK, sheet=str(told.get("sheet", names[0])), sheets=names)
    encoding = decoding.chosen(str(told["encoding"])) if "encoding" in told else decoding.detected(head)
    text = head[:_HEAD].decode(encoding, "replace")
    if text.lstrip("\ufeff \t\r\n")[:11].upper() == "BEGIN:VCARD":
        return Reading(kind=Kind.CARDS, encoding=encoding)
    if len(_CONTROLS.findall(text)) * 50 > len(text):
        raise Refused("file_not_a_list", what="binary")
    delimiter = str(told.get("delimiter", ""))
    if delimiter and delimiter not in delimited.DELIMITERS:
        raise Refused("file_delimiter_unknown", known=" ".join(map(repr, delimited.DELIMITERS)))
    sample = list(islice(decoding.lines(octets, encoding), 200))
    return Reading(
        kind=Kind.DELIMITED, encoding=encoding, delimiter=delimiter or delimited.delimiter_of(sample)
    )


def _chosen_header(given: Any, first: Sequence[Record]) -> int:
    numbers = {one.number for one in first} | {0}
    if not isinstance(given, int) or given not in numbers:
        raise Refused("file_header_unknown", header=str(given)[:20])
    return given


def _header(first: Sequence[Record]) -> int:
    """The line that names the columns: the one with most names we know; else the first, if no data stand in it."""
    best, row = max(
        ((known(one.cells), -one.number) for one in first[:_HEADER_WITHIN] if not _data(one.cells)),
        default=(0, 0),
    )
    if best >= 2:
        return -row
    filled = [one for one in first if any(cell.strip() for cell in one.cells)]
    if best == 1 and filled and filled[0].number == -row:
        return -row
    if len(filled) < 2 or _data(filled[0].cells):
        return 0
    return filled[0].number if any(_data(one.cells) for one in filled[1:]) else 0


def _data(cells: Sequence[str]) -> bool:
    """Whether what stands here is about somebody: an address, or a cell that is a number."""
    return any("@" in cell or _digits(cell) * 2 > len(cell.strip()) for cell in cells if cell.strip())


def _digits(cell: str) -> int:
    return sum(char in "0123456789" for char in ascii_digits(cell))


def _same(cells: Sequence[str], columns: Sequence[str]) -> bool:
    return len(cells) == len(columns) and all(
        " ".join(cell.split()) == name for cell, name in zip(cells, columns, strict=True)
    )
