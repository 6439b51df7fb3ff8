"""Bulk: many rows in one statement, for the acting organisation.

COPY cannot write to a table under row-level security, so columns go as arrays through `unnest`: one round trip and
one plan however many rows there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Final
from uuid import UUID

import orjson
from django.db import connection, models
from psycopg import Cursor, sql

from firstreply.store.tenancy import organisation

Rows = Sequence[Mapping[str, Any]]  #: equal keys: column names (`lead_id`, not `lead`)

_ORGANISATION: Final = "organisation_id"


def insert(model: type[models.Model], rows: Rows, *, unless_there: bool = False) -> int:
    """Insert rows; how many were. `unless_there`: those that break a unique constraint are left out.

    A JSON column takes whatever orjson writes. Columns without a key get the model's default, else the database's.
    """
    if not rows:
        return 0
    columns = list(rows[0])
    types = _types(model)
    others = {column: value for column, value in _defaults(model).items() if column not in rows[0]}
    statement = sql.SQL(
        "INSERT INTO {table} ({columns}) SELECT {own}, {others}{names} FROM unnest({arrays}) AS v({names}){end}"
    ).format(
        table=sql.Identifier(model._meta.db_table),
        columns=_names([_ORGANISATION, *others, *columns]),
        own=sql.Literal(organisation()),
        others=sql.SQL("").join(
            sql.SQL("{}::{}, ").format(sql.Literal(value), sql.SQL(types[column]))
            for column, value in others.items()
        ),
        names=_names(columns),
        arrays=_arrays(columns, types),
        end=sql.SQL(" ON CONFLICT DO NOTHING" if unless_there else ""),
    )
    return _run(statement, _columns(rows, columns, types))


def update(model: type[models.Model], rows: Rows, *, only: str = "true", key: str = "id") -> int:
    """Change rows by their key; how many were. `only` is a condition on the row as it stands (alias `t`)."""
    if not rows:
        return 0
    columns = list(rows[0])
    types = _types(model)
    statement = sql.SQL(
        "UPDATE {table} AS t SET {changes} FROM unnest({arrays}) AS v({names})"
        " WHERE t.{key} = v.{key} AND t.{own_column} = {own} AND ({only})"
    ).format(
        table=sql.Identifier(model._meta.db_table),
        changes=sql.SQL(", ").join(
            sql.SQL("{0} = v.{0}").format(sql.Identifier(column)) for column in columns if column != key
        ),
        arrays=_arrays(columns, types),
        names=_names(columns),
        key=sql.Identifier(key),
        own_column=sql.Identifier(_ORGANISATION),
        own=sql.Literal(organisation()),
        only=sql.SQL(only),
    )
    return _run(statement, _columns(rows, columns, types))


def fetch(query: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Rows of a query with `%s` or `%(name)s` parameters, bound by the server; lists go as arrays."""
    with _cursor() as cursor:
        return cursor.execute(query.encode(), parameters).fetchall()


def notify(channel: str, payloads: Iterable[UUID | str]) -> None:
    """Wake whoever listens, once this transaction is committed."""
    for payload in payloads:
        fetch("SELECT pg_notify(%s, %s)", [channel, str(payload)])


def _cursor() -> Cursor[tuple[Any, ...]]:
    connection.ensure_connection()
    return Cursor(connection.connection)


def _run(statement: sql.Composed, values: list[list[Any]]) -> int:
    with _cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


@cache
def _types(model: type[models.Model]) -> dict[str, str]:
    return {
        str(field.column): str(field.db_type(connection)).partition("(")[0]
        for field in model._meta.concrete_fields
    }


@cache
def _defaults(model: type[models.Model]) -> dict[str, Any]:
    """What the columns of a row hold that nobody said anything about; JSON as its text."""
    return {
        str(field.column): orjson.dumps(value).decode() if isinstance(field, models.JSONField) else value
        for field in model._meta.concrete_fields
        if not field.primary_key and field.has_default() and (value := field.get_default()) is not None
    }


def _names(columns: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(column) for column in columns)


def _arrays(columns: Iterable[str], types: Mapping[str, str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.SQL("%s::{}[]").format(sql.SQL(types[column])) for column in columns)


def _columns(rows: Rows, columns: Sequence[str], types: Mapping[str, str]) -> list[list[Any]]:
    return [
        [None if (value := row[column]) is None else orjson.dumps(value).decode() for row in rows]
        if types[column] == "jsonb"
        else [row[column] for row in rows]
        for column in columns
    ]


def run(statement: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> int:
    """Run a statement with bound parameters; how many rows it touched."""
    with _cursor() as cursor:
        return cursor.execute(statement.encode(), parameters).rowcount
