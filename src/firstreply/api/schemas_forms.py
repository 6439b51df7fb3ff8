"""Schemas of forms: their definition is checked by the channel itself, described here."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from firstreply.api.schemas_values import Given, Json, Line

LanguageName = Literal["en", "ar", "fa"]


class FormNew(Given):
    """A definition to be checked."""

    form: Json = Field(
        description="As `settings.form` of a source of kind `form`; see docs/channels/form.md.",
        examples=[
            {
                "title": {"en": "Ask for an offer"},
                "fields": [
                    {"name": "email", "type": "email", "label": {"en": "E-mail"}, "required": True},
                    {"name": "need", "type": "longtext", "label": {"en": "What do you need?"}},
                ],
            }
        ],
    )


class FormOut(Schema):
    """A definition that is fine."""

    revision: str = Field(description="Names this wording; it is kept with every consent.")
    languages: list[LanguageName]
    fields: list[str] = Field(description="Names of what it asks for.")
    consents: list[str] = Field(description="Purposes that can be agreed to.")
    frames: list[str] = Field(description="Hosts that may show it in a frame; none: only we.")


class SnippetWanted(Given):
    """In which language."""

    lang: LanguageName | None = Field(None, description="Of the form's; its first without it.")


class SnippetOut(Schema):
    """What to put on a page of one's own."""

    address: str = Field(description="The form's own page, to link to.")
    lang: LanguageName
    frame: str = Field(description="HTML: the form in a frame. The script is optional.")
    html: str = Field(
        description="HTML: a form without any script; whoever sends it presses one more button."
    )


class DocumentNamed(Given):
    """Under which name it is handed out."""

    name: Line = Field(description="With its ending: `prices.pdf`.")


class DocumentOut(Schema):
    """A document that a form can give to who asked."""

    id: UUID
    name: str
    size: int = Field(description="Octets.")
    created_at: datetime


class DocumentList(Schema):
    """The documents of one form."""

    items: list[DocumentOut]


UPLOAD: Any = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
