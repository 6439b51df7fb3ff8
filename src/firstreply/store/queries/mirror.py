"""Mirror: rows of one organisation as text for a copy elsewhere: everything, or what changed since a mark.

A mark is the oldest transaction that still ran when somebody looked. Whatever a transaction wrote that was not to be
seen then has that number or a higher one, however late it is committed: asked again from there, some rows come twice,
none is missed. A database that was brought back from somewhere else counts its transactions anew; its mark says so by
another `place`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson
import psycopg
from psycopg import IsolationLevel, sql

from firstreply.store import bulk
from firstreply.store.tenancy import SETTING, organisation

FOLLOWED: Final = timedelta(days=7)  #: a copy that nobody looked after for longer is made anew
#: What was deleted is remembered so long: for every copy that goes on, whatever ran while it was looked after.
REMEMBERED: Final = FOLLOWED + timedelta(days=1)
_MARK: Final = """
SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint,
       extract(epoch FROM transaction_timestamp())::bigint,
       (SELECT oid FROM pg_database WHERE datname = current_database())::text
FROM pg_current_snapshot() s
"""
_PLACE: Final = (
    "SELECT c.system_identifier, p.timeline_id FROM pg_control_system() c, pg_control_checkpoint() p"
)
_CHANGED: Final = "t.changed >= {since} AND t.changed < {until}"
_LINE: Final = r"translate({}, E'\r\n', '  ')"


def _epoch(column: str) -> str:
    return f"floor(extract(epoch FROM {column}))::bigint"


_WAIT: Final = f"""
SELECT t.id, {_epoch("t.started_at")}, {_epoch("t.ended_at")}, t.outcome, t.first, t.truncated, t.author_id,
       {_LINE.format("t.author_name")}, t.owner_id, t.addressed, t.channel, {_LINE.format("t.party")},
       {_LINE.format("coalesce(m.mailbox, '')")}, t.lead_id, t.calendar_version_id, {_epoch("t.due_at")},
       {_epoch("t.touched_at")}, {_epoch("t.assigned_at")}, {_epoch("t.called_at")}, t.sla_id IS NOT NULL
FROM wait t LEFT JOIN message m ON m.organisation_id = t.organisation_id AND m.id = t.opened_by_id
WHERE t.organisation_id = {{own}} AND {{which}}
"""
_MESSAGE: Final = f"""
SELECT t.id, {_epoch("t.at")}, coalesce(nullif(t.overruled, ''), t.kind), t.author_id, {_LINE.format("t.author_name")},
       {_LINE.format("t.party")}, t.conversation_id, t.lead_id, t.words,
       CASE WHEN coalesce(nullif(t.overruled, ''), t.kind) = 'INTERNAL' THEN {_LINE.format("t.subject")} ELSE '' END
FROM message t WHERE t.organisation_id = {{own}} AND {{which}}
"""
_LEAD: Final = f"""
SELECT t.id, {_epoch("t.created_at")}, t.owner_id, t.team_id, t.source_id, t.stage, t.country, t.language, t.points,
       {_LINE.format("coalesce(t.persona->>'product', '')")}, {_LINE.format("coalesce(t.persona->>'segment', '')")},
       {_LINE.format("coalesce(t.persona->>'campaign', t.touches->'first'->>'utm_campaign', '')")},
       CASE WHEN t.persona ? 'tags' THEN
           (SELECT string_agg({_LINE.format("tag")}, E'\\x1f') FROM jsonb_array_elements_text(t.persona->'tags') tag)
       END,
       t.withdrawn_at IS NOT NULL, t.merged_into_id IS NOT NULL
FROM lead t WHERE t.organisation_id = {{own}} AND {{which}}
"""
_FACT: Final = f"""
SELECT t.id, t.lead_id, t.wait_id, {_epoch("t.at")}, t.kind, coalesce(t.data->>'after', '')
FROM fact t WHERE t.organisation_id = {{own}} AND t.kind IN ('stage_moved', 'paused', 'resumed') AND {{which}}
"""
_GONE: Final = "SELECT t.id FROM gone t WHERE t.organisation_id = {own} AND {which}"
_STREAMS: Final = {"wait": _WAIT, "message": _MESSAGE, "lead": _LEAD, "fact": _FACT, "gone": _GONE}
#: The ids of what to bring: a union, each part by an index of its own; conditions joined by OR read whole tables.
_OWN: Final = "SELECT t.id FROM {table} t WHERE t.organisation_id = {own} AND {which}"
#: Besides what changed: what was deleted and may be there again; waits whose opening message says something else now;
#: those whose clock was stopped or went on, of which nothing else need have changed.
_AGAIN: Final = "SELECT t.id FROM gone t WHERE t.organisation_id = {own} AND {which}"
_OPENED: Final = """SELECT w.id FROM message t JOIN wait w ON w.organisation_id = t.organisation_id
    AND w.opened_by_id = t.id WHERE t.organisation_id = {own} AND {which}"""
_PAUSED: Final = """SELECT t.wait_id FROM fact t WHERE t.organisation_id = {own} AND t.wait_id IS NOT NULL
    AND t.kind IN ('stage_moved', 'paused', 'resumed') AND {which}"""
_ALSO: Final = {"wait": (_AGAIN, _OPENED, _PAUSED), "message": (_AGAIN,), "lead": (_AGAIN,)}


class Mark(NamedTuple):
    """How far somebody looked. `low`, `high`: below all earlier ones were over; from there on none had begun."""

    low: int
    high: int
    at: int  #: epoch seconds, by the database's clock
    place: str  #: which database this is, whatever it is called


class Hours(NamedTuple):
    """A version of working hours."""

    id: UUID
    calendar: UUID
    since: int  #: when it came into force, epoch seconds
    value: dict[str, Any]
    name: str
    number: int = 1


class Works(NamedTuple):
    """Who was in which team; None: from the beginning, to the end."""

    member: UUID
    team: UUID
    since: int | None
    until: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What an organisation has set and the copy is worked out with; small."""

    zone: str
    members: dict[UUID, tuple[str, UUID | None]]  #: name and own calendar
    teams: dict[UUID, tuple[str, UUID | None]]
    works: tuple[Works, ...]  #: in the order in which they count
    hours: tuple[Hours, ...]  #: versions, the oldest calendar first, each by number
    sources: dict[UUID, str]
    stages: tuple[tuple[str, str], ...]  #: key and kind in their order; empty: the product's own


