"""What is offered to somebody now, and what ended today, each found by an index of its own."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("store", "0016_spent")]

    operations = [
        migrations.AddIndex(
            "assignment",
            models.Index(
                fields=["organisation_id", "member", "until"],
                condition=Q(kind="offered"),
                name="assignment_offered",
            ),
        ),
        migrations.AddIndex(
            "wait",
            models.Index(
                fields=["organisation_id", "ended_at"], condition=Q(ended_at__isnull=False), name="wait_ended"
            ),
        ),
    ]
