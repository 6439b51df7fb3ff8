"""Call: telephone calls as they are known, and what a channel still has to fetch."""

from enum import StrEnum

from django.db import models
from django.db.models import Q

from firstreply.store.fields import OfOrganisation, Row, moment
from firstreply.store.fields import link as to
from firstreply.store.fields import text as words


class Call(Row, OfOrganisation):
    """One telephone call, of however many reports: its legs, its recording, what a machine wrote down of it.

    Reports come in any order and more than once; the row is what they say together. `external_id` is unique per
    source; a call that one of ours logged has no source.
    """

    source = to("store.Source", null=True, db_constraint=False)
    external_id = words(help_text="what the telephone system calls it; of one that was logged its own id")
    inbound = models.BooleanField()
    reached = models.BooleanField(default=False, help_text="two people spoke")
    party = words(help_text="the number outside, in E.164 where it is one; empty when it was withheld")
    name = words()
    lead = to("store.Lead", null=True, db_constraint=False)
    member = to("store.Member", null=True, db_constraint=False, help_text="who of ours took part")
    agent = words(help_text="who of ours took part, as the telephone system names them")
    at = models.DateTimeField(help_text="when it began to ring")
    seconds = models.PositiveIntegerField(default=0)
    text = words(help_text="a note, or what a voice message says")
    link = words(help_text="to a recording")
    message_id = models.UUIDField(
        null=True, help_text="of a missed one: the message that asks to be called back"
    )

    class Meta:
        db_table = "call"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "source", "external_id"], name="call_once")
        ]
        indexes = [
            models.Index(fields=["organisation_id", "at", "id"], name="call_newest"),
            models.Index(fields=["organisation_id", "lead", "at", "id"], name="call_lead"),
        ]


class FetchState(StrEnum):
    """How far something that is to be fetched got."""

    OPEN = "open"
    DONE = "done"
    FAILED = "failed"  #: the other side will never give it; the arrival that named it is quarantined


class Fetch(Row, OfOrganisation):
    """Something that the other side named, and that is to be fetched; an empty `wanted` looks for what was missed."""

    source = to("store.Source", db_constraint=False)
    wanted = words()
    arrival_id = models.UUIDField(null=True, help_text="what named it")
    facts = models.JSONField(default=dict)
    state = words(default=FetchState.OPEN.value)
    attempts = models.PositiveIntegerField(default=0)
    since = models.DateTimeField(help_text="since when it is wanted")
    not_before = models.DateTimeField()
    lease_until = moment()
    error = words()
    done_at = moment()

    class Meta:
        db_table = "wanted"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "source", "wanted"], name="wanted_once")
        ]
        indexes = [
            models.Index(
                fields=["organisation_id", "not_before"], condition=Q(state="open"), name="wanted_open"
            )
        ]
