"""Tables as CSV: the lists of the result document, and cells that no spreadsheet takes for a formula."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any


def lists_of(document: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The lists of records in a result document, by name."""
    return {name: table for name, table in document.items() if isinstance(table, list)}


def csv_of(table: list[dict[str, Any]]) -> bytes:
    """Records as CSV; what lies within a record becomes columns such as first_response.wall.median_s.

    No records give an empty file: an older one in its place would be taken for today's.
    """
    if not table:
        return b""
    flat = [dict(_flat(row)) for row in table]
    columns = list(dict.fromkeys(column for row in flat for column in row))
    return csv_text(columns, ([row.get(one) for one in columns] for row in flat))


def csv_text(columns: Iterable[str], lines: Iterable[Iterable[object]]) -> bytes:
    """A header and lines."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in line] for line in lines)
    return text.getvalue().encode("utf-8", "surrogateescape")


def _flat(row: Mapping[str, Any], before: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", " ".join(map(str, value)) if isinstance(value, list) else value


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return f"'{value}"
    return "" if value is None else value
