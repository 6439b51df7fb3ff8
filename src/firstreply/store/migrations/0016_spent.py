"""What may count once only: tickets that were redeemed."""

from django.db import migrations, models

from firstreply.store.security import APP, secure


class Migration(migrations.Migration):
    dependencies = [("store", "0015_rehearsed")]

    operations = [
        migrations.CreateModel(
            name="Spent",
            fields=[
                ("organisation_id", models.UUIDField(editable=False)),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("digest", models.TextField(blank=True, default="", help_text="SHA-256, hexadecimal")),
                ("at", models.DateTimeField()),
            ],
            options={"db_table": "spent"},
        ),
        migrations.AddIndex(
            model_name="spent", index=models.Index(fields=["organisation_id", "at"], name="spent_at")
        ),
        migrations.AddConstraint(
            model_name="spent",
            constraint=models.UniqueConstraint(fields=("organisation_id", "digest"), name="spent_once"),
        ),
        secure("spent"),
        migrations.RunSQL(
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP}", migrations.RunSQL.noop
        ),
    ]
