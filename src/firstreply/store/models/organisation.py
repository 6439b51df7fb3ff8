"""Organisation: who works here, in which teams, under which addresses, and when."""

from django.db import models
from django.db.models import Q

from firstreply.core.member import Presence, Role
from firstreply.store.fields import OfOrganisation, Row, link, moment, text
from firstreply.store.tenancy import Own


class Organisation(Row):
    """A customer of this installation. Its own row is under row-level security by its id."""

    name = text()
    zone = text(default="UTC", help_text="IANA time zone")
    region = text(help_text="ISO country by which phone numbers without a country are read")
    language = text(default="en")
    #: `shared_points`, `incomplete`, `aside_pool`, `idle_days`, each only where it was set (docs/api-resources.md).
    settings = models.JSONField(default=dict)

    objects = Own()

    class Meta:
        db_table = "organisation"


class Calendar(Row, OfOrganisation):
    """Working hours by name; what they are stands in its versions."""

    name = text()

    class Meta:
        db_table = "calendar"
        constraints = [models.UniqueConstraint(fields=["organisation_id", "name"], name="calendar_name")]


class CalendarVersion(Row, OfOrganisation):
    """Working hours as they were from some moment on. Never changed: waits refer to the one in force then."""

    calendar = link("store.Calendar", related_name="versions")
    number = models.PositiveIntegerField()
    value = models.JSONField(help_text="as Calendar.from_dict reads it")

    class Meta:
        db_table = "calendar_version"
        constraints = [models.UniqueConstraint(fields=["calendar", "number"], name="calendar_version_number")]


class Team(Row, OfOrganisation):
    """People who answer together."""

    name = text()
    calendar = link("store.Calendar", null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "team"
        constraints = [models.UniqueConstraint(fields=["organisation_id", "name"], name="team_name")]


class Member(Row, OfOrganisation):
    """One person of ours. Leaving ends the membership and keeps the row: history names its people."""

    name = text()
    email = text()
    role = text(default=Role.REP.value)
    presence = text(default=Presence.ONLINE.value)
    calendar = link("store.Calendar", null=True, blank=True)
    languages = models.JSONField(default=list)
    skills = models.JSONField(default=list)
    weight = models.FloatField(default=1.0)
    capacity = models.PositiveIntegerField(null=True, blank=True, help_text="open waits at most")
    per_day = models.PositiveIntegerField(null=True, blank=True, help_text="new leads a day at most")
    #: How to tell them: {"email": true, "push": true, "apprise": ["..."]}; in-app is always on.
    alerts = models.JSONField(default=dict)
    quiet = models.JSONField(default=dict, help_text="quiet hours as QuietHours.from_dict reads them")
    #: How the desk looks to them: {language, theme, digits, calendar, density, keys}, each only where it was chosen.
    looks = models.JSONField(default=dict)
    user = link("store.User", null=True, db_constraint=False, help_text="who signs in as them")
    joined_at = models.DateTimeField(db_default=models.functions.Now())
    left_at = moment()
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "member"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation_id", "email"], condition=Q(left_at=None), name="member_email"
            )
        ]
        indexes = [models.Index(fields=["user"], condition=Q(user__isnull=False), name="member_user")]


class Membership(Row, OfOrganisation):
    """Who was in which team from when to when, and whether as its manager."""

    member = link("store.Member", related_name="memberships")
    team = link("store.Team", related_name="memberships")
    manages = models.BooleanField(default=False)
    since = moment()
    until = moment()

    class Meta:
        db_table = "membership"
        indexes = [models.Index(fields=["organisation_id", "member"], name="membership_member")]


class Identity(Row, OfOrganisation):
    """An address of ours: a person's, or (without a member) a shared mailbox, list or domain. Valid from-to."""

    member = link("store.Member", null=True, blank=True, related_name="identities")
    kind = text(help_text="email, domain, list, phone")
    value = text(help_text="folded")
    since = moment()
    until = moment()

    class Meta:
        db_table = "identity"
        indexes = [models.Index(fields=["organisation_id", "value"], name="identity_value")]


class Leave(Row, OfOrganisation):
    """When someone is away: pauses their own clock and keeps new leads from them."""

    member = link("store.Member", related_name="leaves")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = text()

    class Meta:
        db_table = "leave"
        indexes = [models.Index(fields=["organisation_id", "ends_at"], name="leave_ends")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="leave_is_not_empty")
        ]


class Token(Row, OfOrganisation):
    """What a program shows to be let in. Only its prefix and a hash are kept."""

    member = link("store.Member", null=True, blank=True)
    name = text()
    prefix = models.TextField(unique=True)
    hashed = models.BinaryField()
    scopes = models.JSONField(default=list)
    expires_at = moment()
    revoked_at = moment()
    used_at = moment()

    class Meta:
        db_table = "token"
        indexes = [models.Index(fields=["organisation_id", "id"], name="token_by_organisation")]
