"""Channel: accounts by which people reach us: what we send through them, what they hold, and how they are."""

from django.db import models
from django.db.models import Q

from firstreply.core.passage import Passage
from firstreply.core.watch.health import HealthState
from firstreply.store.fields import OfOrganisation, Row, link, moment, text


class Outgoing(Row, OfOrganisation):
    """A message of ours on its way to a lead. Once it was accepted it comes back through the door as a message."""

    source = link("store.Source", db_constraint=False, help_text="the account it goes by")
    channel = text()
    lead = link("store.Lead", db_constraint=False)
    conversation_id = models.UUIDField(null=True)
    author = link("store.Member", null=True, db_constraint=False)
    recipient = text(help_text="as the channel addresses people")
    recipient_name = text()
    subject = text()
    body = text()
    language = text()
    automatic = models.BooleanField(default=False)
    template = models.JSONField(
        default=dict, help_text="one that the other side approved: {name, language, parameters}; empty: none"
    )
    template_version = link(
        "store.TemplateVersion", null=True, db_constraint=False, help_text="what of ours its text began as"
    )
    answers = models.JSONField(default=list, help_text="ids of the messages it answers, the oldest first")
    files = models.JSONField(default=list, help_text="ids of files beside the lead that go with it")
    external_id = text(help_text="what the other side calls it; of a mail its Message-ID without brackets")
    state = text(default=Passage.QUEUED.value)
    reason = text()
    accepted_at = moment()
    settled_at = moment(help_text="when the last report about it was made")
    last_in_at = moment(
        help_text="when the reader last wrote to us by this channel, as known when it was queued"
    )

    class Meta:
        db_table = "outgoing"
        indexes = [
            models.Index(fields=["organisation_id", "lead", "id"], name="outgoing_lead"),
            models.Index(
                fields=["organisation_id", "external_id"],
                condition=~Q(external_id=""),
                name="outgoing_external",
            ),
            models.Index(
                fields=["organisation_id", "id"],
                condition=Q(template_version__isnull=False),
                name="outgoing_templated",
            ),
        ]


class Report(OfOrganisation):
    """What the other side said of a message of ours, be it before or after we wrote down that it was taken."""

    id = models.BigAutoField(primary_key=True)
    source = link("store.Source", db_constraint=False)
    external_id = text()
    state = text()
    party = text()
    reason = text()
    at = models.DateTimeField()

    class Meta:
        db_table = "report"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "external_id", "state", "party"], name="report_once"
            )
        ]


class MailFolder(Row, OfOrganisation):
    """A folder of a mailbox that is read: how far, and whether all that is there is here."""

    source = link("store.Source", related_name="folders", db_constraint=False)
    name = text()
    role = text(help_text="inbox, sent, junk, all, archive or empty")
    validity = models.BigIntegerField(
        null=True, help_text="UIDVALIDITY: with another one all uids mean something else"
    )
    next_uid = models.BigIntegerField(
        default=0, help_text="everything below was looked at, from `history_uid` on"
    )
    begun_uid = models.BigIntegerField(default=0, help_text="from here on everything is wanted")
    begun_at = moment(help_text="whatever the server got since then is wanted, whatever its uid is now")
    asked_at = moment(help_text="somebody wants it compared with the server")
    history_uid = models.BigIntegerField(
        null=True, help_text="history is brought down to here; null: not begun"
    )
    history_since = moment(help_text="how far back history is wanted; null: none")
    history_total = models.PositiveIntegerField(default=0)
    history_done = models.PositiveIntegerField(default=0)
    server_count = models.PositiveIntegerField(
        null=True, help_text="messages there, of those that are wanted"
    )
    held_count = models.PositiveIntegerField(null=True, help_text="of these, the ones that are here")
    counted_at = moment()
    seen_at = moment(help_text="when it last answered")
    error = text()

    class Meta:
        db_table = "mail_folder"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "source", "name"], name="mail_folder_name")
        ]


class MailUid(OfOrganisation):
    """A message of a folder that was brought, or that cannot be (`reason`)."""

    id = models.BigAutoField(primary_key=True)
    folder = link("store.MailFolder", db_constraint=False)
    validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    key = text(help_text="the external id of its arrival")
    reason = text()

    class Meta:
        db_table = "mail_uid"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "folder", "validity", "uid"], name="mail_uid_once"
            )
        ]
        indexes = [models.Index(fields=["organisation_id", "folder", "key"], name="mail_uid_key")]


class Held(OfOrganisation):
    """Which process looks after an account now (a mailbox has one reader); free once the lease is over."""

    id = models.BigAutoField(primary_key=True)
    source = link("store.Source", db_constraint=False)
    holder = text()
    until = models.DateTimeField()

    class Meta:
        db_table = "held"
        constraints = [models.UniqueConstraint(fields=["organisation_id", "source"], name="held_once")]


class Health(Row, OfOrganisation):
    """How an account is, since when, and who was told."""

    source = link("store.Source", db_constraint=False)
    state = text(default=HealthState.FINE.value)
    code = text(help_text="why, as a refusal's code")
    facts = models.JSONField(default=dict)
    parts = models.JSONField(
        default=dict, help_text="what fails, by who noticed: {part: Failure.to_dict()} (core.watch.health)"
    )
    rhythm = models.JSONField(default=dict, help_text="{days: usual arrivals a day, Monday first; quiet_at}")
    since = moment()
    told_at = moment(help_text="when somebody was last told that it is not well; null: nobody knows of it")
    last_in_at = moment()
    last_ok_at = moment(help_text="when the other side last answered us well")
    last_error_at = moment()
    checked_at = moment()
    next_check_at = moment(help_text="when it is looked at again, or earlier if somebody says how it is")

    class Meta:
        db_table = "health"
        constraints = [models.UniqueConstraint(fields=["organisation_id", "source"], name="health_source")]


class Hour(OfOrganisation):
    """How much came in by an account in one hour: its usual rhythm."""

    id = models.BigAutoField(primary_key=True)
    source = link("store.Source", db_constraint=False)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        db_table = "hour"
        constraints = [
            models.UniqueConstraint(fields=["organisation_id", "source", "hour"], name="hour_once")
        ]
