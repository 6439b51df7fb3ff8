"""Workbooks: xlsx, xlsb, xls and ods. What a sheet would take unpacked is known before any of it is."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import NamedTemporaryFile
from typing import Final

from firstreply.channels.file import apart
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
    with _kept(octets) as path:
        every, shown = apart.names(path)
    return tuple(shown or every)


def records(octets: Octets, sheet: str) -> Iterator[Record]:
    """The rows of a sheet, typed cells as text. Refuses as `sheets`, and `file_sheet_unknown`."""
    with _kept(octets) as path:
        every, _ = apart.names(path)
        if sheet not in every:
            raise Refused("file_sheet_unknown", sheet=sheet, known=", ".join(every))
        for number, cells in enumerate(apart.rows(path, sheet), 1):
            yield Record(number, cells[:MOST_COLUMNS], "row_too_wide" if len(cells) > MOST_COLUMNS else "")


@contextmanager
def _refusing() -> Iterator[None]:
    """What a damaged workbook makes the library raise is a refusal."""
    try:
        yield
    except Exception as error:
        raise Refused("file_unreadable", reason=" ".join(str(error).split())[:200]) from error


@contextmanager
def _kept(octets: Octets) -> Iterator[str]:
    with NamedTemporaryFile(prefix="firstreply-", suffix=".book") as file:
        size = 0
        for chunk in octets():
            size += len(chunk)
            if size > MOST_PACKED:
                raise Refused("file_too_large", limit=MOST_PACKED)
            file.write(chunk)
        file.flush()
        _harmless(file.name, size)
        yield file.name


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
