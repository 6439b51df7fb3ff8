"""A database made ready: roles, rights, and nobody who skips row-level security."""

import psycopg
import pytest
from psycopg import sql

from tests.postgres import Database, Server

pytestmark = pytest.mark.postgres


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
