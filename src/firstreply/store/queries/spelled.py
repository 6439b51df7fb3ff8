"""Spelled: one query put into SQL once and asked for many values in one statement; to spell each costs more than to
ask it.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

_BLANK: Final = "\x00"  #: stands for the value; no text in the database can be it


class Spelled(NamedTuple):
    """SQL with `%s`, and what stands for them; "" of a query that can find nothing."""

    sql: str
    given: tuple[Any, ...]


def spelled(query: QuerySet[Any, Any]) -> Spelled:
    """A query of `values_list`, as it is."""
    try:
        sql, given = query.query.sql_with_params()
    except EmptyResultSet:
        return Spelled("", ())
    return Spelled(sql, tuple(given))


def each(query: QuerySet[Any, Any], column: str, values: Iterable[str], most: int) -> list[Spelled]:
    """The query for each value of a text column, the first `most` rows of it."""
    sql, given = spelled(query.filter(**{column: _BLANK})[:most])
    return [Spelled(sql, tuple(value if one == _BLANK else one for one in given)) for value in values]


def together(
    parts: Sequence[Spelled], order: Sequence[str] = (), most: int | None = None
) -> list[tuple[Any, ...]]:
    """The rows of all parts in one query; the first `most` of them in the order of these columns (`-` descends).

    Columns come as the database driver gives them: JSON as text.
    """
    asked = [part for part in parts if part.sql]
    if not asked:
        return []
    sql = " UNION ALL ".join(f"({part.sql})" for part in asked)
    if most is not None and len(asked) > 1:
        names = ", ".join(
            f'"{one.removeprefix("-")}"{" DESC" if one.startswith("-") else ""}' for one in order
        )
        sql = f"{sql} ORDER BY {names} LIMIT {int(most)}"
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for part in asked for value in part.given])
        return list(cursor.fetchall())
