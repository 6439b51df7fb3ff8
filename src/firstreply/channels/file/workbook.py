"""Workbooks: xlsx, xlsb, xls and ods. What a sheet would take unpacked is known before any of it is."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from tempfile import NamedTemporaryFile
from typing import Any, Final

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from firstreply.channels.file.delimited import MOST_COLUMNS
from firstreply.channels.file.reading import Octets, Record
from firstreply.core.refusal import Refused

MOST_PACKED: Final = 256 * 1024 * 1024  #: octets of the file itself
MOST_UNPACKED: Final = 512 * 1024 * 1024  #: octets that it says it holds
_MOST_ENTRIES: Final = 10_000
_ODD: Final = 200  #: times as large unpacked: no list of people packs so well
_ODD_FROM: Final = 64 * 1024 * 1024
_ZIP: Final = b"PK\x03\x04"


def is_zip(head: bytes) -> bool:
    """Whether it is packed as most workbooks are."""
    return head.startswith(_ZIP)


def sheets(octets: Octets) -> tuple[str, ...]:
    """The names of the sheets that can be seen. Refuses `file_unreadable`, `file_bomb`, `file_too_large`."""
    with _opened(octets) as book:
        shown = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        return tuple(shown or book.sheet_names)


def records(octets: Octets, sheet: str) -> Iterator[Record]:
    """The rows of a sheet, typed cells as text. Refuses as `sheets`, and `file_sheet_unknown`."""
    with _opened(octets) as book:
        if sheet not in book.sheet_names:
            raise Refused("file_sheet_unknown", sheet=sheet, known=", ".join(book.sheet_names))
        with _refusing():
            page = book.get_sheet_by_name(sheet)
            rows = page.iter_rows()
        # Rows come from the first of the sheet on, columns from the first that is used.
        left = [""] * (page.start[1] if page.start else 0)
        for number, row in enumerate(rows, 1):
            cells = [*left, *map(_text, row)]
            yield Record(number, cells[:MOST_COLUMNS], "row_too_wide" if len(cells) > MOST_COLUMNS else "")


@contextmanager
def _refusing() -> Iterator[None]:
    """What a damaged workbook makes the libraries raise is a refusal; a panic of theirs is no Exception, either."""
    try:
        yield
    except (Refused, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        raise Refused("file_unreadable", reason=" ".join(str(error).split())[:200]) from error


@contextmanager
def _opened(octets: Octets) -> Iterator[CalamineWorkbook]:
    with NamedTemporaryFile(prefix="firstreply-", suffix=".book") as file:
        size = 0
        for chunk in octets():
            size += len(chunk)
            if size > MOST_PACKED:
                raise Refused("file_too_large", limit=MOST_PACKED)
            file.write(chunk)
        file.flush()
        _harmless(file.name, size)
        with _refusing():
            book = CalamineWorkbook.from_path(file.name)
        yield book


def _harmless(path: str, size: int) -> None:
    """Refuse what would unpack to more than anybody's list, by what it says of itself; entries that say less than they
    hold are cut off by whoever unpacks them.
    """
    if not zipfile.is_zipfile(path):
        return
    with _refusing(), zipfile.ZipFile(path) as packed:
        entries = packed.infolist()
    whole = sum(one.file_size for one in entries)
    if len(entries) > _MOST_ENTRIES or whole > MOST_UNPACKED or (whole > _ODD_FROM and whole > _ODD * size):
        raise Refused("file_bomb", size=whole, limit=MOST_UNPACKED)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, int | timedelta) else ""
