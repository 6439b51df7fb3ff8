"""Schemas of what would happen and of replays."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from firstreply.api.schemas_values import Given, Json

Proposed = Literal["qualification", "score", "routing", "promise", "hours", "pool"]


class SimulateNew(Given):
    """Who asks: a lead that is known, or a persona that is made up."""

    lead: UUID | None = None
    persona: Json = Field({}, examples=[{"name": "Lea", "country": "DE", "budget": "12000"}])
    channel: Literal["form", "email", "phone", "whatsapp", "telegram", "api"] = "api"
    at: datetime | None = Field(None, description="When; null: now.")
    definition: UUID | None = Field(
        None, description="A version of rules to use instead of the one in force."
    )


class SimulateOut(Schema):
    """What would happen, step by step."""

    known: bool = Field(description="Whether that lead is there already.")
    qualified: str
    qualified_reasons: dict[str, Any]
    points: int
    point_reasons: list[Any]
    aside: bool = Field(description="Salespeople are not asked.")
    how: str = Field(description="kept, routed, offered, aside; empty where nobody works.")
    assignment: dict[str, Any] | None = Field(description="Who gets it, who could, who was skipped and why.")
    rules: list[dict[str, Any]] = Field(description="Each routing rule and its `fate`.")
    promises: list[dict[str, Any]] = Field(description="Each promise, and whether it `fits`.")
    due_at: datetime | None
    moments: list[dict[str, Any]] = Field(description="Warnings, breach and steps of the ladder.")
    hours: list[list[datetime]] = Field(
        description="When the clock runs, from the question to the due instant."
    )


class ReplayNew(Given):
    """A change: `value` as it would be stored, `about` the promise, calendar or pool that it changes."""

    kind: Proposed
    value: Json = Field(examples=[{"rules": [], "fallback": []}])
    about: UUID | None = None


class ReplayOut(Schema):
    """A change and what it would have done."""

    id: UUID
    kind: Proposed
    about: UUID | None
    value: dict[str, Any]
    state: Literal["waiting", "running", "done", "stopped", "failed"]
    done: int
    total: int
    result: dict[str, Any]
    member: UUID | None = Field(alias="member_id")
    created_at: datetime
    ended_at: datetime | None
