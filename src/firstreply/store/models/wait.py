"""Wait: someone is owed an answer; the promise made for it; and the moments at which something is due."""

from django.db import models
from django.db.models import Q

from firstreply.core.respond.wait import Outcome
from firstreply.store.fields import OfOrganisation, Row, link, moment, text


class Sla(Row, OfOrganisation):
    """A promise: what it is about (a rule), how fast, by whose hours, and what happens when it is late.

    Changing it makes a new row (`number`); waits keep the one that was applied.
    """

    name = text()
    number = models.PositiveIntegerField(default=1)
    origin = models.UUIDField(null=True, help_text="number 1 of the same promise; empty: this is it")
    position = models.PositiveIntegerField(
        default=0, help_text="the first that fits applies; of those in force no two have the same"
    )
    covers = text(help_text="first: while nobody of ours has answered; next: after that; empty: both")
    condition = models.JSONField(null=True, help_text="as core's Rule reads it; empty: always")
    seconds = models.PositiveIntegerField()
    warn_at = models.JSONField(default=list)
    ladder = models.JSONField(default=dict, help_text="as core's Ladder reads it")
    calendar = link("store.Calendar", null=True, blank=True, help_text="empty: the owner's, else the team's")
    priority = text()
    retired_at = moment()

    class Meta:
        db_table = "sla"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "name", "number"], name="sla_number"),
            models.CheckConstraint(condition=Q(seconds__gt=0), name="sla_seconds_positive"),
        ]


class Wait(Row, OfOrganisation):
    """A projection of core's waits. What the SLA promised is frozen in `due_at`, `sla` and `calendar_version`."""

    lead = link("store.Lead", null=True, db_constraint=False)
    conversation = link("store.Conversation", db_constraint=False)
    party = text()
    channel = text()
    started_at = models.DateTimeField()
    ended_at = moment()
    outcome = text(default=Outcome.OPEN.value)
    evidence = text()
    first = models.BooleanField()
    truncated = models.BooleanField(default=False)
    opened_by = link("store.Message", db_constraint=False)
    ended_by = link("store.Message", null=True, db_constraint=False)
    joined = models.JSONField(default=list, help_text="ids of chasers")
    author = link("store.Member", null=True, db_constraint=False)
    author_name = text()
    addressed = text()
    owner = link(
        "store.Member", null=True, db_constraint=False, help_text="while open: now; then: at its end"
    )
    first_owner = link("store.Member", null=True, db_constraint=False)
    touched_at = moment()
    assigned_at = moment()
    called_at = moment()
    sla = link("store.Sla", null=True, db_constraint=False)
    calendar_version = link("store.CalendarVersion", null=True, db_constraint=False)
    due_at = moment()
    missed_at = moment()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "wait"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "opened_by", "party"], name="wait_opened_by")
        ]
        indexes = [
            models.Index(
                fields=["organisation_id", "owner", "due_at"],
                condition=Q(outcome="open"),
                name="wait_open_owner",
            ),
            models.Index(
                fields=["organisation_id", "due_at", "id"], condition=Q(outcome="open"), name="wait_open_due"
            ),
            models.Index(fields=["organisation_id", "conversation"], name="wait_conversation"),
            models.Index(fields=["organisation_id", "lead"], name="wait_lead"),
            models.Index(fields=["organisation_id", "started_at"], name="wait_started"),
            models.Index(fields=["organisation_id", "party"], name="wait_party"),
            models.Index(
                fields=["organisation_id", "ended_at"], condition=Q(ended_at__isnull=False), name="wait_ended"
            ),
            models.Index(
                fields=["organisation_id", "ended_by"],
                condition=Q(evidence="new_thread"),
                name="wait_new_thread",
            ),
        ]


class Moment(Row, OfOrganisation):
    """Something is due for a wait at an instant. Done once, by whoever claims it first."""

    wait = link("store.Wait", db_constraint=False)
    kind = text(help_text="warning, breach, escalation, reroute, offer")
    step = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    done_at = moment()
    outcome = text(help_text="fired, or why it was no longer due")

    class Meta:
        db_table = "moment"
        indexes = [
            models.Index(fields=["due_at"], condition=Q(done_at=None), name="moment_open"),
            models.Index(
                fields=["organisation_id", "due_at"], condition=Q(done_at=None), name="moment_open_of"
            ),
            models.Index(fields=["organisation_id", "wait"], name="moment_wait"),
        ]
