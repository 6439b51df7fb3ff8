"""Changes of rules that are rehearsed, and drafts that several people work on."""

from django.db import migrations, models
from django.db.models.functions import Now

import firstreply.store.ids
from firstreply.store.security import secure


class Migration(migrations.Migration):
    dependencies = [("store", "0014_pipeline_kept")]

    operations = [
        migrations.AddField(
            model_name="definition",
            name="revision",
            field=models.PositiveIntegerField(default=1, help_text="of a draft, while people work on it"),
        ),
        migrations.CreateModel(
            name="Replay",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=firstreply.store.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=Now())),
                ("organisation_id", models.UUIDField(editable=False)),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=models.deletion.PROTECT,
                        related_name="+",
                        to="store.member",
                    ),
                ),
                (
                    "kind",
                    models.TextField(
                        blank=True,
                        default="",
                        help_text="qualification, score, routing, promise, hours, pool",
                    ),
                ),
                (
                    "about",
                    models.UUIDField(
                        help_text="the promise, calendar or pool it changes; null: a new one", null=True
                    ),
                ),
                ("value", models.JSONField(help_text="what would be in force")),
                (
                    "revision",
                    models.PositiveIntegerField(default=0, help_text="of what it changes, as it was seen"),
                ),
                (
                    "state",
                    models.TextField(
                        blank=True, default="waiting", help_text="waiting, running, done, stopped, failed"
                    ),
                ),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("result", models.JSONField(default=dict)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={"db_table": "replay"},
        ),
        migrations.AddIndex(
            model_name="replay",
            index=models.Index(fields=["organisation_id", "kind", "id"], name="replay_of_kind"),
        ),
        secure("replay"),
    ]
