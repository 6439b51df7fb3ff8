"""Telephone calls as they are known, and what channels still have to fetch."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import firstreply.store.ids
from firstreply.store.security import APP, SWEEP, across, secure


class Migration(migrations.Migration):
    dependencies = [("store", "0004_channels_security")]

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=firstreply.store.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("organisation_id", models.UUIDField(editable=False)),
                (
                    "external_id",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="what the telephone system calls it; of one that was logged its own id",
                    ),
                ),
                ("inbound", models.BooleanField()),
                ("reached", models.BooleanField(default=False, help_text="two people spoke")),
                (
                    "party",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="the number outside, in E.164 where it is one; empty when it was withheld",
                    ),
                ),
                ("name", models.TextField(blank=True, default="")),
                (
                    "agent",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="who of ours took part, as the telephone system names them",
                    ),
                ),
                ("at", models.DateTimeField(help_text="when it began to ring")),
                ("seconds", models.PositiveIntegerField(default=0)),
                (
                    "text",
                    models.TextField(
                        blank=True, default="", help_text="a note, or what a voice message says"
                    ),
                ),
                ("link", models.TextField(blank=True, default="", help_text="to a recording")),
                (
                    "message_id",
                    models.UUIDField(
                        help_text="of a missed one: the message that asks to be called back", null=True
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.lead",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        help_text="who of ours took part",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.member",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.source",
                    ),
                ),
            ],
            options={
                "db_table": "call",
                "indexes": [
                    models.Index(fields=["organisation_id", "at", "id"], name="call_newest"),
                    models.Index(fields=["organisation_id", "lead", "at", "id"], name="call_lead"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id", "source", "external_id"), name="call_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Fetch",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=firstreply.store.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("organisation_id", models.UUIDField(editable=False)),
                ("wanted", models.TextField(blank=True, default="")),
                ("arrival_id", models.UUIDField(help_text="what named it", null=True)),
                ("facts", models.JSONField(default=dict)),
                ("state", models.TextField(blank=True, default="open")),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("since", models.DateTimeField(help_text="since when it is wanted")),
                ("not_before", models.DateTimeField()),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("error", models.TextField(blank=True, default="")),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.source",
                    ),
                ),
            ],
            options={
                "db_table": "wanted",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["organisation_id", "not_before"],
                        name="wanted_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation_id", "source", "wanted"), name="wanted_once"
                    )
                ],
            },
        ),
        secure("call", "wanted"),
        migrations.RunSQL(
            [
                f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}",
                f"GRANT CREATE ON SCHEMA public TO {SWEEP}",
            ],
            migrations.RunSQL.noop,
        ),
        across(
            "organisations_to_fetch",
            "now_at timestamptz, of_kinds text[]",
            "SETOF uuid",
            "SELECT organisation_id FROM wanted WHERE state = 'open' AND not_before <= now_at"
            " AND (lease_until IS NULL OR lease_until <= now_at)"
            " UNION SELECT s.organisation_id FROM source s WHERE s.kind = ANY(of_kinds) AND s.disabled_at IS NULL"
            " AND NOT EXISTS (SELECT FROM wanted w WHERE w.organisation_id = s.organisation_id"
            " AND w.source_id = s.id AND w.wanted = '')",
            {
                "wanted": "organisation_id, source_id, wanted, state, not_before, lease_until",
                "source": "organisation_id, id, kind, disabled_at",
            },
        ),
        migrations.RunSQL(f"REVOKE CREATE ON SCHEMA public FROM {SWEEP}", migrations.RunSQL.noop),
    ]
