"""Rows of leads long answered, by the million: one lead goes through the real journey and is answered, and SQL repeats
whatever it left in the tables, for other people at other times. So the shape is right whatever the tables become."""

import json
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import sql

from firstreply.cli.bench.installed.installation import Installation, within
from firstreply.store.queries.counts import COLUMNS, COUNTING

_TEMPLATE: Final = {
    "external_id": "tmplarrival",
    "name": "vornama nachnamix",
    "email": "vorlage@muster.example",
    "phone": "+49 30 712345678",
    "company": "firmenname ltd",
    "country": "DE",
    "product": "chairs",
    "source": "bench",
    "need": "We would like a quote for 20 chairs, delivered in the second week of the month. " * 6,
}
#: What stands in the template for one person, and what stands there for person number `n`.
_OTHERS: Final = {
    "tmplarrival": "'old' || n",
    "tmplanswer": "'answer' || n",
    "vornama": "substr(translate(md5((n % 400)::text), '0123456789', 'ghijklmnop'), 1, 6)",
    "nachnamix": "substr(translate(md5((n % 60000)::text), '0123456789', 'ghijklmnop'), 1, 9)",
    "vorlage": "'person' || n",
    "muster.example": "'firm' || n % 50000 || '.example'",
    "firmenname": "'firm' || n % 50000",
    "12345678": "lpad(n::text, 8, '0')",
}
#: The same in words that leads are found by, where addresses are cut up and numbers stand from behind, too.
_IN_WORDS: Final = {"muster'": "'firm' || n % 50000 || chr(39)", "87654321": "reverse(lpad(n::text, 8, '0'))"}
_TABLES: Final = {
    "lead": "id", "contact_point": "lead_id", "engagement": "lead_id", "conversation": "lead_id",
    "message": "lead_id", "arrival": "lead_id", "wait": "lead_id", "assignment": "lead_id", "fact": "lead_id",
    "delivery": "lead_id", "live_event": "lead_id", "moment": "wait_id", "named": "conversation_id",
    "reached": "conversation_id", "lead_words": "lead_id",
}  # fmt: skip
_APART_S: Final = 90  #: between two of them: a million reach back three years
_CHUNK: Final = 10_000
_AT_ONCE: Final = 2
#: What the database draws for each row anew: numbers, and which transaction wrote it.
_DRAWN: Final = ("id", "changed")
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    """One row that the template left: its table and its columns as text, with their types."""

    table: str
    values: Mapping[str, tuple[str, str]]


def fill(running: Installation, count: int, leads: Mapping[str, str] | None = None) -> None:
    """Add `count` leads with all that belongs to them, and count them by stage. `leads`: what else stands in columns of
    a lead, as SQL of its number `n`. Raises RuntimeError when the template does not get through.
    """
    lead = _template(running)
    with running.admin() as connection:
        _at_ease(connection)
        members = [person.id for person in running.people]
        inserts = _inserts(list(_left(connection, lead)), members, count, leads or {})
        chunks = [(start, min(start + _CHUNK - 1, count)) for start in range(1, count + 1, _CHUNK)]
        with _unindexed(connection), ThreadPoolExecutor(_AT_ONCE) as pool:
            parts = [chunks[first::_AT_ONCE] for first in range(_AT_ONCE)]
            for done in [pool.submit(_insert, running, inserts, part) for part in parts]:
                done.result()
        _counted(connection, running.founded["organisation"])
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _insert(running: Installation, inserts: list[sql.Composed], chunks: list[tuple[int, int]]) -> None:
    with running.admin() as connection:
        _at_ease(connection)
        for start, stop in chunks:
            numbers = sql.SQL("{}, {}) AS n").format(start, stop)
            for insert in inserts:
                connection.execute(insert + numbers)


def _counted(connection: "psycopg.Connection[Any]", organisation: str) -> None:
    """What triggers would have counted one by one."""
    with connection.transaction():
        connection.execute("LOCK TABLE lead IN EXCLUSIVE MODE")
        connection.execute("LOCK TABLE counted, counted_change IN ACCESS EXCLUSIVE MODE")
        for table in ("counted", "counted_change"):
            delete = sql.SQL("DELETE FROM {} WHERE organisation_id = %s").format(sql.Identifier(table))
            connection.execute(delete, [organisation])
        connection.execute(f"INSERT INTO counted {COLUMNS} {COUNTING}".encode(), {"own": organisation})


def _template(running: Installation) -> str:
    """The lead that is repeated."""
    made = running.must("POST", "/api/v1/inquiries", _TEMPLATE)["links"]["self"]
    answer = {"direction": "out", "channel": "email", "party": _TEMPLATE["email"], "author": "owner@team.example",
              "text": "Here is the quote. " * 20, "id": "tmplanswer"}  # fmt: skip
    if not within(20, lambda: running.must("GET", made)["lead"]):
        raise RuntimeError("the template was not taken")
    running.must("POST", "/api/v1/messages", answer)
    lead: str = running.must("GET", made)["lead"]
    ended = "SELECT outcome FROM wait WHERE lead_id = %s"
    if not within(20, lambda: running.one(ended, lead) == "answered"):
        raise RuntimeError("the template was not answered")
    found = "SELECT EXISTS (SELECT FROM lead_words WHERE lead_id = %s) AND NOT EXISTS (SELECT FROM words_due)"
    if not within(20, lambda: running.one(found, lead)):
        raise RuntimeError("the template is not found by its words")
    return lead


