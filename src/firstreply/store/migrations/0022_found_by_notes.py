"""Leads are found by notes, calls and files, too: what is written down of them marks them to be read again."""

from typing import Final

from django.db import migrations

_DUE: Final = "INSERT INTO words_due (organisation_id, lead_id) SELECT DISTINCT organisation_id, lead_id FROM"
#: What says something new, or takes it back. Facts are only ever added.
_SAYING: Final = "lead_id IS NOT NULL AND kind IN ('noted', 'talked', 'called', 'reopened', 'filed')"
_BACKFILL: Final = f"""
DO $$ DECLARE own uuid; BEGIN
FOR own IN SELECT organisations() LOOP
    PERFORM set_config('firstreply.organisation', own::text, true);
    {_DUE} fact WHERE {_SAYING};
END LOOP;
PERFORM set_config('firstreply.organisation', '', true);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0021_promise_places")]

    operations = [
        migrations.RunSQL(_BACKFILL, migrations.RunSQL.noop),
        migrations.RunSQL(
            [
                "CREATE FUNCTION fact_insert_told() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp"
                f" AS $$ BEGIN {_DUE} came WHERE {_SAYING}; RETURN NULL; END $$",
                "CREATE TRIGGER fact_insert_told AFTER INSERT ON fact REFERENCING NEW TABLE AS came"
                " FOR EACH STATEMENT EXECUTE FUNCTION fact_insert_told()",
            ],
            migrations.RunSQL.noop,
        ),
    ]
