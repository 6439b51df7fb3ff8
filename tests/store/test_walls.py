"""What PostgreSQL itself keeps apart, read from its own catalogue: a table that is forgotten fails by name."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg import sql

from tests.postgres import Database

pytestmark = pytest.mark.postgres

Connection = psycopg.Connection[Any]

#: Tables that belong to no organisation, and why each may.
OF_NOBODY: Final = {
    "account": "who signs in; where they work, memberships say",
    "account_emailaddress": "addresses of accounts, and which were shown to be theirs",
    "account_emailconfirmation": "of the library, and empty: our links are signed",
    "auth_group": "of Django, and empty: roles stand in memberships; the application may not read it",
    "auth_group_permissions": "as auth_group",
    "auth_permission": "as auth_group: names of models only",
    "django_session": "who is signed in; names the organisation that they chose, and holds nothing else of it",
    "mfa_authenticator": "second factors of accounts, sealed",
    "sign_in_attempt": "how often somebody tried to sign in, by address, for minutes",
    "socialaccount_socialaccount": "what a service calls an account",
    "socialaccount_socialapp": "of the library, and empty: services stand in the settings",
    "socialaccount_socialtoken": "of the library, and empty: tokens of services are not kept",
    "usersessions_usersession": "from where an account is signed in",
    "django_content_type": "names of models",
    "django_migrations": "which migrations ran; the application may only read it",
    "heartbeat": "which processes of this installation are alive",
    "procrastinate_jobs": "wake-ups: names and ids; what they do is done as one organisation",
    "procrastinate_events": "what became of the wake-ups",
    "procrastinate_periodic_defers": "when periodic work was last called",
    "procrastinate_workers": "which workers are alive",
}
#: What a function that looks across organisations may say: who has work to do, when, how much. Never a row's content.
TOLD: Final = {"uuid", "timestamp with time zone", "double precision[]"}
SETTING: Final = "SELECT set_config('firstreply.organisation', %s, false)"

TABLES: Final = """
SELECT c.relname, a.attname, c.relrowsecurity, c.relforcerowsecurity
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
     AND a.attname = CASE c.relname WHEN 'organisation' THEN 'id' ELSE 'organisation_id' END
WHERE c.relkind IN ('r', 'p') ORDER BY c.relname
"""
MEMBER_OF: Final = """
WITH RECURSIVE held AS (
    SELECT oid FROM pg_roles WHERE rolname = 'firstreply_app'
    UNION SELECT m.roleid FROM pg_auth_members m JOIN held ON held.oid = m.member)
SELECT r.rolname, r.rolsuper, r.rolbypassrls, r.rolcreaterole, r.rolcreatedb, r.rolreplication,
       (SELECT count(*) FROM pg_class c WHERE c.relowner = r.oid)
FROM held JOIN pg_roles r ON r.oid = held.oid
"""
FUNCTIONS: Final = """
SELECT p.proname, r.rolname, p.proconfig, format_type(p.prorettype, NULL), p.provolatile,
       has_function_privilege('public', p.oid, 'EXECUTE')
FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY p.proname
"""
COLUMNS: Final = """
SELECT a.attname, format_type(a.atttypid, NULL), a.attnotnull
FROM pg_attribute a
WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND a.attidentity = ''
ORDER BY a.attnum
"""


@pytest.fixture
def admin(database: Database) -> Iterator[Connection]:
    """A superuser: sees everything."""
    with psycopg.connect(database.admin, autocommit=True) as connection:
        yield connection


@pytest.fixture
def app(database: Database) -> Iterator[Connection]:
    """The application, as web, live and worker are."""
    with psycopg.connect(database.app, autocommit=True) as connection:
        yield connection


def walled(admin: Connection) -> dict[str, str]:
    """Tables of organisations, and the column that says whose a row is."""
    return {str(table): str(column) for table, column, *_ in admin.execute(TABLES) if column}


def filled(admin: Connection, tables: dict[str, str]) -> dict[UUID, dict[str, Any]]:
    """A row of each of two organisations in every table, made up by the types of its columns; one value of its key."""
    rows: dict[UUID, dict[str, Any]] = {uuid4(): {}, uuid4(): {}}
    with admin.transaction():
        admin.execute("SET LOCAL session_replication_role = replica")  # no foreign keys: each table by itself
        for own, made in rows.items():
            for table, column in tables.items():
                insert(admin, table, made_up(admin, table, column, own))
                made[table] = own
    return rows


def made_up(connection: Connection, table: str, column: str, own: UUID) -> dict[str, Any]:
    """A row of that organisation that the table would take."""
    columns = connection.execute(COLUMNS, [f'public."{table}"']).fetchall()
    needed = {str(name): value(str(kind)) for name, kind, not_null in columns if not_null}
    if table == "leave":
        needed["ends_at"] = "infinity"
    return {**needed, column: own}


def value(kind: str) -> Any:
    found: dict[str, Any] = {
        "uuid": uuid4(),
        "text": str(uuid4()),
        "jsonb": "{}",
        "bytea": uuid4().bytes,
        "boolean": True,
        "date": "2026-01-01",
        "timestamp with time zone": "2026-01-01T00:00:00Z",
        "integer": 1,
        "bigint": 1,
        "smallint": 1,
        "double precision": 1.0,
        "numeric": 1,
        "tsvector": "a",
    }
    return found[kind]


def insert(connection: Connection, table: str, row: dict[str, Any]) -> int:
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join([sql.Placeholder()] * len(row)),
    )
    return connection.execute(statement, list(row.values())).rowcount


def refused(connection: Connection, statement: str | sql.Composed, values: Any = ()) -> bool:
    """Whether the database says that this may not be done."""
    text = statement.encode() if isinstance(statement, str) else statement
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(text, values)
    except psycopg.errors.InsufficientPrivilege:
        return True
    return False


def test_every_table_is_of_an_organisation_or_says_why_not(admin: Connection) -> None:
    without = {str(table) for table, column, *_ in admin.execute(TABLES) if column is None}
    assert without == set(OF_NOBODY)


def open_tables(admin: Connection) -> list[str]:
    """Tables of organisations that PostgreSQL does not keep apart."""
    return [
        table
        for table, column, enabled, forced in admin.execute(TABLES)
        if column and not (enabled and forced)
    ]


def test_row_level_security_is_on_and_forced_on_every_table_of_organisations(admin: Connection) -> None:
    assert open_tables(admin) == []


def test_forgotten_table_is_named(admin: Connection) -> None:
    with admin.transaction(force_rollback=True):
        admin.execute("CREATE TABLE forgotten (organisation_id uuid NOT NULL)")
        assert open_tables(admin) == ["forgotten"]
        admin.execute("ALTER TABLE forgotten ENABLE ROW LEVEL SECURITY")
        assert open_tables(admin) == ["forgotten"]


def test_every_table_of_organisations_has_the_one_policy_by_the_setting(admin: Connection) -> None:
    tables = walled(admin)
    policies = admin.execute(
        "SELECT tablename, policyname, permissive, roles::text[], cmd, qual, with_check FROM pg_policies"
        " WHERE schemaname = 'public'"
    ).fetchall()
    mine = "(NULLIF(current_setting('firstreply.organisation'::text, true), ''::text))::uuid"
    own = {table: rest for table, name, *rest in policies if name == "own_rows"}
    told = {
        table: ["PERMISSIVE", ["firstreply_app", "firstreply_owner"], "ALL"] + [f"({column} = {mine})"] * 2
        for table, column in tables.items()
    }
    assert {table: [rest[0], sorted(rest[1]), *rest[2:]] for table, rest in own.items()} == told
    others = {(name, tuple(roles), cmd) for _, name, _, roles, cmd, *_ in policies if name != "own_rows"}
    assert others == {("across", ("firstreply_sweep",), "SELECT")}


def test_application_is_bound_by_row_level_security(admin: Connection) -> None:
    assert admin.execute(MEMBER_OF).fetchall() == [("firstreply_app", False, False, False, False, False, 0)]


def test_owner_and_sweep_are_bound_too_and_nobody_logs_in_as_them(admin: Connection) -> None:
    rows = admin.execute(
        "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls FROM pg_roles"
        " WHERE rolname IN ('firstreply_owner', 'firstreply_sweep') ORDER BY rolname"
    ).fetchall()
    assert rows == [("firstreply_owner", False, False, False), ("firstreply_sweep", False, False, False)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE fact SET kind = 'other'",
        "DELETE FROM fact",
        "TRUNCATE fact",
        "TRUNCATE lead",
        "CREATE TABLE public.mine (id int)",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE lead DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE lead NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY own_rows ON lead",
        "CREATE POLICY every ON lead USING (true)",
        "DROP TRIGGER fact_is_append_only ON fact",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999', now())",
        "SET session_replication_role = replica",
    ],
)
def test_application_may_not(database: Database, admin: Connection, app: Connection, statement: str) -> None:
    assert refused(app, statement)


def test_application_cannot_become_another_role(database: Database, admin: Connection) -> None:
    # Logged in as the application itself: a superuser's session that acts as it could go back.
    with psycopg.connect(database.admin) as connection:
        connection.execute("SET SESSION AUTHORIZATION firstreply_app")
        others = [
            row[0] for row in admin.execute("SELECT rolname FROM pg_roles WHERE rolname <> 'firstreply_app'")
        ]
        may = [
            name
            for name in others
            if not refused(connection, sql.SQL("SET ROLE {}").format(sql.Identifier(name)))
        ]
        assert may == []


def test_facts_cannot_be_changed_even_by_the_tables_owner(database: Database) -> None:
    with psycopg.connect(database.owner, autocommit=True) as owner:
        assert refused(owner, "UPDATE fact SET kind = 'other'")
        assert refused(owner, "DELETE FROM fact")


def test_functions_across_organisations_say_only_whose_turn_it_is(admin: Connection) -> None:
    functions = admin.execute(FUNCTIONS).fetchall()
    assert {row[0] for row in functions} >= {"organisations", "organisations_due", "organisation_of_token"}
    told = [
        (owner, tuple(config), kind in TOLD, volatile, public)
        for _, owner, config, kind, volatile, public in functions
    ]
    fixed = ("search_path=public, pg_temp",)
    assert told == [("firstreply_sweep", fixed, True, "s", False)] * len(functions)


def test_sweep_may_only_read_and_only_the_columns_its_functions_ask(admin: Connection) -> None:
    rows = admin.execute(
        "SELECT DISTINCT privilege_type FROM information_schema.column_privileges WHERE grantee = 'firstreply_sweep'"
    ).fetchall()
    assert rows == [("SELECT",)]
    whole = admin.execute(
        "SELECT table_name FROM information_schema.table_privileges WHERE grantee = 'firstreply_sweep'"
    ).fetchall()
    assert whole == []
    content = {"persona", "name", "body", "payload", "raw", "data", "hashed", "secret", "email", "value"}
    read = admin.execute(
        "SELECT column_name FROM information_schema.column_privileges WHERE grantee = 'firstreply_sweep'"
    ).fetchall()
    assert {row[0] for row in read} & content == set()


def test_without_an_organisation_no_table_shows_a_row(admin: Connection, app: Connection) -> None:
    tables = walled(admin)
    filled(admin, tables)
    assert {table: count(app, table) for table in tables} == dict.fromkeys(tables, 0)
    assert {table: count(admin, table) for table in tables} == dict.fromkeys(tables, 2)


def test_an_organisation_sees_its_own_row_of_every_table_only(admin: Connection, app: Connection) -> None:
    tables = walled(admin)
    for own in filled(admin, tables):
        app.execute(SETTING, [str(own)])
        seen = {
            table: [
                row[0]
                for row in app.execute(
                    sql.SQL("SELECT {} FROM {}").format(*map(sql.Identifier, (column, table)))
                )
            ]
            for table, column in tables.items()
        }
        assert seen == {table: [own] for table in tables}


def test_no_row_can_be_written_for_another_organisation(admin: Connection, app: Connection) -> None:
    tables = walled(admin)
    mine, theirs = filled(admin, tables)
    app.execute(SETTING, [str(mine)])
    taken = [
        table
        for table, column in tables.items()
        if not inserting_is_refused(
            app, table, made_up(admin, table, column, uuid4() if table == "organisation" else theirs)
        )
    ]
    assert taken == []


def inserting_is_refused(app: Connection, table: str, row: dict[str, Any]) -> bool:
    try:
        with app.transaction(force_rollback=True):
            insert(app, table, row)
    except psycopg.errors.InsufficientPrivilege as error:
        return "row-level security" in str(error)
    return False


def test_rows_of_another_organisation_can_be_neither_changed_nor_deleted(
    admin: Connection, app: Connection
) -> None:
    tables = walled(admin)
    mine, theirs = filled(admin, tables)
    before = whole(admin, tables)
    app.execute(SETTING, [str(mine)])
    touched = {}
    for table, column in tables.items():
        names = {"table": sql.Identifier(table), "own": sql.Identifier(column)}
        for text in (
            "UPDATE {table} SET {own} = {own} WHERE {own} = %s",
            "DELETE FROM {table} WHERE {own} = %s",
        ):
            try:
                found = app.execute(sql.SQL(text).format(**names), [theirs]).rowcount
            except psycopg.errors.InsufficientPrivilege:  # facts: by nobody
                found = 0
            if found:
                touched[table] = text
    assert touched == {}
    assert whole(admin, tables) == before


def test_no_row_can_be_given_to_another_organisation(admin: Connection, app: Connection) -> None:
    tables = walled(admin)
    mine, theirs = filled(admin, tables)
    app.execute(SETTING, [str(mine)])
    given = [
        table
        for table, column in tables.items()
        if not refused(
            app,
            sql.SQL("UPDATE {} SET {} = %s").format(sql.Identifier(table), sql.Identifier(column)),
            [uuid4() if table == "organisation" else theirs],
        )
    ]
    assert given == []


def count(connection: Connection, table: str) -> int:
    row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    assert row is not None
    return int(row[0])


def whole(connection: Connection, tables: dict[str, str]) -> dict[str, list[Any]]:
    """Every row of every table, as text."""
    return {
        table: connection.execute(
            sql.SQL("SELECT t::text FROM {} t ORDER BY 1").format(sql.Identifier(table))
        ).fetchall()
        for table in tables
    }
