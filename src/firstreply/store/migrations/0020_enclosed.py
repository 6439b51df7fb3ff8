"""Files that go with an answer: ids of what lies beside its lead, in what is sent and in what is being written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0019_ended_elsewhere")]

    operations = [
        migrations.AddField(
            model_name="outgoing",
            name="files",
            field=models.JSONField(
                default=list,
                help_text="ids of files beside the lead that go with it",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="files",
            field=models.JSONField(
                default=list,
                help_text="ids of files beside the lead that are to go with it",
            ),
        ),
    ]
