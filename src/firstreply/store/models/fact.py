"""Fact: what happened. Written once, never changed; everything that can be worked out is worked out from these."""

from django.db import models

from firstreply.store.fields import OfOrganisation, link, text
from firstreply.store.ids import new_id


class Fact(OfOrganisation):
    """Who did what to which lead, when, and through which channel."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=models.functions.Now())
    kind = text()
    lead_id = models.UUIDField(null=True)
    wait_id = models.UUIDField(null=True)
    conversation_id = models.UUIDField(null=True)
    member = link("store.Member", null=True, db_constraint=False)
    channel = text()
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "fact"
        indexes = [
            models.Index(fields=["organisation_id", "lead_id", "at", "id"], name="fact_lead"),
            models.Index(fields=["organisation_id", "id"], name="fact_by_organisation"),
        ]


class Heartbeat(models.Model):
    """A process of this installation that was alive at `seen_at`. Belongs to no organisation."""

    process = models.TextField(primary_key=True)
    kind = text()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "heartbeat"
