# ruff: noqa: S608 (names are ours, values are numbers or parameters)
"""Feed: rows of PostgreSQL become rows of the copy: all of them, or what changed since the last look."""

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import duckdb

from firstreply.core.mail.ids import is_forward_subject
from firstreply.core.message import MessageClass
from firstreply.insights.facts import KINDS
from firstreply.insights.live import passed, wait_rows
from firstreply.insights.live.clocks import Clocks
from firstreply.insights.live.codes import add, code
from firstreply.insights.live.local_days import local_columns
from firstreply.insights.live.schema import LEAD_CODES, STAGED, TABLES, VERSION, VIEW
from firstreply.store.queries.mirror import Mark, Snapshot, Standing

Progress = Callable[[int, int], None]  #: rows done, of how many
_CHUNK: Final = 32 * 1024 * 1024  #: octets of CSV read at once
_ORDER: Final = ("lead", "message", "fact", "wait")  #: each knows what stands before it
_TAG: Final = "\x1f"


def fill(into: duckdb.DuckDBPyConnection, rows: Snapshot, told: Progress) -> None:
    """Make everything anew, in one transaction: whoever asks meanwhile sees what was there before."""
    total = sum(rows.count(table) for table in ("lead", "message", "wait"))
    done = 0
    _begin(into)
    for table, columns in TABLES.items():
        into.execute(f"CREATE OR REPLACE TABLE {table} ({columns})")
    into.execute(VIEW)
    passed.begin(into)
    standing = rows.standing()
    take = _Take(into, standing)
    for table in _ORDER:
        for staged in _staged(into, table, rows.rows(table)):
            take(table)
            done += staged if table != "fact" else 0
            told(done, total)
    _end(into, rows.mark, standing)


def follow(into: duckdb.DuckDBPyConnection, rows: Snapshot, since: Mark, standing: Standing) -> int:
    """Take in what changed since the last look; how many rows that were. One transaction."""
    _begin(into)
    passed.begin(into)
    take, count = _Take(into, standing), 0
    for _ in _staged(into, "gone", rows.rows("gone", since)):
        passed.note(into, "SELECT id FROM stage_gone UNION ALL SELECT lead FROM wait" + _GONE)
        for table, column in (*((each, "id") for each in _KEPT_IN["gone"]), ("tag", "lead")):
            into.execute(f"DELETE FROM {table} WHERE {column} IN (SELECT id FROM stage_gone)")
    for table in _ORDER:
        for staged in _staged(into, table, rows.rows(table, since)):
            into.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS SELECT DISTINCT id FROM stage_{table}")
            if table in _ABOUT:
                passed.note(into, _ABOUT[table])
            for kept in _KEPT_IN.get(table, (table,)):
                into.execute(f"DELETE FROM {kept} WHERE id IN (SELECT id FROM fresh)")
            if table == "lead":
                into.execute("DELETE FROM tag WHERE lead IN (SELECT id FROM fresh)")
            take(table)
            if table == "lead":
                for kept in _KEPT_IN["wait"]:
                    into.execute(f"UPDATE {kept} SET {_PASSED_ON} WHERE {kept}.lead = l.id{_FRESH}")
            count += staged
    _end(into, rows.mark, standing)
    return count


#: Where rows of a stream lie.
_KEPT_IN: Final = {
    "wait": ("ended", "pending"),
    "fact": ("move", "pause"),
    "gone": ("ended", "pending", "message", "lead"),
}
_GONE: Final = " WHERE id IN (SELECT id FROM stage_gone)"
_KNOWN: Final = " WHERE id IN (SELECT id FROM fresh)"
#: Which leads a staged row is about, and was about before.
_ABOUT: Final = {
    "lead": "SELECT id FROM fresh",
    "wait": f"SELECT lead FROM stage_wait UNION ALL SELECT lead FROM wait{_KNOWN}",
    "fact": f"SELECT lead FROM stage_fact WHERE kind = 'stage_moved' UNION ALL SELECT lead FROM move{_KNOWN}",
}
#: What a wait is counted under changes with its lead.
_PASSED_ON: Final = (
    "out = l.withdrawn, lead_owner = l.owner, lead_team = l.team, "
    + ", ".join(f"{name} = l.{name}" for name in LEAD_CODES)
    + " FROM lead l"
)
_FRESH: Final = " AND l.id IN (SELECT id FROM fresh)"


