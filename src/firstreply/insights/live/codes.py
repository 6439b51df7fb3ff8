# ruff: noqa: S608 (names are ours, values are numbers or parameters)
"""Codes: numbers for texts, by kind. -1 is nothing."""

from typing import Final

import duckdb

NOTHING: Final = -1


def add(into: duckdb.DuckDBPyConnection, kind: str, texts: str) -> None:
    """Give numbers to the texts of a query (one column, NULL and "" left out) that have none yet."""
    into.execute(
        "INSERT INTO code"
        " SELECT ?, (SELECT coalesce(max(code), -1) FROM code WHERE kind = ?)"
        " + row_number() OVER (ORDER BY place), name"
        f" FROM (SELECT name, min(place) AS place FROM (SELECT *, row_number() OVER () AS place FROM ({texts}) t(name))"
        " WHERE name <> '' GROUP BY name)"
        " WHERE name NOT IN (SELECT name FROM code WHERE kind = ?)",
        [kind, kind, kind],
    )


def code(kind: str, column: str) -> str:
    """The number of a text, as an expression; it must have been added."""
    return f"coalesce((SELECT c.code FROM code c WHERE c.kind = '{kind}' AND c.name = {column}), {NOTHING})"
