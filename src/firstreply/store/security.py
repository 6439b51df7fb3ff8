"""Security: what PostgreSQL itself lets the application see and do, as SQL for migrations.

Row-level security is forced: it binds the tables' owner too. The application is neither superuser nor exempt, so a
query that forgets its organisation finds nothing. What must be asked across organisations (is there work to do, whose
token is this) is answered by a few functions that return ids and never a row's content; they belong to a role of their
own, which nobody can log in as.
"""

from typing import Any, Final

from django.db import migrations

from firstreply.store.tenancy import SETTING

OWNER: Final = "firstreply_owner"  #: owns tables; migrations run as it
APP: Final = "firstreply_app"  #: what web, live and worker are
SWEEP: Final = "firstreply_sweep"  #: owns the functions that look across organisations

#: As `RunSQL` types one statement of several.
Statement = str | tuple[str, dict[str, Any] | list[Any] | tuple[Any, ...] | None]
_MINE: Final = f"nullif(current_setting('{SETTING}', true), '')::uuid"


def secure(*tables: str, key: str = "organisation_id", append_only: bool = False) -> migrations.RunSQL:
    """Force row-level security on tables of organisations; `append_only` ones can be written once, and only so."""
    statements: list[Statement] = []
    for table in tables:
        may = "SELECT, INSERT" if append_only else "SELECT, INSERT, UPDATE, DELETE"
        statements += [
            f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
            f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
            f'CREATE POLICY own_rows ON "{table}" TO {APP}, {OWNER}'
            f" USING ({key} = {_MINE}) WITH CHECK ({key} = {_MINE})",
            f'REVOKE ALL ON "{table}" FROM {APP}',
            f'GRANT {may} ON "{table}" TO {APP}',
        ]
        if append_only:
            statements.append(
                f'CREATE TRIGGER "{table}_is_append_only" BEFORE UPDATE OR DELETE ON "{table}"'
                " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
    return migrations.RunSQL(statements, migrations.RunSQL.noop)


def across(name: str, arguments: str, returns: str, body: str, reads: dict[str, str]) -> migrations.RunSQL:
    """A function that looks across organisations. `reads` are the columns of each table that it may see.

    It runs as `firstreply_sweep` whoever calls it, and only the application may call it.
    """
    types = ", ".join(
        argument.strip().partition(" ")[2] for argument in arguments.split(",") if argument.strip()
    )
    statements: list[Statement] = []
    for table, columns in reads.items():
        statements += [
            f'GRANT SELECT ({columns}) ON "{table}" TO {SWEEP}',
            f'DROP POLICY IF EXISTS across ON "{table}"',
            f'CREATE POLICY across ON "{table}" FOR SELECT TO {SWEEP} USING (true)',
        ]
    statements += [
        f"CREATE OR REPLACE FUNCTION {name}({arguments}) RETURNS {returns} LANGUAGE sql STABLE SECURITY DEFINER"
        f" SET search_path = public, pg_temp AS $$ {body} $$",
        f"ALTER FUNCTION {name}({types}) OWNER TO {SWEEP}",
        f"REVOKE ALL ON FUNCTION {name}({types}) FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {name}({types}) TO {APP}, {OWNER}",
    ]
    return migrations.RunSQL(statements, migrations.RunSQL.noop)


#: What an append-only table answers to any change, whoever asks.
REFUSE_CHANGE: Final = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what happened is not changed: % is append-only', TG_TABLE_NAME USING ERRCODE = '42501';
END $$
"""
