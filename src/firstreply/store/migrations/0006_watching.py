"""What fails by who noticed, the usual rhythm; each try at telling a webhook; a secret that is on its way out."""

import django.db.models.deletion
from django.db import migrations, models

from firstreply.store.security import APP, SWEEP, across, secure

_WATCHED = (
    "SELECT o.id FROM organisation o WHERE EXISTS (SELECT FROM source s WHERE s.organisation_id = o.id"
    " AND s.disabled_at IS NULL AND s.kind <> 'import' AND NOT EXISTS (SELECT FROM health h"
    " WHERE h.organisation_id = o.id AND h.source_id = s.id AND h.next_check_at > now_at))"
    " OR EXISTS (SELECT FROM webhook_endpoint e WHERE e.organisation_id = o.id"
    " AND CASE WHEN e.disabled_at IS NULL THEN e.failing_since <= now_at - interval '5 days'"
    " ELSE e.off_reason <> '' AND e.off_told_at IS NULL END)"
)
_STATES = (
    "SELECT ARRAY(SELECT (SELECT count(*) FROM source s LEFT JOIN health h"
    " ON h.organisation_id = s.organisation_id AND h.source_id = s.id"
    " WHERE s.disabled_at IS NULL AND s.kind = u.kind AND coalesce(h.state, 'fine') = u.state)"
    " FROM unnest(kinds, states) WITH ORDINALITY AS u(kind, state, n) ORDER BY n)::double precision[]"
)


class Migration(migrations.Migration):
    dependencies = [("store", "0005_calls")]

    operations = [
        migrations.AddField("health", "parts", models.JSONField(
            default=dict, help_text="what fails, by who noticed: {part: Failure.to_dict()} (core.watch.health)")),
        migrations.AddField("health", "rhythm", models.JSONField(
            default=dict, help_text="{days: usual arrivals a day, Monday first; quiet_at}")),
        migrations.AlterField("health", "next_check_at", models.DateTimeField(
            blank=True, null=True, help_text="when it is looked at again, or earlier if somebody says how it is")),
        migrations.AlterField("health", "told_at", models.DateTimeField(
            blank=True, null=True,
            help_text="when somebody was last told that it is not well; null: nobody knows of it")),
        migrations.AddField("webhookendpoint", "secret_before", models.TextField(blank=True, default="")),
        migrations.AddField("webhookendpoint", "before_until", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("webhookendpoint", "off_told_at", models.DateTimeField(
            blank=True, null=True, help_text="when administrators were told so")),
        migrations.AlterField("webhookendpoint", "off_reason", models.TextField(
            blank=True, default="", help_text="why we switched it off: gone, not_taken")),
        migrations.CreateModel(
            "Attempt",
            [
                ("organisation_id", models.UUIDField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
                ("took_ms", models.PositiveIntegerField()),
                ("status", models.PositiveSmallIntegerField(
                    null=True, help_text="of HTTP; null: nothing was answered")),
                ("reason", models.TextField(blank=True, default="", help_text="why it was not taken; empty: it was")),
                ("answer", models.TextField(blank=True, default="", help_text="how the answer began")),
                ("delivery", models.ForeignKey(
                    "store.delivery", db_constraint=False, db_index=False, related_name="+",
                    on_delete=django.db.models.deletion.PROTECT)),
                ("endpoint", models.ForeignKey(
                    "store.webhookendpoint", db_constraint=False, db_index=False, related_name="+",
                    on_delete=django.db.models.deletion.PROTECT)),
            ],
            {
                "db_table": "attempt",
                "indexes": [
                    models.Index(fields=["organisation_id", "delivery", "id"], name="attempt_delivery"),
                    models.Index(fields=["organisation_id", "endpoint", "at"], name="attempt_endpoint"),
                    models.Index(fields=["organisation_id", "at"], name="attempt_at"),
                ],
            },
        ),
        secure("attempt"),
        migrations.RunSQL(
            [
                f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}",
                f"GRANT CREATE ON SCHEMA public TO {SWEEP}",
            ],
            migrations.RunSQL.noop,
        ),
        across(
            "organisations_to_watch", "now_at timestamptz", "SETOF uuid", _WATCHED,
            {"organisation": "id", "source": "organisation_id, id, kind, disabled_at",
             "health": "organisation_id, source_id, next_check_at, state",
             "webhook_endpoint": "organisation_id, disabled_at, failing_since, off_reason, off_told_at"},
        ),
        across(
            "channel_states", "kinds text[], states text[]", "double precision[]", _STATES,
            {"source": "organisation_id, id, kind, disabled_at", "health": "organisation_id, source_id, state"},
        ),
        migrations.RunSQL(f"REVOKE CREATE ON SCHEMA public FROM {SWEEP}", migrations.RunSQL.noop),
    ]  # fmt: skip
