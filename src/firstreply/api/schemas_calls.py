"""Schemas of telephone calls."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from firstreply.api.pages import PageOf, Paging
from firstreply.api.schemas_values import Given, Instant, Lines, Number, Truth

Direction = Literal["in", "out"]
_DAY_S = 86_400


class CallOut(Schema):
    """A telephone call, of however many reports."""

    id: UUID
    at: datetime = Field(description="When it began to ring.")
    direction: Direction
    reached: bool = Field(description="Whether two people spoke; a machine is nobody.")
    party: str = Field(description="The number outside; empty when it was withheld.")
    name: str
    lead: UUID | None = Field(alias="lead_id")
    member: UUID | None = Field(alias="member_id", description="Who of ours took part.")
    source: UUID | None = Field(alias="source_id")
    seconds: int = Field(description="Spoken.")
    text: str = Field(description="A note, or what a voice message says.")
    link: str = Field(description="To a recording.")


class CallPage(PageOf[CallOut]):
    """Some calls."""


class CallsWanted(Paging):
    """Which calls."""

    lead: UUID | None = None
    member: UUID | None = None
    direction: Direction | None = None
    reached: bool | None = None


class CallNew(Given):
    """A call as one of ours writes it down."""

    direction: Direction = "out"
    reached: Truth = False
    at: Instant | None = Field(None, description="When it began; now without it.")
    seconds: Number = Field(0, le=_DAY_S, description="Spoken.")
    note: Lines = ""
    phone: str = Field(
        "",
        max_length=60,
        pattern=r"^[^\x00]*$",
        description="Which number, where the lead has several; the first without it.",
    )