class Snapshot:
    """One instant of one organisation's rows."""

    def __init__(self, connection: "psycopg.Connection[Any]", own: UUID) -> None:
        self._connection = connection
        self._own = sql.Literal(str(own))
        self.mark = self._mark()

    def rows(self, table: str, since: Mark | None = None) -> Iterator[bytes]:
        """A table as CSV without a header, NULL as nothing: all of it, or what changed since a mark of this place.

        `table` is wait, message, lead, fact, or gone (ids of rows of the first three that are no more).
        """
        which: sql.Composable = sql.SQL("true")
        if since is not None:
            # Numbers of another database, from before this one was restored, may lie ahead of ours.
            bounds = {"since": sql.Literal(since.low), "until": sql.Literal(self.mark.high)}
            which = sql.SQL(_CHANGED).format(**bounds)
            if table in _ALSO:
                parts = " UNION ".join((_OWN, *_ALSO[table]))
                named = {"table": sql.Identifier(table), "own": self._own, "which": which}
                which = sql.SQL("t.id IN ({})").format(sql.SQL(parts).format(**named))
        query = sql.SQL(_STREAMS[table]).format(own=self._own, which=which)
        with (
            self._connection.cursor() as cursor,
            cursor.copy(sql.SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(query)) as copy,
        ):
            for data in copy:
                yield bytes(data)

    def count(self, table: str) -> int:
        """How many rows there are: one pass over an index."""
        query = sql.SQL("SELECT count(*) FROM {} WHERE organisation_id = {}")
        row = self._connection.execute(query.format(sql.Identifier(table), self._own)).fetchone()
        return int(row[0]) if row else 0

    def standing(self) -> Standing:
        """What is set now; six small queries."""
        return _standing(self._ask)

    def _ask(self, query: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql.SQL(query).format(own=self._own)).fetchall()

    def _mark(self) -> Mark:
        row = self._connection.execute(_MARK).fetchone()
        assert row is not None
        low, high, at, database = row
        return Mark(low, high, at, f"{self._server()}/{database}")

    def _server(self) -> str:
        """Which server, and which of its lives. A service that does not tell is known by its database alone."""
        try:
            with self._connection.transaction():
                row = self._connection.execute(_PLACE).fetchone()
        except psycopg.errors.InsufficientPrivilege:
            return "unknown"
        return "unknown" if row is None else f"{row[0]}.{row[1]}"


@contextmanager
def snapshot(dsn: str, own: UUID) -> Iterator[Snapshot]:
    """Read one instant of an organisation's rows, over a connection of one's own; nobody waits for it."""
    with psycopg.connect(dsn, application_name="firstreply mirror") as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        connection.execute("SELECT set_config(%s, %s, true)", [SETTING, str(own)])
        yield Snapshot(connection, own)
        connection.rollback()


def standing() -> Standing:
    """What is set now by the acting organisation, within its transaction."""
    own = {"own": organisation()}
    return _standing(lambda query: bulk.fetch(query.format(own="%(own)s"), own))


def _standing(ask: Callable[[str], list[tuple[Any, ...]]]) -> Standing:
    zone = ask("SELECT zone FROM organisation WHERE id = {own}")
    hours = ask(
        "SELECT v.id, v.calendar_id, extract(epoch FROM v.created_at)::bigint, v.value::text, c.name, v.number"
        " FROM calendar_version v JOIN calendar c ON c.id = v.calendar_id WHERE v.organisation_id = {own}"
        " ORDER BY c.created_at, c.id, v.number"
    )
    works = ask(
        f"SELECT member_id, team_id, {_epoch('since')}, {_epoch('until')} FROM membership"
        " WHERE organisation_id = {own} ORDER BY created_at, id"
    )
    stages = (
        "SELECT key, kind FROM stage WHERE organisation_id = {own} AND retired_at IS NULL ORDER BY position"
    )
    return Standing(
        zone=str(zone[0][0]) if zone else "UTC",
        members=_named(
            ask("SELECT id, name, calendar_id FROM member WHERE organisation_id = {own} ORDER BY id")
        ),
        teams=_named(ask("SELECT id, name, calendar_id FROM team WHERE organisation_id = {own} ORDER BY id")),
        works=tuple(Works(*row) for row in works),
        hours=tuple(
            Hours(own, of, since, orjson.loads(value), name, number)
            for own, of, since, value, name, number in hours
        ),
        sources=dict(ask("SELECT id, name FROM source WHERE organisation_id = {own} ORDER BY id")),
        stages=tuple(ask(stages)),
    )


def _named(rows: list[tuple[Any, ...]]) -> dict[UUID, tuple[str, UUID | None]]:
    return {own: (name, calendar) for own, name, calendar in rows}
