"""Bulk: many rows in one statement, for the acting organisation.

COPY cannot write to a table under row-level security, so rows go as one JSON value through `jsonb_to_recordset`: one
round trip and one plan however many rows there are. Arrays through `unnest` say the same, and cost forty times as much
here, where each element of each column is quoted one by one.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
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
    statement = _insert(model, tuple(rows[0]), unless_there)
    return run(statement, {"own": organisation(), "rows": _json(rows)})


def update(
    model: type[models.Model], rows: Rows, *, only: str = "true", key: str = "id", revised: bool = False
) -> int:
    """Change rows by their key; how many were. `only` is a condition on the row as it stands (alias `t`).

    `revised`: what somebody saw of the row before is old now; its revision grows.
    """
    if not rows:
        return 0
    statement = _update(model, tuple(rows[0]), only, key, revised)
    return run(statement, {"own": organisation(), "rows": _json(rows)})


def fetch(query: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Rows of a query with `%s` or `%(name)s` parameters, bound by the server; lists go as arrays."""
    with connection.wrap_database_errors, _cursor() as cursor:
        return cursor.execute(query.encode(), parameters).fetchall()


def run(statement: str, parameters: Mapping[str, Any] | Sequence[Any] = ()) -> int:
    """Run a statement with bound parameters; how many rows it touched."""
    with connection.wrap_database_errors, _cursor() as cursor:
        return cursor.execute(statement.encode(), parameters).rowcount


def notify(channel: str, payloads: Iterable[UUID | str]) -> None:
    """Wake whoever listens, once this transaction is committed."""
    for payload in payloads:
        fetch("SELECT pg_notify(%s, %s)", [channel, str(payload)])


def _cursor() -> Cursor[tuple[Any, ...]]:
    """Always inside `wrap_database_errors`: else Django never learns that the connection is lost, and keeps it."""
    connection.ensure_connection()
    return Cursor(connection.connection)


@cache
def _insert(model: type[models.Model], columns: tuple[str, ...], unless_there: bool) -> str:
    types = _types(model)
    others = {column: value for column, value in _defaults(model).items() if column not in columns}
    return _text(
        sql.SQL(
            "INSERT INTO {table} ({columns}) SELECT %(own)s, {others}{names}"
            " FROM jsonb_to_recordset(%(rows)s::jsonb) AS v({typed}){end}"
        ).format(
            table=sql.Identifier(model._meta.db_table),
            columns=_names([_ORGANISATION, *others, *columns]),
            others=sql.SQL("").join(
                sql.SQL("{}::{}, ").format(sql.Literal(value), sql.SQL(types[column]))
                for column, value in others.items()
            ),
            names=_names(columns),
            typed=_typed(columns, types),
            end=sql.SQL(" ON CONFLICT DO NOTHING" if unless_there else ""),
        )
    )


@cache
def _update(model: type[models.Model], columns: tuple[str, ...], only: str, key: str, revised: bool) -> str:
    return _text(
        sql.SQL(
            "UPDATE {table} AS t SET {changes}{revision} FROM jsonb_to_recordset(%(rows)s::jsonb) AS v({typed})"
            " WHERE t.{key} = v.{key} AND t.{own} = %(own)s AND ({only})"
        ).format(
            table=sql.Identifier(model._meta.db_table),
            changes=sql.SQL(", ").join(
                sql.SQL("{0} = v.{0}").format(sql.Identifier(column)) for column in columns if column != key
            ),
            revision=sql.SQL(", revision = t.revision + 1" if revised else ""),
            typed=_typed(columns, _types(model)),
            key=sql.Identifier(key),
            own=sql.Identifier(_ORGANISATION),
            only=sql.SQL(only),
        )
    )


def _text(statement: sql.Composed) -> str:
    connection.ensure_connection()
    return statement.as_string(connection.connection)


def _json(rows: Rows) -> str:
    return orjson.dumps(list(rows), default=_other).decode()


def _other(value: Any) -> Any:
    """What JSON has no word for, as the text that PostgreSQL reads."""
    if isinstance(value, bytes | memoryview):
        return f"\\x{bytes(value).hex()}"
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


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


def _typed(columns: Iterable[str], types: Mapping[str, str]) -> sql.Composed:
    return sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(types[column])) for column in columns
    )
