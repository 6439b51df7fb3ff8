"""Schemas of sources: where inquiries come from, and the channels whose accounts they are."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from firstreply.api.pages import PageOf, Paging
from firstreply.api.schemas_values import UNSAID, Given, Json, Line, Truth
from firstreply.store.queries.accounts import known_kinds

_Secret = Annotated[str, Field(max_length=16_000, pattern=r"^[^\x00]*$")]
Secrets = Annotated[dict[str, _Secret], Field(max_length=20)]


class SourceOut(Schema):
    """Where inquiries come from."""

    id: UUID
    name: str
    kind: str
    mapping: dict[str, Any] = Field(description="Field of the persona -> path in what is sent.")
    settings: dict[str, Any]
    created_at: datetime
    disabled_at: datetime | None
    revision: int


class SourcePage(PageOf[SourceOut]):
    """Some sources."""


class SourcesWanted(Paging):
    """Which sources."""

    disabled: bool = Field(False, description="Also those switched off.")


class SourceNew(Given):
    """A source. Its secret is made by us, and told once."""

    name: Line
    kind: str = Field(json_schema_extra={"enum": list(known_kinds())})
    mapping: Json = Field({})
    settings: Json = Field({}, description="What `GET /channels` says that this kind takes.")
    sealed: Secrets = Field({}, description="Passwords and tokens of the other side; never shown again.")


class SourceChange(Given):
    """What is to be different; what is left out stays."""

    name: Line = UNSAID
    mapping: Json = UNSAID
    settings: Json = UNSAID
    sealed: Secrets = UNSAID
    disabled: Truth = UNSAID


class CheckedOut(Schema):
    """How it went at the other side."""

    ok: bool
    code: str = Field(description="Why not, as a problem's code.")
    says: str = Field(description="Why not, as a sentence.")
    facts: dict[str, Any] = Field(description="What the other side says of the account.")


class SettingOut(Schema):
    """One setting that a channel's account takes."""

    name: str
    label: str
    kind: Literal["text", "secret", "number", "switch", "choice", "list", "object"]
    help: str
    required: bool
    choices: list[str]
    default: Any


class ChannelOut(Schema):
    """A kind of account, and what it can do."""

    kind: str
    takes: bool = Field(description="It has an address that the other side brings things to.")
    sends: bool
    checks: bool
    connects: bool
    fields: list[SettingOut]
