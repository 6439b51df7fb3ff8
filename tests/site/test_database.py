"""A database made ready: roles, rights, and nobody who skips row-level security."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from firstreply.core.refusal import Refused
from firstreply.site import database as preparing
from firstreply.site.postgres.server import EmbeddedPostgres
from firstreply.site.roles import APP, acting_as
from tests.postgres import Database

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def elsewhere(home: Path) -> Iterator[EmbeddedPostgres]:
    """A server of its own, without our roles, as a provider gives it."""
    folder = home / "elsewhere" / "postgres"
    folder.parent.mkdir(mode=0o711)
    with EmbeddedPostgres(folder, durable=False) as server:
        yield server


def nothing() -> None:
    """No tables to make."""


def run(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def test_application_acts_as_a_role_that_row_security_binds(database: Database) -> None:
    with psycopg.connect(database.app) as connection:
        row = connection.execute(
            "SELECT current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    assert row == ("firstreply_app", False, False)


def test_django_acts_as_the_application(database: Database) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("firstreply_app",)


def test_application_may_make_no_table(database: Database) -> None:
    with psycopg.connect(database.app) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE public.mine (id int)")


def test_every_table_belongs_to_the_owner(database: Database) -> None:
    with psycopg.connect(database.admin) as connection:
        rows = connection.execute(
            "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
    assert rows == [("firstreply_owner",)]


def test_preparing_again_and_by_several_at_once_changes_nothing(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(preparing.prepare, database.admin, nothing) for _ in range(8)]
    assert [one.exception() for one in done] == [None] * 8


def test_login_that_may_create_roles_prepares_its_own_database(elsewhere: EmbeddedPostgres) -> None:
    admin = elsewhere.url(database="postgres")
    run(admin, "CREATE ROLE landlord LOGIN CREATEROLE", "CREATE DATABASE house OWNER landlord")
    url = elsewhere.url("landlord", "house")
    preparing.prepare(url, nothing)
    preparing.prepare(url, nothing)
    with psycopg.connect(acting_as(url, APP)) as connection:
        assert connection.execute("SELECT current_user").fetchone() == (APP,)
    run(
        admin,
        "DROP DATABASE house",
        "DROP ROLE firstreply_app, firstreply_owner, firstreply_sweep",
        "DROP ROLE landlord",
    )


def test_weak_login_is_told_what_to_run_and_that_is_enough(elsewhere: EmbeddedPostgres) -> None:
    admin = elsewhere.url(database="postgres")
    run(admin, "CREATE ROLE tenant LOGIN", "CREATE DATABASE flat")
    url = elsewhere.url("tenant", "flat")
    with pytest.raises(Refused) as refused:
        preparing.prepare(url, nothing)
    assert (refused.value.code, refused.value.facts["login"]) == ("database_login_too_weak", "tenant")
    run(make_conninfo(admin, dbname="flat"), *str(refused.value.facts["sql"]).split(";\n"))
    preparing.prepare(url, nothing)
    with psycopg.connect(acting_as(url, APP)) as connection:
        assert connection.execute("SELECT current_user").fetchone() == (APP,)
    run(
        admin,
        "DROP DATABASE flat",
        "DROP ROLE firstreply_app, firstreply_owner, firstreply_sweep",
        "DROP ROLE tenant",
    )


def test_role_that_skips_row_security_is_refused(elsewhere: EmbeddedPostgres) -> None:
    admin = elsewhere.url(database="postgres")
    run(admin, "CREATE DATABASE open")
    url = elsewhere.url(database="open")
    preparing.prepare(url, nothing)
    run(admin, "ALTER ROLE firstreply_app BYPASSRLS")
    with pytest.raises(Refused) as refused:
        preparing.prepare(url, nothing)
    assert (refused.value.code, refused.value.facts["role"]) == ("role_skips_row_security", "firstreply_app")


def test_server_away_is_refused_without_its_password() -> None:
    with pytest.raises(Refused) as refused:
        preparing.prepare("postgresql://me:hush@127.0.0.1:1/x", nothing)
    assert refused.value.code == "database_unreachable"
    assert "hush" not in str(refused.value)
