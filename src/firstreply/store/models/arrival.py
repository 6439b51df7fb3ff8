"""Arrival: what came in, as it came in, before anything was made of it."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from firstreply.store.fields import OfOrganisation, Row, link, moment, text


class ArrivalState(StrEnum):
    """How far an arrival got."""

    NEW = "new"  #: on disk, acknowledged, not yet worked on
    DONE = "done"
    QUARANTINED = "quarantined"  #: could not be understood; `reason` says why, and it can be replayed


class ArrivalKind(StrEnum):
    """What an arrival is about."""

    INQUIRY = "inquiry"  #: someone asks: a form, the API, a file's row
    MESSAGE = "message"  #: a message in either direction, e-mail as raw octets or a messenger's as JSON
    PIECE = "piece"  #: as a channel brought it: what it says, the source's channel reads


class Source(Row, OfOrganisation):
    """Where inquiries come from: the API, a form, a webhook, a mailbox, a file."""

    kind = text(help_text="api, import, or a channel's: email, form, webhook, whatsapp ...")
    name = text()
    secret = text(help_text="signs what a webhook brings")
    #: What the other side let us have (passwords, tokens), sealed: see `store.sealed`.
    sealed = text()
    mapping = models.JSONField(default=dict, help_text="persona field -> path in the payload")
    settings = models.JSONField(default=dict)
    disabled_at = moment()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "source"
        constraints = [models.UniqueConstraint(fields=["organisation_id", "name"], name="source_name")]


class Arrival(Row, OfOrganisation):
    """One thing that came in. `external_id` is unique per source: what is brought twice arrives once."""

    source = link("store.Source", db_constraint=False)
    external_id = text()
    kind = text(default=ArrivalKind.INQUIRY.value)
    payload = models.JSONField(null=True, help_text="what was sent, if it was JSON")
    raw = models.BinaryField(null=True, help_text="what was sent, if it was not")
    digest = models.BinaryField(help_text="SHA-256 of what was sent: tells a retry from a reused key")
    received_at = models.DateTimeField()
    state = text(default=ArrivalState.NEW.value)
    reason = text(help_text="code of the refusal")
    facts = models.JSONField(default=dict, help_text="what the refusal's sentence needs")
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = moment()
    lead_id = models.UUIDField(null=True)
    message_id = models.UUIDField(null=True)

    class Meta:
        db_table = "arrival"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "source", "external_id"], name="arrival_external_id"
            )
        ]
        indexes = [
            models.Index(fields=["organisation_id", "id"], condition=Q(state="new"), name="arrival_new"),
            models.Index(fields=["organisation_id", "source", "id"], name="arrival_source"),
            models.Index(
                fields=["organisation_id", "id"],
                condition=Q(state="quarantined"),
                name="arrival_quarantined",
            ),
        ]