def _left(connection: "psycopg.Connection[Any]", lead: str) -> Iterator[_Left]:
    types = dict[str, dict[str, str]]()
    columns = connection.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'"
        " AND is_generated = 'NEVER' AND table_name = ANY(%s)",
        [list(_TABLES)],
    )
    for table, column, kind in columns:
        types.setdefault(table, {})[column] = kind
    found: dict[str, list[str]] = {"lead_id": [lead], "id": [lead]}
    for table, column in _TABLES.items():
        asking = sql.SQL("SELECT to_jsonb(t)::text FROM {} t WHERE {} = ANY(%s::uuid[]) ORDER BY {}")
        own = column if table == "lead_words" else "id"  # it has no other
        rows = connection.execute(asking.format(*map(sql.Identifier, (table, column, own))), [found[column]])
        for (text,) in rows.fetchall():
            row = json.loads(text)
            if table in ("wait", "conversation"):
                found.setdefault(f"{table}_id", []).append(row["id"])
            yield _Left(table=table, values=dict(_values(row, types[table])))


def _values(row: Mapping[str, Any], types: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, str]]]:
    for column, kind in types.items():
        value = row[column]
        if value is None or (column in _DRAWN and kind != "uuid"):
            continue
        yield column, (kind, value if isinstance(value, str) else json.dumps(value))


def _inserts(
    left: list[_Left], members: list[str], count: int, leads: Mapping[str, str]
) -> list[sql.Composed]:
    own = {row.values["id"][1]: number for number, row in enumerate(left, 1) if "id" in row.values}
    back = sql.SQL("make_interval(secs => ({count} - n) * {apart} + 7200)").format(
        count=sql.Literal(count), apart=sql.Literal(_APART_S)
    )
    made = []
    for row in left:
        values = {name: _value(kind, text, own, members, back) for name, (kind, text) in row.values.items()}
        if row.table == "lead":
            values |= {name: sql.SQL(text) for name, text in leads.items()}
        insert = sql.SQL("INSERT INTO {table} ({columns}) SELECT {values} FROM generate_series(")
        made.append(
            insert.format(
                table=sql.Identifier(row.table),
                columns=sql.SQL(", ").join(map(sql.Identifier, values)),
                values=sql.SQL(", ").join(values.values()),
            )
        )
    return made


def _value(
    kind: str, text: str, own: Mapping[str, int], members: list[str], back: sql.Composed
) -> sql.Composable:
    """What stands in one column of person number `n`."""
    type_ = sql.SQL(kind)
    plain = sql.SQL("{}::{}").format(sql.Literal(text), type_)
    if kind == "uuid":
        if text in own:
            return sql.SQL("({})::uuid").format(_id(own[text]))
        return _one_of(members) if text in members else plain
    if kind.startswith("timestamp"):
        return plain + sql.SQL(" - ") + back
    if kind not in ("text", "jsonb", "character varying", "tsvector"):
        return plain
    known = _OTHERS | (_IN_WORDS if kind == "tsvector" else {})
    others: dict[str, sql.Composable] = {
        token: sql.SQL(other) for token, other in known.items() if token in text
    }
    others |= {one: _id(own[one]) for one in sorted(set(_UUID.findall(text)) & own.keys())}
    found: sql.Composable = sql.Literal(text)
    for token, other in others.items():
        found = sql.SQL("replace({}, {}, {})").format(found, sql.Literal(token), other)
    return sql.SQL("({})::{}").format(found, type_)


def _id(number: int) -> sql.Composed:
    """The text of a UUIDv7 of that time, with the row's number and the person's."""
    return sql.SQL(
        "(overlay(lpad(to_hex(1700000000000 + n::bigint * {apart}), 12, '0') placing '-' from 9 for 0)"
        " || '-7' || {row} || '-8000-' || lpad(to_hex(n), 12, '0'))"
    ).format(apart=sql.Literal(_APART_S * 1000), row=sql.Literal(f"{number:03x}"))


def _one_of(members: list[str]) -> sql.Composed:
    return sql.SQL("({}::uuid[])[1 + n % {}]").format(sql.Literal(members), sql.Literal(len(members)))


def _at_ease(connection: "psycopg.Connection[Any]") -> None:
    """What refers to what is known to be right; nothing needs to be looked up. Only a superuser may ask for that."""
    try:
        connection.execute("SET session_replication_role = replica")
    except psycopg.errors.InsufficientPrivilege:
        connection.execute("SET ROLE firstreply_owner")
    connection.execute("SET synchronous_commit = off")
    connection.execute("SET maintenance_work_mem = '512MB'")


class _unindexed:  # noqa: N801 (reads as what it does: with _unindexed(...))
    """Meanwhile these tables have no indexes but those of their constraints."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection
        self._made: list[str] = []

    def __enter__(self) -> None:
        rows = self._connection.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " JOIN pg_class c ON c.oid = i.indrelid WHERE c.relname = ANY(%s)"
            " AND c.relnamespace = 'public'::regnamespace"
            " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)",
            [list(_TABLES)],
        ).fetchall()
        self._made = [definition for _, definition in rows]
        for name, _ in rows:
            self._connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))

    def __exit__(self, *_: object) -> None:
        for definition in self._made:
            self._connection.execute(definition.encode())
