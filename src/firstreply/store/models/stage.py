"""Stage: the steps that a lead goes through, as a team names and orders them."""

from django.db import models

from firstreply.store.fields import OfOrganisation, Row, moment, text


class Stage(Row, OfOrganisation):
    """One stage. `key` is what leads and facts name; an organisation without rows has the eight of core.lead.stage."""

    key = text()
    name = text(help_text="empty: the word that the product has for the key, in the reader's language")
    position = models.PositiveIntegerField()
    kind = text(help_text="open, won, lost or nurture: what being there means")
    rots_after_days = models.PositiveIntegerField(
        null=True, help_text="working days without real contact; null: never"
    )
    reasons = models.JSONField(default=list, help_text="of which one must be given on entering; empty: none")
    retired_at = moment()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "stage"
        constraints = [models.UniqueConstraint(fields=["organisation_id", "key"], name="stage_key")]
