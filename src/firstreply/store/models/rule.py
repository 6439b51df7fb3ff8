"""Rules: what a team decided about qualifying, scoring and routing, in versions; and who got what, and why."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from firstreply.store.fields import OfOrganisation, Row, link, moment, text


class DefinitionKind(StrEnum):
    """What is defined."""

    QUALIFICATION = "qualification"
    SCORE = "score"
    ROUTING = "routing"


class Definition(Row, OfOrganisation):
    """One version of one definition. At most one of a kind is published; published ones are never changed."""

    kind = text()
    number = models.PositiveIntegerField()
    value = models.JSONField(help_text="as the core value of that kind reads it")
    state = text(default="draft", help_text="draft, published, retired")
    author = link("store.Member", null=True)
    published_at = moment()
    revision = models.PositiveIntegerField(default=1, help_text="of a draft, while people work on it")

    class Meta:
        db_table = "definition"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "kind", "number"], name="definition_number"),
            models.UniqueConstraint(
                fields=["organisation_id", "kind"],
                condition=Q(state="published"),
                name="definition_published",
            ),
        ]


class Replay(Row, OfOrganisation):
    """A change that somebody thinks of, and what it would have done. Nothing of it is in force."""

    member = link("store.Member", null=True, db_constraint=False)
    kind = text(help_text="qualification, score, routing, promise, hours, pool")
    about = models.UUIDField(null=True, help_text="the promise, calendar or pool it changes; null: a new one")
    value = models.JSONField(help_text="what would be in force")
    revision = models.PositiveIntegerField(default=0, help_text="of what it changes, as it was seen")
    state = text(default="waiting", help_text="waiting, running, done, stopped, failed")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    started_at = moment()
    ended_at = moment()

    class Meta:
        db_table = "replay"
        indexes = [models.Index(fields=["organisation_id", "kind", "id"], name="replay_of_kind")]


class Pool(Row, OfOrganisation):
    """People who take turns. `value` is what was decided, `state` whose turn it is (a projection)."""

    name = text()
    team = link("store.Team", null=True)
    value = models.JSONField(help_text="as core's Pool reads it")
    state = models.JSONField(default=dict)
    retired_at = moment()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "pool"
        constraints = [models.UniqueConstraint(fields=["organisation_id", "name"], name="pool_name")]


class Assignment(Row, OfOrganisation):
    """Who was given a lead, when, by which rule, and who was passed over and why."""

    lead = link("store.Lead", db_constraint=False)
    wait = link("store.Wait", null=True, db_constraint=False)
    member = link("store.Member", null=True, db_constraint=False)
    team = link("store.Team", null=True, db_constraint=False)
    pool = link("store.Pool", null=True, db_constraint=False)
    definition = link("store.Definition", null=True, db_constraint=False)
    kind = text(help_text="routed, rerouted, taken, given, claimed, offered")
    reasons = models.JSONField(default=dict)
    at = models.DateTimeField()
    until = moment(help_text="of an exclusive offer")

    class Meta:
        db_table = "assignment"
        indexes = [
            models.Index(fields=["organisation_id", "lead", "at"], name="assignment_lead"),
            models.Index(
                fields=["organisation_id", "member", "until"],
                condition=Q(kind="offered"),
                name="assignment_offered",
            ),
        ]


class Load(OfOrganisation):
    """What a member has now: a projection that routing reads at once instead of counting."""

    member = models.OneToOneField(
        "store.Member", on_delete=models.PROTECT, primary_key=True, related_name="load"
    )
    open_waits = models.IntegerField(default=0)
    day = models.DateField(null=True)
    day_count = models.IntegerField(default=0)
    assigned_at = moment()

    class Meta:
        db_table = "member_load"
