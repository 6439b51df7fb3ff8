"""Schemas of waits."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from firstreply.api.pages import PageOf, Paging

Outcome = Literal["open", "answered", "dismissed", "voided"]
Standing = Literal["met", "missed", "pending", "dismissed"]


class WaitOut(Schema):
    """Someone is or was owed an answer."""

    id: UUID
    lead: UUID | None = Field(alias="lead_id")
    conversation: UUID = Field(alias="conversation_id")
    party: str
    channel: str
    started_at: datetime
    ended_at: datetime | None
    outcome: Outcome
    evidence: str = Field(description="Why it ended, or why it opened while it is open.")
    first: bool = Field(description="Whether its answer is a first response.")
    truncated: bool
    owner: UUID | None = Field(alias="owner_id")
    first_owner: UUID | None = Field(alias="first_owner_id")
    author: UUID | None = Field(alias="author_id")
    author_name: str
    touched_at: datetime | None
    assigned_at: datetime | None
    called_at: datetime | None
    sla: UUID | None = Field(alias="sla_id")
    due_at: datetime | None
    missed_at: datetime | None
    standing: Standing | None = Field(description="Null where no promise covers it.")
    revision: int


class WaitPage(PageOf[WaitOut]):
    """Some waits."""


class WaitsWanted(Paging):
    """Which waits."""

    state: Outcome | None = None
    order: Literal["due", "started", "newest"] = "due"
    standing: Standing | None = None
    owner: UUID | None = None
    lead: UUID | None = None
    channel: str | None = Field(None, max_length=200, pattern=r"^[^\x00]*$")
    first: bool | None = None


class SaidOut(Schema):
    """A message behind a wait."""

    id: UUID
    at: datetime
    kind: str = Field(description="Its class, as the clock's section 1 names them.")
    evidence: str
    party: str
    author_name: str
    subject: str


class HoursOut(Schema):
    """The working hours that were in force."""

    calendar: UUID
    version: UUID
    number: int
    name: str
    value: dict[str, object]


class Part(Schema):
    """A stretch of time."""

    starts_at: datetime
    ends_at: datetime
    seconds: int


class PromisedOut(Schema):
    """The promise as it was frozen when the wait opened: no later change of hours or people moves it."""

    sla: UUID
    name: str
    number: int = Field(description="Which version of it.")
    seconds: int = Field(description="Of open time, by `hours`.")
    warn_at: list[int] = Field(description="Percent of the seconds.")
    due_at: datetime | None = Field(
        description="Null while the clock is stopped, and where the hours never get there."
    )
    counted: list[Part] = Field(
        description="The open parts from the start to `due_at`, pauses left out, the first 500: together `seconds`."
    )
    counted_in_all: int


class HandOut(Schema):
    """Somebody who had it, by their own hours, less their leave and the pauses. The promise knows nothing of it."""

    member: UUID
    name: str
    since: datetime
    until: datetime
    calendar: UUID | None = Field(description="Theirs, else their team's. Null: 24/7.")
    wall_seconds: int
    business_seconds: int = Field(description="The parts together.")
    parts: list[Part] = Field(description="Open to them, the first 500.")
    parts_in_all: int
    leaves: list[Part] = Field(description="When they were away meanwhile.")


class WhyOut(Schema):
    """What a wait's numbers are made of."""

    wait: WaitOut
    until: datetime = Field(description="Where counting stopped: its end, or now.")
    wall_seconds: int
    business_seconds: int = Field(description="The open parts together, less what was paused.")
    off_hours: bool = Field(description="Answered with no open time between: 0 seconds, and the row stays.")
    opened: SaidOut | None
    joined: list[SaidOut] = Field(description="Chasers: they never move the start.")
    ended: SaidOut | None
    hours: HoursOut | None = Field(
        description="The version that was frozen with the promise; without one, that of whose it was when it began."
        " Null: 24/7."
    )
    parts: list[Part] = Field(description="The open parts by these hours, pauses left out, the first 500.")
    parts_in_all: int
    pauses: list[Part]
    promise: PromisedOut | None
    hands: list[HandOut] = Field(description="Who had it, in order, since it was first given to somebody.")
