"""Schemas of leads and what happened to them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from firstreply.api.pages import PageOf, Paging
from firstreply.api.schemas_values import Given, Instant, Json, Line, Lines, Truth

#: The key of a stage; which there are, the team says.
Stage = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
MessageKind = Literal[
    "INBOUND_HUMAN", "INBOUND_FORM", "INBOUND_AUTO", "SPAM", "OUTBOUND_HUMAN", "OUTBOUND_AUTO", "INTERNAL"
]  # fmt: skip
Spoken = Literal["phone", "whatsapp", "sms", "telegram", "in_person", "video", "other"]
Answer = Literal["yes", "no", "incomplete"]


class LeadOut(Schema):
    """Someone who asked, and what we make of them."""

    id: UUID
    name: str
    company: str
    persona: dict[str, Any] = Field(
        description="What is known of them; fields that are not known are left out."
    )
    stage: Stage
    points: int
    point_reasons: list[Any] = Field(description="Where each point comes from.")
    qualified: str = Field(description="`yes`, `no`, `incomplete`, or empty while nothing is defined.")
    qualified_reasons: dict[str, Any]
    owner: UUID | None = Field(alias="owner_id")
    team: UUID | None = Field(alias="team_id")
    source: UUID | None = Field(alias="source_id")
    created_at: datetime
    touches: dict[str, Any] = Field(
        description="`first` and `last`: by which campaign, referrer and page they came, and when."
    )
    consents: dict[str, Any] = Field(
        description="What they agreed to, by purpose: the words they saw, and whether `asked`, `given`, `withdrawn`."
    )
    inquired_at: datetime = Field(description="The last inquiry.")
    last_in_at: datetime | None
    revision: int


class LeadPage(PageOf[LeadOut]):
    """Some leads."""


class LeadsWanted(Paging):
    """Which leads."""

    order: Literal["newest", "inquired", "points"] = "newest"
    stage: Stage | None = None
    owner: UUID | None = None
    unowned: bool | None = Field(None, description="Only those nobody owns, or only those somebody does.")
    team: UUID | None = None
    source: UUID | None = None
    qualified: Answer | None = None
    least_points: int | None = Field(None, ge=-2_147_483_648, le=2_147_483_647)
    text: str | None = Field(
        None,
        max_length=200,
        pattern=r"^[^\x00]*$",
        description="What a name, company, e-mail address or phone number begins with, in any spelling.",
    )
    rule: str | None = Field(
        None,
        max_length=4000,
        pattern=r"^[^\x00]*$",
        description='A rule as JSON: `{"version": 1, "rule": {"field": "budget", "op": "gte", "value": 5000}}`.',
    )


class LeadChange(Given):
    """Fields of the persona, each with its new value; "", null and [] forget what was known."""

    persona: Json = Field(examples=[{"company": "Example Ltd", "budget": "12000", "tags": ["fair"]}])


class StageMove(Given):
    """Where to."""

    stage: Stage
    reason: Lines = ""


class HandingTo(Given):
    """To whom: a member or a pool, one of the two."""

    member: UUID | None = None
    pool: UUID | None = None


class HandOver(Given):
    """To which colleague."""

    member: UUID
    reason: Lines = ""


class Merging(Given):
    """Into which other lead."""

    into: UUID


class Note(Given):
    """What to write down."""

    text: Annotated[Lines, Field(min_length=1)]


class Talk(Given):
    """A conversation that was had: it is an answer."""

    channel: Spoken
    text: Lines = ""
    at: Instant | None = Field(None, description="When; now without it.")


class Call(Given):
    """A call that was tried. It ends nothing."""

    reached: Truth = False
    at: Instant | None = Field(None, description="When; now without it.")


class Reason(Given):
    """Why; it must be said."""

    reason: Line


class ReasonGiven(Given):
    """Why, if anybody wants to say."""

    reason: Lines = ""


class ClassGiven(Given):
    """Which class; null: as the rule says."""

    kind: MessageKind | None


class Happened(Schema):
    """A fact or a message."""

    id: UUID
    at: datetime
    kind: str = Field(description="`message`, or what happened: `inquired`, `assigned`, `stage_moved` ...")
    member: UUID | None = Field(alias="member_id", description="Who of ours did it; null: the system.")
    channel: str
    wait: UUID | None = Field(alias="wait_id")
    data: dict[str, Any]


class Timeline(PageOf[Happened]):
    """What happened, newest first."""


class AssignmentOut(Schema):
    """Who a lead was given to, with every reason."""

    id: UUID
    at: datetime
    kind: str = Field(description="`routed`, `rerouted`, `taken`, `given`, `claimed`, `offered`.")
    member: UUID | None = Field(alias="member_id")
    team: UUID | None = Field(alias="team_id")
    pool: UUID | None = Field(alias="pool_id")
    definition: UUID | None = Field(alias="definition_id")
    wait: UUID | None = Field(alias="wait_id")
    until: datetime | None = Field(description="Of an exclusive offer.")
    reasons: dict[str, Any]


class AssignmentPage(PageOf[AssignmentOut]):
    """Who a lead was given to, newest first."""


class LeadFileNew(Schema):
    """What stands in the address of a file that is laid beside a lead."""

    name: Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[^\x00]*$")] = Field(
        "file", description="Folders, control characters and what turns a line round are left out."
    )


class LeadFileOut(Schema):
    """A file beside a lead, without what is in it."""

    id: UUID
    member: UUID | None = Field(alias="member_id", description="Who laid it there; null: a program.")
    name: str
    content_type: str
    size: int = Field(description="Octets.")
    created_at: datetime


class LeadFiles(Schema):
    """What lies beside a lead."""

    items: list[LeadFileOut]
