"""Schemas of the inbox: whom to answer now."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from firstreply.api.pages import Cursor
from firstreply.api.schemas_values import Instant
from firstreply.store.queries.inbox_asked import MOST

_NO_NUL = r"^[^\x00]*$"


class InboxWanted(Schema):
    """Which list, and which part of it."""

    split: Literal["new", "waiting", "tasks", "snoozed"] = Field(
        "waiting",
        description="`new`: nobody has tried to reach them yet. `tasks`: next steps whose day has come.",
    )
    whose: Literal["mine", "team", "all"] | None = Field(
        None,
        description="Within what you may see; `mine` for a person, `all` for a program, unless it is said.",
    )
    channel: str = Field("", max_length=200, pattern=_NO_NUL)
    language: str = Field("", max_length=40, pattern=_NO_NUL)
    limit: int = Field(MOST, ge=1, le=MOST, description="How many at most.")
    cursor: Cursor | None = None


class InboxRow(Schema):
    """A wait, a task, or (without a wait) a lead that is snoozed."""

    key: UUID = Field(description="Of the wait, the task or the snoozed lead.")
    at: datetime | None = Field(
        description="What it is ordered by: when it is due, or until when it is snoozed."
    )
    points: int
    lead: UUID
    wait: UUID | None
    offer: UUID | None = Field(description="The assignment that offers it to you: to be claimed.")
    until: datetime | None = Field(description="How long the offer, or the snooze, lasts.")
    task: str | None
    name: str
    company: str
    language: str
    channel: str
    started_at: datetime | None
    due_at: datetime | None
    missed_at: datetime | None
    called_at: datetime | None
    chased: int = Field(description="How often they wrote again.")
    first: bool | None = Field(description="Whether its answer is a first response.")
    owner: UUID | None
    owner_name: str | None
    text: str | None = Field(description="The newest that they wrote, cut.")
    subject: str | None


class InboxPage(Schema):
    """One part of the list, what is due first first."""

    items: list[InboxRow]
    next: str | None = Field(description="Cursor of the next page; null on the last one.")


class SnoozeIn(Schema):
    """Until when."""

    until: Instant = Field(description="Within a year from now. It ends sooner once they write again.")


class SnoozedOut(Schema):
    """A lead that you do not see in your inbox. No clock stops."""

    lead: UUID
    until: datetime
