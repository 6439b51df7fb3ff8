"""Schemas of templates: what a team writes again and again, by language and in versions."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from firstreply.api.pages import PageOf, Paging
from firstreply.api.schemas_values import UNSAID, Given, Language, Line, Truth

_NO_NUL = r"^[^\x00]*$"
_Text = Annotated[str, Field(max_length=20_000, pattern=_NO_NUL, examples=["Hello {first_name|there},"])]
_Subject = Annotated[str, Field(max_length=500, pattern=_NO_NUL)]
_Word = Annotated[str, Field(max_length=30, pattern=_NO_NUL)]
_Kind = Annotated[str, Field(max_length=40, pattern=_NO_NUL)]
PurposeName = Literal[
    "", "introduction", "meeting", "thanks", "launch", "decline", "busy", "no_samples", "closed"
]  # fmt: skip
VersionState = Literal["draft", "published", "retired"]


class TextVersionOut(Schema):
    """What a template says, or said, in one language."""

    id: UUID
    template: UUID = Field(alias="template_id")
    language: str
    number: int
    subject: str
    text: str = Field(alias="body")
    state: VersionState
    author: UUID | None = Field(alias="author_id")
    created_at: datetime
    published_at: datetime | None


class TextVersionPage(PageOf[TextVersionOut]):
    """Versions, newest first."""


class TextTemplateOut(Schema):
    """A template. What a messenger has approved is elsewhere: `/sources/{source}/templates`."""

    id: UUID
    name: str
    shortcut: str = Field(description="What is typed after / to get it, folded.")
    purpose: PurposeName
    channel: str = Field(description="The kind of channel it is for; empty: any.")
    member: UUID | None = Field(description="Whose own it is; null: the team's.")
    standard: str = Field(description="Of which of the standard set it is; empty: their own making.")
    published: dict[str, TextVersionOut] = Field(description="What is in force, by language.")
    drafts: dict[str, TextVersionOut] = Field(description="What is not yet, by language.")
    created_at: datetime
    retired_at: datetime | None


class TextTemplatePage(PageOf[TextTemplateOut]):
    """Some templates, newest first."""


class TextTemplateNew(Given):
    """A template, without a text yet."""

    name: Line
    shortcut: _Word = Field("", examples=["price"])
    purpose: PurposeName = ""
    channel: _Kind = Field("", examples=["email"])
    own: Truth = Field(False, description="The caller's alone.")


class TextTemplateChange(Given):
    """What shall be otherwise."""

    name: Line = UNSAID
    shortcut: _Word = UNSAID
    purpose: PurposeName = UNSAID
    channel: _Kind = UNSAID


class TextDraft(Given):
    """What it shall say in a language."""

    text: _Text
    subject: _Subject = ""


class TextsInstalled(Schema):
    """How many templates were added."""

    added: int


class TextLook(Given):
    """A text to be looked at."""

    text: _Text
    subject: _Subject = ""
    language: Language | None = None
    channel: _Kind = ""


class TextProblem(Schema):
    """One thing that is wrong, or may be."""

    code: str
    part: Literal["text", "subject"]
    at: int = Field(description="Where it begins, in characters.")
    length: int
    grave: bool = Field(description="It keeps the text from being published.")
    said: str = Field(description="In the language that was asked for.")


class TextProblems(Schema):
    """Grave ones first; none: all is well."""

    problems: list[TextProblem]


class TextRender(Given):
    """For whom. Without a lead the fields of one are unknown."""

    lead: UUID | None = None
    language: Language | None = Field(None, description="Else the lead's, else the organisation's, else any.")
    channel: _Kind = ""


class TextRendered(Schema):
    """What came out. A field that is not known and has no fallback stays as `{field}`, and is in `missing`."""

    version: UUID
    language: str
    why: Literal["lead", "organisation", "any", "asked"] = Field(description="Why in this language.")
    subject: str
    text: str
    used: list[str]
    missing: list[str]


class TextVersionsWanted(Paging):
    """Of which language; null: of all."""

    language: Language | None = None
