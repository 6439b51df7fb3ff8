"""Schemas of the organisation, its members and teams."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from firstreply.api.pages import PageOf, Paging
from firstreply.api.schemas_values import (
    UNSAID,
    Email,
    Given,
    Instant,
    Json,
    Language,
    Line,
    Lines,
    Number,
    Truth,
)

RoleName = Literal["owner", "admin", "manager", "rep", "marketer", "viewer"]
PresenceName = Literal["online", "busy", "offline"]
IdentityName = Literal["email", "domain", "list", "phone"]
Weight = Annotated[float, Field(gt=0, le=100, strict=True, allow_inf_nan=False)]
_SET_ONES_STAY = "Addresses as Apprise reads them. Null or left out: those that are set stay."
ChatAddress = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[^\x00-\x20]+$")]
Languages = Annotated[list[Language], Field(max_length=20)]
Skills = Annotated[list[Line], Field(max_length=50)]


class OrganisationOut(Schema):
    """The organisation itself."""

    id: UUID
    name: str
    zone: str
    region: str
    language: str


class AlertsOut(Schema):
    """How somebody is told, besides on the screen."""

    email: bool = True
    push: bool = True
    language: str | None = Field(None, description="Of alerts; null: the first of `languages`.")
    apprise: list[str] | None = Field(
        None, description="Chat and SMS addresses. They hold secrets: null for everyone but their owner."
    )


class AlertsIn(Given):
    """How somebody is told, besides on the screen. What is left out is as it is for everyone new."""

    email: Truth = True
    push: Truth = True
    language: Language | None = None
    apprise: Annotated[list[ChatAddress] | None, Field(max_length=10, description=_SET_ONES_STAY)] = None


class MemberOut(Schema):
    """One person of ours, with what they have to do now."""

    id: UUID
    name: str
    email: str
    role: RoleName
    presence: PresenceName
    calendar: UUID | None = Field(alias="calendar_id")
    languages: list[str]
    skills: list[str]
    weight: float
    capacity: int | None = Field(description="Open waits at most.")
    per_day: int | None = Field(description="New leads a day at most.")
    alerts: AlertsOut
    chat_addresses: int = Field(description="How many addresses `alerts.apprise` has.")
    quiet: dict[str, Any]
    joined_at: datetime
    left_at: datetime | None
    open_waits: int
    assigned_at: datetime | None = Field(description="When they were last given a lead.")
    teams: list[UUID] = Field(description="Of now.")
    revision: int


class MemberPage(PageOf[MemberOut]):
    """Some members."""


class MembersWanted(Paging):
    """Which members."""

    gone: bool = Field(False, description="Also those who left.")


class MeOut(Schema):
    """Who calls, and what they may."""

    organisation: OrganisationOut
    member: MemberOut | None = Field(description="Null: a program of the organisation.")
    role: RoleName
    scopes: list[str]
    token: UUID


class MemberNew(Given):
    """Who is invited."""

    name: Line
    email: Email
    role: RoleName = "rep"
    teams: list[UUID] = Field([], max_length=50, description="They get a seat in the pools of these.")
    calendar: UUID | None = None
    languages: Languages = Field([])
    skills: Skills = Field([])
    weight: Weight = 1.0
    capacity: Number | None = None
    per_day: Number | None = None
    alerts: AlertsIn = AlertsIn()
    quiet: Json = Field({}, description="Hours in which only what is urgent is told.")


class MemberChange(Given):
    """What is to be different; what is left out stays."""

    name: Line = UNSAID
    email: Email = UNSAID
    role: RoleName = UNSAID
    calendar: UUID | None = UNSAID
    languages: Languages = UNSAID
    skills: Skills = UNSAID
    weight: Weight = UNSAID
    capacity: Number | None = UNSAID
    per_day: Number | None = UNSAID
    alerts: AlertsIn = UNSAID
    quiet: Json = UNSAID


class PresenceNow(Given):
    """Whether they are there."""

    presence: PresenceName


class LeaveOut(Schema):
    """When someone is away."""

    id: UUID
    member: UUID = Field(alias="member_id")
    starts_at: datetime
    ends_at: datetime
    reason: str


class LeavePage(PageOf[LeaveOut]):
    """When someone was, is and will be away."""


class LeaveNew(Given):
    """Away from when to when."""

    starts_at: Instant
    ends_at: Instant
    reason: Lines = ""


class TeamOut(Schema):
    """People who answer together."""

    id: UUID
    name: str
    calendar: UUID | None = Field(alias="calendar_id")
    members: int = Field(description="How many are in it now.")
    revision: int


class TeamPage(PageOf[TeamOut]):
    """Some teams."""


class TeamNew(Given):
    """A team."""

    name: Line
    calendar: UUID | None = None


class TeamChange(Given):
    """What is to be different; what is left out stays."""

    name: Line = UNSAID
    calendar: UUID | None = UNSAID


class MembershipOut(Schema):
    """Who was in a team from when to when."""

    id: UUID
    member: UUID = Field(alias="member_id")
    team: UUID = Field(alias="team_id")
    manages: bool
    since: datetime | None
    until: datetime | None


class MembershipPage(PageOf[MembershipOut]):
    """Who is, was and will be in a team."""


class MembershipNew(Given):
    """Who joins."""

    member: UUID
    manages: Truth = False
    since: Instant | None = Field(None, description="Now, without it.")
    until: Instant | None = None
    seated: Truth = Field(True, description="Whether they take turns in the team's pools.")


class MembershipChange(Given):
    """What is to be different; what is left out stays."""

    manages: Truth = UNSAID
    until: Instant | None = UNSAID


class IdentityOut(Schema):
    """An address of ours from when to when."""

    id: UUID
    member: UUID | None = Field(alias="member_id")
    kind: IdentityName
    value: str
    since: datetime | None
    until: datetime | None


class IdentityPage(PageOf[IdentityOut]):
    """Some addresses of ours."""


class IdentitiesWanted(Paging):
    """Whose addresses."""

    member: UUID | None = None


class IdentityNew(Given):
    """An address of a member, or (without one) a shared address, a list, a domain or a number."""

    kind: IdentityName
    value: Line
    member: UUID | None = None
    since: Instant | None = Field(None, description="From the beginning, without it.")
    until: Instant | None = None
