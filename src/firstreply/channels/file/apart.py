"""Apart: a workbook is read by a process of its own, which may take so much memory and no more.

The reader holds a sheet as a full grid: two cells, one in each corner, are half a terabyte, and a process that cannot
have so much ends, which nobody can catch. So it is not ours.
"""

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import orjson
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from firstreply.core.refusal import Refused

MOST_MEMORY: Final = 4 * 1024 * 1024 * 1024  #: octets, of address space
_NAMES: Final = "names"
_ROWS: Final = "rows"


def names(path: str) -> tuple[list[str], list[str]]:
    """(all sheets, those that can be seen). Refuses as `_asked`."""
    told: list[list[str]] = list(_asked(path, _NAMES))
    return told[0], told[1]


def rows(path: str, sheet: str) -> Iterator[list[str]]:
    """The rows of a sheet, typed cells as text, from the first row and column on. Refuses as `_asked`."""
    return _asked(path, _ROWS, sheet)


def _asked(path: str, *what: str) -> Iterator[list[str]]:
    """Lines of the other process. Refuses `file_unreadable`, and `file_bomb` where it did not live to the end."""
    command = [sys.executable, "-m", __name__, path, *what]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reader:  # noqa: S603
        assert reader.stdout is not None  # a pipe was asked for
        try:
            for line in reader.stdout:
                told = orjson.loads(line)
                if told is None:
                    return
                if isinstance(told, str):
                    raise Refused("file_unreadable", reason=told)
                yield told
            raise Refused("file_bomb", size=MOST_MEMORY, limit=MOST_MEMORY)
        finally:
            reader.kill()


def _read(path: str, what: str, sheet: str = "") -> Iterator[list[str]]:
    book = CalamineWorkbook.from_path(path)
    if what == _NAMES:
        yield book.sheet_names
        yield [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        return
    page = book.get_sheet_by_name(sheet)
    # Rows come from the first of the sheet on, columns from the first that is used.
    left = [""] * (page.start[1] if page.start else 0)
    for row in page.iter_rows():
        yield [*left, *map(_text, row)]


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ") if value.time() != time() else value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, int | timedelta) else ""


def _main(arguments: list[str]) -> None:
    """In the process of its own. What a damaged workbook makes the libraries raise is told; a panic of theirs is no
    Exception, either.
    """
    with suppress(ValueError, OSError):  # some systems know no such limit
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out = sys.stdout.buffer
    told: str | None = None
    try:
        for one in _read(*arguments):
            out.write(orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE))
    except (KeyboardInterrupt, SystemExit, MemoryError, BrokenPipeError):
        raise
    except BaseException as error:
        told = " ".join(str(error).split())[:200]
    out.write(orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    _main(sys.argv[1:])
