"""Telling: what has to reach a person, what did, and what their screens show live."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from firstreply.store.fields import OfOrganisation, Row, link, moment, text


class DeliveryState(StrEnum):
    """How far a delivery got."""

    PENDING = "pending"
    SENT = "sent"  #: the other side accepted it
    FAILED = "failed"  #: given up after the last attempt
    DROPPED = "dropped"  #: no longer wanted when its turn came


class Delivery(Row, OfOrganisation):
    """Something for the outside world: sent at least once, and once wherever the other side can tell (`key`)."""

    key = text(help_text="what it is about; the same is never queued twice")
    channel = text(help_text="in_app, email, push, apprise, webhook, reply")
    kind = text(help_text="assigned, warning, breach, escalation ...")
    member = link("store.Member", null=True, db_constraint=False)
    endpoint = link("store.WebhookEndpoint", null=True, db_constraint=False)
    lead = link("store.Lead", null=True, db_constraint=False)
    wait = link("store.Wait", null=True, db_constraint=False)
    payload = models.JSONField(default=dict)
    state = text(default=DeliveryState.PENDING.value)
    not_before = models.DateTimeField(help_text="of one that is pending; else when it was settled")
    lease_until = moment()
    attempts = models.PositiveSmallIntegerField(default=0)
    error = text()
    sent_at = moment()

    class Meta:
        db_table = "delivery"
        constraints = [models.UniqueConstraint(fields=["organisation_id", "key"], name="delivery_key")]
        indexes = [
            models.Index(
                fields=["organisation_id", "not_before"],
                condition=Q(state="pending"),
                name="delivery_pending",
            ),
            models.Index(fields=["not_before"], condition=Q(state="failed"), name="delivery_failed"),
            models.Index(fields=["organisation_id", "member", "id"], name="delivery_member"),
            models.Index(fields=["organisation_id", "endpoint", "id"], name="delivery_endpoint"),
            models.Index(fields=["organisation_id", "id"], name="delivery_by_organisation"),
        ]


class LiveEvent(OfOrganisation):
    """What a screen is told. Ids ascend in the order of commits within an organisation: a stream resumes after one.

    `member` is whom it is for; without one it is for whoever may see the lead (`owner` and `team` as they were).
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField(db_default=models.functions.Now())
    kind = text()
    member_id = models.UUIDField(null=True)
    owner_id = models.UUIDField(null=True)
    team_id = models.UUIDField(null=True)
    lead_id = models.UUIDField(null=True)
    wait_id = models.UUIDField(null=True)
    payload = models.JSONField(default=dict)

    class Meta:
        db_table = "live_event"
        indexes = [models.Index(fields=["organisation_id", "id"], name="live_event_stream")]


class PushSubscription(Row, OfOrganisation):
    """A browser that a member lets us wake (RFC 8030)."""

    member = link("store.Member")
    endpoint = text()
    p256dh = text()
    auth = text()
    gone_at = moment()

    class Meta:
        db_table = "push_subscription"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "endpoint"], name="push_subscription_endpoint")
        ]


class WebhookEndpoint(Row, OfOrganisation):
    """Somebody else's address that is told what happens (Standard Webhooks)."""

    url = text()
    secret = text()
    #: The secret before this one signs too, until then: whoever receives has a day to change over.
    secret_before = text()
    before_until = moment()
    events = models.JSONField(default=list, help_text="kinds; empty: all")
    disabled_at = moment()
    #: Since when nothing was taken; after days of that it is switched off, and `off_reason` says so.
    failing_since = moment()
    off_reason = text(help_text="why we switched it off: gone, not_taken")
    off_told_at = moment(help_text="when administrators were told so")
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "webhook_endpoint"


class Attempt(OfOrganisation):
    """One try at telling a webhook, and what was answered. Kept for some weeks."""

    id = models.BigAutoField(primary_key=True)
    delivery = link("store.Delivery", db_constraint=False)
    endpoint = link("store.WebhookEndpoint", db_constraint=False)
    number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    took_ms = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True, help_text="of HTTP; null: nothing was answered")
    reason = text(help_text="why it was not taken; empty: it was")
    answer = text(help_text="how the answer began")

    class Meta:
        db_table = "attempt"
        indexes = [
            models.Index(fields=["organisation_id", "delivery", "id"], name="attempt_delivery"),
            models.Index(fields=["organisation_id", "endpoint", "at"], name="attempt_endpoint"),
            models.Index(fields=["organisation_id", "at"], name="attempt_at"),
        ]
