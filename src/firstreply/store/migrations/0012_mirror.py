"""Rows know the transaction that changed them last, so that a copy of them elsewhere can ask for what is new.

Numbers of transactions are not handed out in the order in which they are committed. Whoever asks again from the
oldest one that was still running when they asked last misses nothing: see `store.queries.mirror`.
"""

from django.db import migrations, models

from firstreply.store.security import Statement, secure

_NUMBER = "pg_current_xact_id()::text::bigint"
_CHANGING = ("wait", "message", "lead")
_FUNCTIONS: list[Statement] = [
    f"""CREATE OR REPLACE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN NEW.changed = {_NUMBER}; RETURN NEW; END $$""",
    """CREATE OR REPLACE FUNCTION note_gone() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO gone (organisation_id, id) SELECT organisation_id, id FROM old_rows; RETURN NULL; END $$""",
]


def _tracked(table: str) -> list[Statement]:
    return [
        # First without, then with a default: rows that are there are not written anew.
        f'ALTER TABLE "{table}" ADD COLUMN changed bigint',
        f'ALTER TABLE "{table}" ALTER COLUMN changed SET DEFAULT {_NUMBER}',
        f'CREATE INDEX "{table}_changed" ON "{table}" (organisation_id, changed)',
        f'CREATE TRIGGER "{table}_changed" BEFORE UPDATE ON "{table}" FOR EACH ROW EXECUTE FUNCTION note_change()',
        f'CREATE TRIGGER "{table}_gone" AFTER DELETE ON "{table}" REFERENCING OLD TABLE AS old_rows'
        " FOR EACH STATEMENT EXECUTE FUNCTION note_gone()",
    ]


class Migration(migrations.Migration):
    dependencies = [("store", "0011_templates")]

    operations = [
        migrations.AddField(
            "message",
            "words",
            models.IntegerField(default=-1, db_default=-1, help_text="own words; -1: not counted"),
        ),
        migrations.RunSQL(
            [
                "CREATE TABLE gone (organisation_id uuid NOT NULL, id uuid NOT NULL,"
                f" changed bigint NOT NULL DEFAULT {_NUMBER}, at timestamptz NOT NULL DEFAULT now())",
                "CREATE INDEX gone_changed ON gone (organisation_id, changed)",
            ],
            "DROP TABLE gone",
        ),
        secure("gone"),
        migrations.RunSQL(_FUNCTIONS, migrations.RunSQL.noop),
        *(migrations.RunSQL(_tracked(table), migrations.RunSQL.noop) for table in _CHANGING),
        migrations.RunSQL(
            [
                "ALTER TABLE fact ADD COLUMN changed bigint",
                f"ALTER TABLE fact ALTER COLUMN changed SET DEFAULT {_NUMBER}",
                "CREATE INDEX fact_changed ON fact (organisation_id, changed)"
                " WHERE kind IN ('stage_moved', 'paused', 'resumed')",
            ],
            migrations.RunSQL.noop,
        ),
    ]