class _Take:
    """From a staged chunk into its table."""

    def __init__(self, into: duckdb.DuckDBPyConnection, standing: Standing) -> None:
        self._into = into
        self._standing = standing
        self._clocks = Clocks(standing)

    def __call__(self, table: str) -> None:
        getattr(self, f"_{table}")()

    def _lead(self) -> None:
        into = self._into
        add(into, "person", "SELECT owner FROM stage_lead")
        add(into, "team", "SELECT team FROM stage_lead")
        for name in LEAD_CODES:
            add(into, name, f"SELECT {name} FROM stage_lead")
        codes = ", ".join(code(name, f"s.{name}") for name in LEAD_CODES)
        into.execute(
            f"INSERT INTO lead SELECT s.id, s.created, s.created, {code('person', 's.owner')},"
            f" {code('team', 's.team')}, {codes}, s.stage, s.points, s.withdrawn, s.merged FROM stage_lead s"
        )
        # A tag is one however often it stands there.
        tags = f"SELECT DISTINCT id, unnest(string_split(tags, '{_TAG}')) AS tag FROM stage_lead WHERE tags <> ''"
        add(into, "tag", f"SELECT tag FROM ({tags})")
        into.execute(f"INSERT INTO tag SELECT id, {code('tag', 'tag')} FROM ({tags})")

    def _message(self) -> None:
        into = self._into
        author = "coalesce(s.author, s.author_name)"
        for kind, column in (("person", author), ("party", "s.party"), ("domain", _DOMAIN)):
            add(into, kind, f"SELECT {column} FROM stage_message s")
        kinds = " ".join(f"WHEN '{kind}' THEN {place}" for place, kind in enumerate(KINDS))
        into.execute(
            "CREATE OR REPLACE TEMP TABLE placed AS SELECT s.id, s.instant,"
            f" (CASE s.kind {kinds} END)::TINYINT AS kind, {code('person', author)} AS person,"
            f" {code('party', 's.party')} AS party, {code('domain', _DOMAIN)} AS domain,"
            " s.conversation, s.lead, s.words, s.subject FROM stage_message s"
        )
        internal = [
            row[0]
            for row in into.execute(
                "SELECT DISTINCT subject FROM placed WHERE kind = ? AND subject <> ''",
                [KINDS.index(MessageClass.INTERNAL)],
            ).fetchall()
        ]
        forwards = [one for one in internal if is_forward_subject(one)]
        columns = local_columns(
            into.execute("SELECT instant FROM placed").fetchnumpy()["instant"], self._standing.zone
        )
        into.register("local_days", columns)
        into.execute(
            "INSERT INTO message SELECT p.id, p.instant, p.kind, p.person, p.party, p.domain, p.conversation, p.lead,"
            " p.words, d.day, d.weekday, d.hour, list_contains(?::VARCHAR[], p.subject)"
            " FROM placed p POSITIONAL JOIN local_days d",
            [forwards],
        )
        into.unregister("local_days")

    def _fact(self) -> None:
        self._into.execute(
            "INSERT INTO move SELECT id, lead, instant, after FROM stage_fact WHERE kind = 'stage_moved'"
        )
        self._into.execute(
            "INSERT INTO pause SELECT id, wait, instant, kind = 'paused' FROM stage_fact WHERE kind <> 'stage_moved'"
        )

    def _wait(self) -> None:
        wait_rows.take(self._into, self._standing, self._clocks)


_DOMAIN: Final = wait_rows.DOMAIN


def _staged(into: duckdb.DuckDBPyConnection, table: str, lines: Iterable[bytes]) -> Iterator[int]:
    """Lay rows out in `stage_<table>`, chunk by chunk; how many each has."""
    columns = "{" + ", ".join(f"'{name}': '{kind}'" for name, kind in STAGED[table].items()) + "}"
    with tempfile.TemporaryDirectory(prefix="firstreply-") as folder:
        path = Path(folder) / "rows.csv"
        for octets in _chunks(lines):
            path.write_bytes(octets)
            into.execute(
                f"CREATE OR REPLACE TEMP TABLE stage_{table} AS SELECT * FROM read_csv('{path}', header=false,"
                f" columns={columns}, delim=',', quote='\"', escape='\"', nullstr='', allow_quoted_nulls=false,"
                " auto_detect=false, max_line_size=20000000, parallel=false)"
            )
            yield int(into.execute(f"SELECT count(*) FROM stage_{table}").fetchall()[0][0])


def _chunks(lines: Iterable[bytes]) -> Iterator[bytes]:
    chunk = bytearray()
    for line in lines:
        chunk += line
        if len(chunk) >= _CHUNK:
            yield bytes(chunk)
            chunk.clear()
    if chunk:
        yield bytes(chunk)


def _begin(into: duckdb.DuckDBPyConnection) -> None:
    into.execute("BEGIN TRANSACTION")


def _end(into: duckdb.DuckDBPyConnection, mark: Mark, standing: Standing) -> None:
    passed.end(into, standing)
    marked(into, mark, standing)
    into.execute("COMMIT")


def marked(into: duckdb.DuckDBPyConnection, mark: Mark, standing: Standing) -> None:
    """Say in the copy which state it is in, and what it was worked out with."""
    into.execute("DELETE FROM mirror")
    into.execute(
        "INSERT INTO mirror VALUES (?, ?, ?, ?, ?, ?, ?)",
        [VERSION, *mark, Clocks(standing).settled, passed.way_of(standing)],
    )
