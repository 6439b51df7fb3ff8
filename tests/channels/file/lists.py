"""Lists of people for tests, made up."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

import openpyxl

from firstreply.channels.file.reading import Octets


def octets(content: bytes | str, *, chunk: int = 7, encoding: str = "utf-8") -> Octets:
    """A file's octets in small pieces, so that no reader may count on getting all at once."""
    whole = content.encode(encoding) if isinstance(content, str) else content

    def chunks() -> Iterator[bytes]:
        for start in range(0, len(whole), chunk):
            yield whole[start : start + chunk]

    return chunks


def workbook(*sheets: Sequence[Sequence[Any]], hidden: int = 0) -> bytes:
    """An xlsx with these sheets, named Sheet 1, Sheet 2; the first `hidden` of them cannot be seen."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, 1):
        page = book.create_sheet(f"Sheet {number}")
        for row in rows:
            page.append(list(row))
        page.sheet_state = "hidden" if number <= hidden else "visible"
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()
