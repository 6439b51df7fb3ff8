"""Schemas of webhooks and push subscriptions."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from firstreply.api.pages import PageOf, Paging
from firstreply.api.schemas_values import UNSAID, Given, Instant, Truth

Url = Annotated[
    str, Field(max_length=2000, pattern=r"^https?://[!-~]+$", examples=["https://example.com/hook"])
]
Secure = Annotated[
    str, Field(max_length=2000, pattern=r"^https://[!-~]+$", examples=["https://example.com/hook"])
]
Event = Annotated[str, Field(max_length=60, pattern=r"^[a-z_.*]+$", examples=["lead.created"])]
Events = Annotated[list[Event], Field(max_length=50, description="Kinds; none: all.")]
Key = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_=-]+$")]


class WebhookOut(Schema):
    """An address that is told what happens, without its secret."""

    id: UUID
    url: str
    events: list[str]
    created_at: datetime
    disabled_at: datetime | None
    failing_since: datetime | None = Field(description="Since when nothing was taken.")
    off_reason: Literal["", "gone", "not_taken"] = Field(
        description="Why we switched it off; empty: we did not."
    )
    revision: int


class WebhookPage(PageOf[WebhookOut]):
    """Some of them."""


class WebhookNew(Given):
    """Whom to tell, and what about."""

    url: Url
    events: Events = Field([])


class WebhookChange(Given):
    """What is to be different; what is left out stays."""

    url: Url = UNSAID
    events: Events = UNSAID
    disabled: Truth = UNSAID


class WebhookRead(WebhookOut):
    """An address that is told what happens, with what it missed."""

    missed: int = Field(
        description="Deliveries of the last 30 days that were given up or dropped: replay them."
    )
    missed_since: datetime | None = Field(description="When the first of them was to be told.")


class TriedOut(Schema):
    """One try at telling it."""

    number: int
    at: datetime
    took_ms: int
    status: int | None = Field(description="Of HTTP; null: nothing was answered.")
    reason: str = Field(description="Why it was not taken; empty: it was.")
    answer: str = Field(description="How the answer began: 500 octets at most.")


class WebhookDelivery(Schema):
    """An event and what became of telling it; `id` is its `webhook-id`."""

    id: UUID
    kind: str
    state: Literal["pending", "sent", "failed", "dropped"]
    lead: UUID | None = Field(alias="lead_id")
    wait: UUID | None = Field(alias="wait_id")
    created_at: datetime
    not_before: datetime = Field(description="Of one that is pending: when it is tried next.")
    attempts: int
    sent_at: datetime | None
    error: str
    tries: list[TriedOut] = Field(description="Of the last 30 days, oldest first.")


class WebhookDeliveries(PageOf[WebhookDelivery]):
    """What it was to be told, newest first."""


class WebhookDeliveriesWanted(Paging):
    """Which of them."""

    state: Literal["pending", "sent", "failed", "dropped"] | None = None
    since: Instant | None = None
    until: Instant | None = None


class Replay(Given):
    """What to tell again."""

    since: Instant
    until: Instant | None = Field(None, description="Null: until now.")
    states: list[Literal["sent", "failed", "dropped"]] = Field(
        ["failed", "dropped"], min_length=1, max_length=3
    )


class Replayed(Schema):
    """How many deliveries are told again."""

    deliveries: int


class PushNew(Given):
    """What a browser's push manager gives."""

    endpoint: Secure
    p256dh: Key
    auth: Key


class PushOut(Schema):
    """A browser that may be woken."""

    id: UUID
    endpoint: str
    created_at: datetime


class PushList(Schema):
    """All browsers of a member that may be woken."""

    items: list[PushOut]
