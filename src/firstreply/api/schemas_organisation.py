"""Schemas of the organisation and what it sets for itself."""

from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from firstreply.api.schemas_values import UNSAID, WHOLE, Given, Line

LanguageName = Literal["en", "ar", "fa"]
IncompleteName = Literal["sales", "nurture"]
PointName = Literal["email", "phone", "messenger"]
PointValue = Annotated[
    Line,
    Field(examples=["info@example.com"], description="An address, a number, or `telegram:handle`."),
]
ZoneName = Annotated[Line, Field(max_length=64, examples=["Asia/Tehran"], description="IANA time zone.")]
Region = Annotated[
    str, Field(pattern=r"^[A-Z]{2}$", examples=["IR"], description="Country of phone numbers without a code.")
]
_SHARED = "What several people use (a switchboard, info@): it tells none of them apart, except with a name."
_INCOMPLETE = "Who asks for what is missing before a lead can be qualified."
_ASIDE = "Pool that answers who is no lead for sales. Null: marketers and managers in turn."
_IDLE = (
    "After so many days of silence what a lead writes is a new inquiry. Counts for what is read from then on."
)


class SharedPointOut(Schema):
    """A contact point of several people, folded."""

    kind: PointName
    value: str


class SharedPointIn(Given):
    """A contact point of several people."""

    kind: PointName
    value: PointValue


class OrganisationSet(Schema):
    """The organisation, and how its inquiries are read and given."""

    id: UUID
    name: str
    zone: str
    region: str
    language: str
    shared_points: list[SharedPointOut] = Field(description=_SHARED)
    incomplete: IncompleteName = Field(description=_INCOMPLETE)
    aside_pool: UUID | None = Field(description=_ASIDE)
    idle_days: int = Field(description=_IDLE)


class OrganisationChange(Given):
    """What is to be different; what is left out stays."""

    name: Line = UNSAID
    zone: ZoneName = UNSAID
    region: Region = UNSAID
    language: LanguageName = UNSAID
    shared_points: Annotated[list[SharedPointIn], Field(max_length=200, description=_SHARED)] = UNSAID
    incomplete: Annotated[IncompleteName, Field(description=_INCOMPLETE)] = UNSAID
    aside_pool: Annotated[UUID | None, Field(description=_ASIDE)] = UNSAID
    idle_days: Annotated[int, Field(ge=1, le=365, strict=True, description=_IDLE), WHOLE] = UNSAID
