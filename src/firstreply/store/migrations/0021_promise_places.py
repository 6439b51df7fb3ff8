"""Promises in force have places that no two share, in the order in which they were asked; and know their first number."""

from typing import Final

from django.db import migrations, models

_EACH: Final = """
DO $$ DECLARE own uuid; BEGIN
FOR own IN SELECT organisations() LOOP
    PERFORM set_config('firstreply.organisation', own::text, true);
    UPDATE sla s SET position = v.place FROM (SELECT id, row_number() OVER (ORDER BY position, id) - 1 AS place
        FROM sla WHERE organisation_id = own AND retired_at IS NULL) v WHERE v.id = s.id AND s.position <> v.place;
    UPDATE sla s SET origin = f.id FROM (SELECT DISTINCT ON (name) name, id FROM sla
        WHERE organisation_id = own ORDER BY name, number) f WHERE f.name = s.name AND f.id <> s.id;
END LOOP;
PERFORM set_config('firstreply.organisation', '', true);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0020_enclosed")]

    operations = [
        migrations.AddField(
            model_name="sla",
            name="origin",
            field=models.UUIDField(null=True, help_text="number 1 of the same promise; empty: this is it"),
        ),
        migrations.AlterField(
            model_name="sla",
            name="position",
            field=models.PositiveIntegerField(
                default=0,
                help_text="the first that fits applies; of those in force no two have the same",
            ),
        ),
        migrations.RunSQL(_EACH, migrations.RunSQL.noop),
    ]
