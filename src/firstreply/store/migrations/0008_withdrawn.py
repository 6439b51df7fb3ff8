"""Indexes of leads that leave out what was withdrawn, and one that finds the leads of a source."""

from django.db import migrations, models

_SHOWN = models.Q(withdrawn_at__isnull=True)
_INDEXES = {
    "lead_shown": ["organisation_id", "id"],
    "lead_owner": ["organisation_id", "owner", "id"],
    "lead_stage": ["organisation_id", "stage", "id"],
    "lead_source": ["organisation_id", "source", "id"],
    "lead_inquired": ["organisation_id", "inquired_at", "id"],
    "lead_points": ["organisation_id", "points", "id"],
}
_BEFORE = ("lead_owner", "lead_stage", "lead_inquired", "lead_points")


class Migration(migrations.Migration):
    dependencies = [("store", "0007_mailboxes")]

    operations = [
        *(migrations.RemoveIndex(model_name="lead", name=name) for name in _BEFORE),
        *(
            migrations.AddIndex(
                model_name="lead", index=models.Index(condition=_SHOWN, fields=fields, name=name)
            )
            for name, fields in _INDEXES.items()
        ),
    ]
