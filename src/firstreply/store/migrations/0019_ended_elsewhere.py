"""Waits that a message of another conversation ended: asked for whenever something is said in that conversation."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0018_chosen_place")]

    operations = [
        migrations.AddIndex(
            model_name="wait",
            index=models.Index(
                fields=["organisation_id", "ended_by"],
                condition=models.Q(evidence="new_thread"),
                name="wait_new_thread",
            ),
        )
    ]
