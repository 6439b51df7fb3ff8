"""A real PostgreSQL for tests: one server a test process, one migrated database, emptied before each test.

Embedded by default; with DATABASE_URL (a superuser's) the same tests run on that server, in a database of their own.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from firstreply.site import database as preparing
from firstreply.site.django import set_up
from firstreply.site.postgres.server import EmbeddedPostgres
from firstreply.site.roles import APP, OWNER, acting_as

#: Tables that migrations fill or keep.
KEPT = ("django_migrations",)


class Server(NamedTuple):
    """A server with one database for this process's tests."""

    admin: str  #: connection string of a superuser, in that database
    home: Path
    embedded: EmbeddedPostgres | None

    def acting(self, role: str) -> str:
        """Connection string that acts as `role`."""
        return acting_as(self.admin, role)


class Database(NamedTuple):
    """A migrated, empty database. Django's `default` acts in it as `firstreply_app`."""

    app: str  #: connection string acting as firstreply_app
    owner: str  #: acting as firstreply_owner
    admin: str  #: a superuser: sees every row


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """A home folder that a system user can reach (pytest's own folders are closed to others)."""
    folder = Path(tempfile.mkdtemp(prefix="fr-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def server(home: Path) -> Iterator[Server]:
    """A running PostgreSQL with a migrated database; Django's settings point to it."""
    given = os.environ.get("DATABASE_URL")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIRSTREPLY_HOME", str(home))
        if given:
            yield from _external(given, home, patch)
        else:
            with EmbeddedPostgres(home / "postgres", durable=False, connections=100) as embedded:
                preparing.create(embedded.url(database="postgres"))
                preparing.prepare(embedded.url(), preparing.migrate)
                yield Server(embedded.url(), home, embedded)
                _close_all()


def _external(given: str, home: Path, patch: pytest.MonkeyPatch) -> Iterator[Server]:
    name = f"firstreply_test_{os.getpid()}"
    preparing.create(given, name)
    admin = make_conninfo(given, dbname=name)
    patch.setenv("DATABASE_URL", admin)
    preparing.prepare(admin, preparing.migrate)
    yield Server(admin, home, None)
    _close_all()
    with psycopg.connect(given, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def emptied(server: Server) -> Iterator["Emptied"]:
    """What empties the database; keeps its connection over the whole run."""
    set_up()
    with psycopg.connect(server.admin, autocommit=True) as connection:
        yield Emptied(connection)


@pytest.fixture
def database(server: Server, emptied: "Emptied") -> Iterator[Database]:
    """A clean database that really commits: for threads, LISTEN and several connections."""
    emptied()
    yield Database(server.acting(APP), server.acting(OWNER), server.admin)
    _close_all()


class Emptied:
    """Delete what was written, and only that: a look at every table and a DELETE where there are rows."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection
        rows = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL(%s)",
            [list(KEPT)],
        )
        self._tables = [str(row[0]) for row in rows]

    def __call__(self) -> None:
        looks = [
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
            for name in self._tables
        ]
        if not looks:
            return
        written = [str(row[0]) for row in self._connection.execute(sql.SQL(" UNION ALL ").join(looks))]
        with self._connection.transaction():
            # No triggers, no foreign keys: rows go in any order, append-only ones too.
            self._connection.execute("SET LOCAL session_replication_role = replica")
            for name in written:
                self._connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))


def cut(server: Server, emptied: Emptied) -> int:
    """All connections of ours end, as when the database's server begins anew; how many those were."""
    from django.db import connection as own

    with psycopg.connect(server.admin, autocommit=True) as connection:
        ended = connection.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE datname = current_database() AND NOT pid = ANY(%s)",
            [[connection.info.backend_pid, emptied._connection.info.backend_pid]],
        ).fetchone()
    own.close()
    return int(ended[0]) if ended else 0


def _close_all() -> None:
    from django.db import connections

    connections.close_all()
