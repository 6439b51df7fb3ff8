"""Schemas of what a team decided: hours, promises, definitions, pools, sources, webhooks; and of deliveries."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from firstreply.api.pages import PageOf, Paging
from firstreply.api.schemas_values import UNSAID, WHOLE, Given, Json, Line

Seconds = Annotated[int, Field(gt=0, le=31_622_400, strict=True), WHOLE]
Percent = Annotated[int, Field(gt=0, lt=100, strict=True), WHOLE]
Warnings = Annotated[list[Percent], Field(max_length=10)]
Position = Annotated[int, Field(ge=0, le=10_000, strict=True), WHOLE]
Priority = Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")]
Covers = Literal["", "first", "next"]
KindName = Literal["qualification", "score", "routing"]
StateName = Literal["draft", "published", "retired"]
_HOURS = {"zone": "Asia/Tehran", "versions": [{"week": {"sat": [["09:00", "17:00"]]}}]}


class CalendarOut(Schema):
    """Working hours as they are in force now."""

    id: UUID
    name: str
    number: int = Field(description="Of the version in force; `ETag`.")
    version: UUID = Field(alias="version_id")
    value: dict[str, Any]
    created_at: datetime


class CalendarPage(PageOf[CalendarOut]):
    """Some calendars."""


class CalendarVersionOut(Schema):
    """Working hours as they were from a moment on."""

    id: UUID
    number: int
    value: dict[str, Any]
    created_at: datetime


class CalendarVersionPage(PageOf[CalendarVersionOut]):
    """Versions, newest first."""


class CalendarNew(Given):
    """Working hours: `value` as `Calendar.from_dict` reads it."""

    name: Line
    value: Json = Field(examples=[_HOURS])


class CalendarChange(Given):
    """Another name, or other hours from now on: a new version."""

    name: Line = UNSAID
    value: Json = UNSAID


class SlaOut(Schema):
    """One number of a promise."""

    id: UUID
    name: str
    number: int
    position: int = Field(description="The first that fits applies; no two in force have the same.")
    covers: Covers = Field(description="`first`: until we answered once; `next`: after that; empty: both.")
    condition: dict[str, Any] | None = Field(description="Which leads; null: all.")
    seconds: int = Field(description="Of working time.")
    warn_at: list[int] = Field(description="Percent of the target.")
    ladder: dict[str, Any] = Field(description="What happens when it is late.")
    calendar: UUID | None = Field(alias="calendar_id", description="Null: the owner's, else the team's.")
    priority: str
    created_at: datetime
    retired_at: datetime | None


class SlaPage(PageOf[SlaOut]):
    """Some promises."""


class SlasWanted(Paging):
    """Which promises."""

    retired: bool = Field(False, description="Also former numbers.")


class SlaNew(Given):
    """A promise under a new name."""

    name: Line
    seconds: Seconds
    warn_at: Warnings = Field([50, 80])
    position: Position | None = Field(
        None, description="Where it is asked; what stands there moves on. Null: after all others."
    )
    covers: Covers = ""
    condition: Json | None = None
    ladder: Json = Field({})
    calendar: UUID | None = None
    priority: Priority = ""


class SlaChange(Given):
    """Other terms, from now on: a new number. What is left out stays."""

    seconds: Seconds = UNSAID
    warn_at: Warnings = UNSAID
    position: Position = UNSAID
    covers: Covers = UNSAID
    condition: Json | None = UNSAID
    ladder: Json = UNSAID
    calendar: UUID | None = UNSAID
    priority: Priority = UNSAID


class DefinitionOut(Schema):
    """One version of what qualified means, how points are given, or who gets what."""

    id: UUID
    kind: KindName
    number: int
    value: dict[str, Any]
    state: StateName
    author: UUID | None = Field(alias="author_id")
    created_at: datetime
    published_at: datetime | None


class DefinitionPage(PageOf[DefinitionOut]):
    """Versions, newest first."""


class DefinitionsWanted(Paging):
    """Which versions."""

    kind: KindName | None = None
    state: StateName | None = None


class DefinitionNew(Given):
    """A draft; `version` in the value is ours to give."""

    kind: KindName
    value: Json = Field(examples=[{"rules": [], "fallback": ["0197a1c0-0000-7000-8000-000000000000"]}])


class PoolOut(Schema):
    """People who take turns."""

    id: UUID
    name: str
    team: UUID | None = Field(alias="team_id")
    value: dict[str, Any]
    state: dict[str, Any] = Field(description="Whose turn it is.")
    retired_at: datetime | None
    revision: int


class PoolPage(PageOf[PoolOut]):
    """Some pools."""


class PoolsWanted(Paging):
    """Which pools."""

    retired: bool = Field(False, description="Also those given up.")


class PoolNew(Given):
    """A pool: `value` as docs/routing.md says, without `id` and `team`."""

    name: Line
    team: UUID | None = None
    value: Json = Field({}, examples=[{"mode": "round_robin", "seats": []}])


class PoolChange(Given):
    """What is to be different; keys of `value` that are left out stay."""

    name: Line = UNSAID
    team: UUID | None = UNSAID
    value: Json = UNSAID


class DeliveryOut(Schema):
    """Something that had to reach somebody."""

    id: UUID
    channel: str
    kind: str
    state: Literal["pending", "sent", "failed", "dropped"]
    member: UUID | None = Field(alias="member_id")
    endpoint: UUID | None = Field(alias="endpoint_id")
    lead: UUID | None = Field(alias="lead_id")
    wait: UUID | None = Field(alias="wait_id")
    created_at: datetime
    not_before: datetime
    attempts: int
    sent_at: datetime | None
    error: str


class DeliveryPage(PageOf[DeliveryOut]):
    """Some deliveries, newest first."""


class DeliveriesWanted(Paging):
    """Which deliveries."""

    channel: Literal["in_app", "email", "push", "apprise", "webhook"] | None = None
    state: Literal["pending", "sent", "failed", "dropped"] | None = None
    member: UUID | None = None
    endpoint: UUID | None = None
    lead: UUID | None = None
