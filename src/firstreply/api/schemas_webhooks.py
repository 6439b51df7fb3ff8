"""Schemas of webhooks and push subscriptions."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field

from firstreply.api.pages import PageOf
from firstreply.api.schemas_values import UNSAID, Given, Truth

Url = Annotated[
    str, Field(max_length=2000, pattern=r"^https://[!-~]+$", examples=["https://example.com/hook"])
]
Event = Annotated[str, Field(max_length=60, pattern=r"^[a-z_.]+$", examples=["assigned"])]
Events = Annotated[list[Event], Field(max_length=50, description="Kinds; none: all.")]
Key = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_=-]+$")]


class WebhookOut(Schema):
    """An address that is told what happens, without its secret."""

    id: UUID
    url: str
    events: list[str]
    created_at: datetime
    disabled_at: datetime | None
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


class PushNew(Given):
    """What a browser's push manager gives."""

    endpoint: Url
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
