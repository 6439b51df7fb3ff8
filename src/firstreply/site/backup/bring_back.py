"""Bring a backup back: into a new database first, compared, and only then in the place of the old one."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from firstreply.core.refusal import Refused
from firstreply.site import database
from firstreply.site.backup.content import content, differences, refuse_partial_view
from firstreply.site.backup.file import Manifest
from firstreply.site.postgres.programs import Programs
from firstreply.site.roles import same_server

_NEWER: Final = b"SET transaction_timeout = 0;"
_ORGANISATION: Final = "SELECT to_regclass('public.organisation')"


def holds_organisations(url: str) -> bool:
    """Whether the database is in use: a prepared one without organisations is not."""
    with database.connected(url) as connection:
        row = connection.execute(_ORGANISATION).fetchone()
        if row is None or row[0] is None:
            return False
        refuse_partial_view(connection)
        return connection.execute("SELECT 1 FROM organisation LIMIT 1").fetchone() is not None


def bring_back(url: str, dump: Path, manifest: Manifest, programs: Programs, *, verify: bool) -> str | None:
    """Put the dump in the place of the database `url` names; the name under which one with organisations is kept.

    `url` logs in as a superuser, or as a role that may create databases and skips row-level security. Raises Refused:
    restore_differs (the old database is untouched), postgres_failed, database_login_too_weak.
    """
    name = str(conninfo_to_dict(url)["dbname"])
    keep = holds_organisations(url)
    fresh, maintenance = f"{name}_restoring", same_server(url, "postgres")
    with database.connected(maintenance, autocommit=True) as connection:
        _drop(connection, fresh)
    database.create(maintenance, fresh)
    try:
        target = same_server(url, fresh)
        database.prepare(target, lambda: None)
        _fill(target, dump, programs)
        if verify:
            _compare(target, manifest)
    except BaseException:
        with database.connected(maintenance, autocommit=True) as connection:
            _drop(connection, fresh)
        raise
    return _swap(maintenance, name, fresh, keep=keep)


def _fill(target: str, dump: Path, programs: Programs) -> None:
    """Schema public is there already, with the right owner; the dump brings what lies in it."""
    wanted = programs.run("pg_restore", "--list", str(dump))
    listed = dump.with_suffix(".list")
    left_out = (" SCHEMA - public ", " COMMENT - SCHEMA public ", " ACL - SCHEMA public ")
    listed.write_text(
        "\n".join(one for one in wanted.splitlines() if not any(out in one for out in left_out)), "utf-8"
    )
    script = dump.with_suffix(".sql")
    programs.run("pg_restore", f"--use-list={listed}", f"--file={script}", str(dump))
    _for_older_servers(script)
    told = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={script}")
    programs.connected("psql", target, *told)


def _for_older_servers(script: Path) -> None:
    """Blank out, in place, the one setting of the script's head that only PostgreSQL 17 and newer know."""
    with script.open("r+b") as file:
        head = file.read(4096)
        at = head.find(_NEWER)
        if at >= 0:
            file.seek(at)
            file.write(b" " * len(_NEWER))


def _compare(target: str, manifest: Manifest) -> None:
    with database.connected(target) as connection:
        found = differences(manifest.tables, content(connection))
    if found:
        shown = ", ".join(
            f"{name} ({was.rows if was else 0} rows before, {now.rows if now else 0} after)"
            for name, (was, now) in found.items()
        )
        raise Refused("restore_differs", tables=shown)


def _swap(maintenance: str, name: str, fresh: str, *, keep: bool) -> str | None:
    """The new one under the old one's name, in one transaction; nobody may be connected to either."""
    with database.connected(maintenance, autocommit=True) as connection:
        kept = f"{name}_before_{datetime.now(UTC):%Y%m%d%H%M%S}"
        try:
            with connection.transaction():
                _rename(connection, name, kept)
                _rename(connection, fresh, name)
        except psycopg.errors.ObjectInUse as error:
            raise Refused("database_in_use", database=name) from error
        if keep:
            return kept
        _drop(connection, kept)
    return None


def _rename(connection: "psycopg.Connection[Any]", old: str, new: str) -> None:
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
    )


def _drop(connection: "psycopg.Connection[Any]", name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
