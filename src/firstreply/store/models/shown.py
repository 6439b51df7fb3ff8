"""Shown: what is shown outside the desk: the wall of the office, the badge, digests by mail."""

from django.db import models
from django.db.models import Q

from firstreply.store.fields import OfOrganisation, Row, link, moment, text


class SharedLink(Row, OfOrganisation):
    """An address that shows something without signing in, until it is revoked. Only a hash of its secret is kept."""

    kind = text(help_text="wall or badge")
    name = text()
    prefix = models.TextField(unique=True)
    hashed = models.BinaryField()
    #: What it shows: {team?, names?: bool, language?, theme?}
    settings = models.JSONField(default=dict)
    member = link("store.Member", null=True, db_constraint=False, help_text="who made it")
    used_at = moment()
    revoked_at = moment()

    class Meta:
        db_table = "shared_link"
        indexes = [models.Index(fields=["organisation_id", "kind"], name="shared_link_kind")]


class Digest(Row, OfOrganisation):
    """Figures that somebody wants by mail, and when the next is due."""

    member = link("store.Member", db_constraint=False)
    every = text(help_text="day, week, month or quarter")
    at = text(help_text="local time of the day, 08:00")
    query = text(help_text="what stands after the ? of the Insights it shows")
    next_at = models.DateTimeField()
    last_at = moment()
    ended_at = moment()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "digest"
        indexes = [models.Index(fields=["next_at"], condition=Q(ended_at=None), name="digest_due")]
