"""Desk: what people keep for themselves or for each other while they work: views, drafts, snoozes, tasks, files."""

from django.db import models
from django.db.models import Q

from firstreply.store.fields import OfOrganisation, Row, link, moment, text


class View(Row, OfOrganisation):
    """A list as somebody likes it: the page and the conditions that stand in its address."""

    member = link("store.Member", db_constraint=False, help_text="who saved it")
    page = text(help_text="inbox, leads, pipeline or insights")
    name = text()
    query = text(help_text="what stands after the ? of its address")
    shared = models.BooleanField(default=False, help_text="everybody sees it; its member may change it")
    position = models.PositiveIntegerField(default=0)
    opens = models.BooleanField(
        default=False, help_text="the page opens with it where its address says nothing"
    )
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "view"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "member", "page", "name"], name="view_name")
        ]
        indexes = [models.Index(fields=["organisation_id", "page", "shared"], name="view_page")]


class Snooze(OfOrganisation):
    """A lead that one person does not want to see before `until`, or before it writes again. Stops no clock."""

    id = models.BigAutoField(primary_key=True)
    member = link("store.Member", db_constraint=False)
    lead = link("store.Lead", db_constraint=False)
    at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        db_table = "snooze"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "member", "lead"], name="snooze_once")
        ]


class Draft(OfOrganisation):
    """What somebody has begun to write to a lead; kept until it is sent or thrown away."""

    id = models.BigAutoField(primary_key=True)
    member = link("store.Member", db_constraint=False)
    lead = link("store.Lead", db_constraint=False)
    subject = text()
    body = text()
    source = link("store.Source", null=True, db_constraint=False)
    files = models.JSONField(default=list, help_text="ids of files beside the lead that are to go with it")
    saved_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "draft"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "member", "lead"], name="draft_once")
        ]


class Task(Row, OfOrganisation):
    """The next step with a lead: what, by whom, when. A projection of facts (`planned`, `done`)."""

    lead = link("store.Lead", db_constraint=False)
    member = link("store.Member", null=True, db_constraint=False, help_text="whose it is")
    title = text()
    due_at = moment()
    done_at = moment()
    dropped_at = moment()

    class Meta:
        db_table = "task"
        indexes = [
            models.Index(
                fields=["organisation_id", "member", "due_at"],
                condition=Q(done_at=None, dropped_at=None),
                name="task_open",
            ),
            models.Index(fields=["organisation_id", "lead"], name="task_lead"),
        ]


class Looking(OfOrganisation):
    """Who has a lead open right now, and whether they are writing; over when `until` has passed."""

    id = models.BigAutoField(primary_key=True)
    member = link("store.Member", db_constraint=False)
    lead = link("store.Lead", db_constraint=False)
    writing = models.BooleanField(default=False)
    until = models.DateTimeField()

    class Meta:
        db_table = "looking"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "lead", "member"], name="looking_once")
        ]


class Attachment(Row, OfOrganisation):
    """A file that one of ours laid beside a lead."""

    lead = link("store.Lead", db_constraint=False)
    member = link("store.Member", null=True, db_constraint=False)
    name = text()
    content_type = text()
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    gone_at = moment()

    class Meta:
        db_table = "attachment"
        indexes = [models.Index(fields=["organisation_id", "lead"], name="attachment_lead")]


class Spent(OfOrganisation):
    """A ticket that was redeemed, or a form that was taken: what may count once only. Forgotten after two weeks."""

    id = models.BigAutoField(primary_key=True)
    digest = text(help_text="SHA-256, hexadecimal")
    at = models.DateTimeField()

    class Meta:
        db_table = "spent"
        constraints = [models.UniqueConstraint(fields=["organisation_id", "digest"], name="spent_once")]
        indexes = [models.Index(fields=["organisation_id", "at"], name="spent_at")]
