"""Where somebody chose to sit last, who works for several organisations."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0017_inbox")]

    operations = [
        migrations.AddField(
            model_name="user", name="chosen_id", field=models.UUIDField(blank=True, null=True)
        )
    ]
