"""Schemas of replies: what is written to a lead, and how far it got."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from firstreply.api.pages import PageOf, Paging
from firstreply.api.schemas_values import Given, Instant, Json, Language

_Text = Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00]*$")]
_Line = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
PassageName = Literal[
    "queued",
    "accepted",
    "delivered",
    "read",
    "soft_bounced",
    "hard_bounced",
    "complained",
    "failed",
    "cancelled",
]


class ReplyNew(Given):
    """What to write. What is left out follows from what was said before."""

    text: _Text = Field("", examples=["Hello Sara, we have 200 of them in stock."])
    source: UUID | None = Field(None, description="The account to send by.")
    conversation: UUID | None = Field(None, description="The conversation to go on with.")
    subject: _Line = Field("", description="Of a mail; else that of the conversation.")
    to: _Line = Field("", description="The address, where the lead has several.")
    language: Language | None = None
    template: Json = Field(
        {}, description="One that the messenger has approved: `name`, `language`, `parameters`."
    )
    template_version: UUID | None = Field(
        None, description="The version of a template that the text began as."
    )
    not_before: Instant | None = Field(None, description="It can be cancelled until then.")
    files: list[UUID] = Field(
        [], max_length=100, description="Files beside the lead that go with it (`POST /leads/{id}/files`)."
    )


class ReplyOut(Schema):
    """A message of ours and how far it got."""

    id: UUID
    lead: UUID
    source: UUID
    channel: str
    author: UUID | None
    recipient: str
    subject: str
    body: str
    automatic: bool
    state: PassageName
    reason: str = Field(description="Why it was not delivered, as the other side says.")
    external_id: str = Field(description="What the other side calls it; of a mail its Message-ID.")
    created_at: datetime
    accepted_at: datetime | None
    settled_at: datetime | None
    files: list[UUID] = Field(description="Files beside the lead that went, or are to go, with it.")


class ReplyPage(PageOf[ReplyOut]):
    """Some messages of ours, newest first."""


class RepliesWanted(Paging):
    """Which messages."""
