"""Stage: the steps that a lead goes through, as a team names and orders them, and how many leads are in each."""

from django.db import models

from firstreply.store.fields import OfOrganisation, Row, link, moment, text


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


class Counted(OfOrganisation):
    """How many leads there are of one stage, owner, team and currency, what they may be worth, and since when they are
    in the stage (the sum of epoch seconds: now less that, by how many, is how long on average).

    What changed since it was last added up stands in `CountedChange`; both together are exact in every snapshot.
    """

    id = models.BigAutoField(primary_key=True)
    stage = text()
    owner = link("store.Member", null=True, db_constraint=False)
    team = link("store.Team", null=True, db_constraint=False)
    currency = text(help_text="of what they are worth; empty: nobody said, or worth nothing that was said")
    leads = models.BigIntegerField()
    worth = models.DecimalField(max_digits=30, decimal_places=4)
    since_s = models.BigIntegerField()

    class Meta:
        db_table = "counted"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "stage", "owner", "team", "currency"],
                nulls_distinct=False,
                name="counted_once",
            )
        ]


class CountedChange(OfOrganisation):
    """What a statement that wrote leads added to the counts, or took from them. Written by triggers of the database."""

    id = models.BigAutoField(primary_key=True)
    stage = text()
    owner = link("store.Member", null=True, db_constraint=False)
    team = link("store.Team", null=True, db_constraint=False)
    currency = text()
    leads = models.BigIntegerField()
    worth = models.DecimalField(max_digits=30, decimal_places=4)
    since_s = models.BigIntegerField()

    class Meta:
        db_table = "counted_change"
        indexes = [models.Index(fields=["organisation_id", "id"], name="counted_change_of")]
