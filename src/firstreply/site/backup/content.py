"""What a database holds: rows and a checksum of each table, to compare before and after."""

from typing import Any, Final, NamedTuple

import psycopg
from psycopg import sql

from firstreply.core.refusal import Refused

#: The same text of a row on every server.
_FORMS: Final = (
    "SET timezone = 'UTC'", "SET datestyle = 'ISO, YMD'", "SET intervalstyle = 'iso_8601'",
    "SET extra_float_digits = 1", "SET bytea_output = 'hex'", "SET row_security = off",
)  # fmt: skip
_TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


class Table(NamedTuple):
    """One table: how many rows, and the sum of the hashes of their texts (in whatever order they lie)."""

    rows: int
    checksum: str


def content(connection: "psycopg.Connection[Any]") -> dict[str, Table]:
    """Every table of the schema, as this connection's transaction sees it."""
    for form in _FORMS:
        connection.execute(form)
    names = [str(row[0]) for row in connection.execute(_TABLES)]
    return {name: _table(connection, name) for name in names}


def _table(connection: "psycopg.Connection[Any]", name: str) -> Table:
    counting = sql.SQL(
        "SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text FROM {} t"
    )
    row = connection.execute(counting.format(sql.Identifier(name))).fetchone()
    assert row is not None
    return Table(int(row[0]), str(row[1]))


def differences(
    expected: dict[str, Table], found: dict[str, Table]
) -> dict[str, tuple[Table | None, Table | None]]:
    """Tables that are not the same: name to (expected, found)."""
    names = sorted(expected.keys() | found.keys())
    pairs = {name: (expected.get(name), found.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def refuse_partial_view(connection: "psycopg.Connection[Any]") -> None:
    """Refused("backup_needs_all_rows") for a login that row-level security binds: it would see no rows at all."""
    row = connection.execute(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    if row is None or not row[0]:
        raise Refused("backup_needs_all_rows", login=connection.info.user)
