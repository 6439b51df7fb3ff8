"""Make a database ready: roles, ownership, rights, migrations. Again and by two at once is fine."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import psycopg
from psycopg import sql

from firstreply.core.refusal import Refused
from firstreply.site.postgres.address import DATABASE
from firstreply.site.roles import APP, OWNER, SWEEP

OLDEST: Final = 150_000  #: PostgreSQL 15
_LOCK: Final = 0x46_52_44_42  #: one starter at a time in one database
_ROLES: Final = {OWNER: "NOLOGIN", APP: "LOGIN", SWEEP: "NOLOGIN"}
_TRIES: Final = 20

#: What a person with the right to it runs when the given login may not. `{login}` and `{database}` are filled in.
BY_HAND: Final = """\
CREATE ROLE firstreply_owner NOLOGIN; CREATE ROLE firstreply_app LOGIN; CREATE ROLE firstreply_sweep NOLOGIN;
GRANT firstreply_sweep TO firstreply_owner;
GRANT firstreply_owner, firstreply_app TO {login};
GRANT CREATE, TEMPORARY ON DATABASE {database} TO firstreply_owner;
ALTER SCHEMA public OWNER TO firstreply_owner;"""


def create(url: str, name: str = DATABASE) -> None:
    """Make an empty database on the server of `url` unless it is there. Raises Refused("database_unreachable")."""
    with connected(url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        making = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
        with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            connection.execute(making)


def prepare(url: str, migrate: Callable[[], None]) -> None:
    """Roles, rights and tables of the database that `url` names, under a lock.

    `url` logs in as a superuser, or as a role that may create roles; `migrate` brings the tables up to date as
    `firstreply_owner`. Raises Refused: database_unreachable, postgres_too_old, database_login_too_weak,
    role_skips_row_security.
    """
    with connected(url, autocommit=True) as connection:
        if connection.info.server_version < OLDEST:
            raise Refused("postgres_too_old", found=connection.info.server_version // 10_000, oldest=15)
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        _again(lambda: _roles_and_rights(connection))
        _refuse_exempt(connection)
        migrate()


def connected(url: str, **more: Any) -> "psycopg.Connection[Any]":
    """A connection. Raises Refused("database_unreachable") with what the server said, never the password."""
    try:
        return psycopg.connect(url, connect_timeout=10, application_name="firstreply", **more)
    except psycopg.Error as error:
        raise Refused("database_unreachable", reason=" ".join(str(error).split())) from error


def _roles_and_rights(connection: "psycopg.Connection[Any]") -> None:
    try:
        with connection.transaction():
            _roles(connection)
            _rights(connection)
    except psycopg.errors.InsufficientPrivilege as error:
        names = {"login": connection.info.user, "database": connection.info.dbname}
        commands = BY_HAND.format(**{key: _quoted(connection, value) for key, value in names.items()})
        raise Refused(
            "database_login_too_weak", **names, reason=str(error).split("\n")[0], sql=commands
        ) from error


def _roles(connection: "psycopg.Connection[Any]") -> None:
    rows = connection.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s)", [list(_ROLES)])
    there = {str(row[0]) for row in rows}
    for name, login in _ROLES.items():
        if name not in there:
            making = f"CREATE ROLE {{}} {login} NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"
            connection.execute(sql.SQL(making).format(sql.Identifier(name)))
    # From 16 on, who made a role is a member of it that may not act as it, until it says so.
    may = "SET" if connection.info.server_version >= 160_000 else "MEMBER"
    for role, member in ((SWEEP, OWNER), (OWNER, connection.info.user), (APP, connection.info.user)):
        had = connection.execute("SELECT pg_has_role(%s, %s, %s)", [member, role, may]).fetchone()
        if not had or not had[0]:
            granting = sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(member))
            connection.execute(granting)


def _rights(connection: "psycopg.Connection[Any]") -> None:
    """Only what is missing: a login that prepared nothing itself may still start, once all is as it should be."""
    owner, app, sweep = (sql.Identifier(name) for name in (OWNER, APP, SWEEP))
    held = connection.execute(
        "SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'public'"
    ).fetchone()
    if held is None or held[0] != OWNER:
        database = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL("GRANT CREATE, TEMPORARY ON DATABASE {} TO {}").format(database, owner))
        connection.execute(sql.SQL("ALTER SCHEMA public OWNER TO {}").format(owner))
    connection.execute(sql.SQL("SET LOCAL ROLE {}").format(owner))
    for statement in (
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {app}",
        "GRANT USAGE, CREATE ON SCHEMA public TO {sweep}",  # CREATE: else no function of ours can be given to it
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
    ):
        connection.execute(sql.SQL(statement).format(app=app, sweep=sweep))
    connection.execute("RESET ROLE")


def _refuse_exempt(connection: "psycopg.Connection[Any]") -> None:
    asking = "SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND (rolsuper OR rolbypassrls)"
    row = connection.execute(asking, [list(_ROLES)]).fetchone()
    if row:
        raise Refused("role_skips_row_security", role=row[0])


def _again(step: Callable[[], None]) -> None:
    """Roles belong to the whole server: two databases prepared at once meet there, and one of them is told so."""
    for attempt in range(_TRIES):
        try:
            return step()
        except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation, psycopg.errors.InternalError):
            if attempt == _TRIES - 1:
                raise
            time.sleep(0.05)
    return None


def _quoted(connection: "psycopg.Connection[Any]", name: str) -> str:
    return sql.Identifier(name).as_string(connection)


def migrate() -> None:
    """Bring the tables up to date as their owner, through Django's connection `owner`."""
    from django.core.management import call_command
    from django.db import connections

    from firstreply.site.django import set_up

    set_up()
    try:
        call_command("migrate", database="owner", interactive=False, verbosity=0)
    finally:
        connections["owner"].close()


def not_migrated() -> list[str]:
    """Names of migrations that this version has and the database has not."""
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    from firstreply.site.django import set_up

    set_up()
    executor = MigrationExecutor(connections["default"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]
