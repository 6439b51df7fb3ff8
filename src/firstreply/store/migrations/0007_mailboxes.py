"""Since when a folder is read, so that what is wanted can be told from what lay there before; who asked for a comparison."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0006_watching")]

    operations = [
        migrations.AddField("mailfolder", "begun_uid", models.BigIntegerField(
            default=0, help_text="from here on everything is wanted")),
        migrations.AddField("mailfolder", "begun_at", models.DateTimeField(
            blank=True, null=True, help_text="whatever the server got since then is wanted, whatever its uid is now")),
        migrations.AddField("mailfolder", "asked_at", models.DateTimeField(
            blank=True, null=True, help_text="somebody wants it compared with the server")),
    ]  # fmt: skip
