"""CSV line: cells as a line of a file that spreadsheets open; none of them is a formula."""

import csv
import io
from collections.abc import Iterable
from typing import Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def line(cells: Iterable[object]) -> str:
    """One line. Numbers stay numbers; text that a spreadsheet would reckon with is quoted."""
    into = io.StringIO()
    csv.writer(into).writerow([_cell(one) for one in cells])
    return into.getvalue()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
