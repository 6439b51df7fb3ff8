"""Schemas of how things are read that others send: mappings of deliveries, rules for portals' mails."""

from typing import Annotated, Any, Final, Literal

from ninja import Schema
from pydantic import Field

from firstreply.api.schemas_values import UNSAID, WHOLE, Given, Json, Line, Truth
from firstreply.core.capture.mapping import LONGEST_PATH
from firstreply.core.capture.parse_rules import FIELDS, LONGEST_ANCHOR, MOST_FIELDS, MOST_RULES

_LONGEST: Final = 200_000
_NO_NUL: Final = r"^[^\x00]*$"
Text = Annotated[str, Field(max_length=_LONGEST, pattern=_NO_NUL)]
Anchor = Annotated[str, Field(max_length=LONGEST_ANCHOR, pattern=_NO_NUL)]
Place = Annotated[int, Field(ge=0, le=_LONGEST, strict=True), WHOLE]
Path = Annotated[str, Field(min_length=1, max_length=LONGEST_PATH, pattern=_NO_NUL)]
_TARGET: Final = f"One of {', '.join(FIELDS)}, or custom. and a key of your own."


class ErrorOut(Schema):
    """A field that could not be read."""

    field: str
    code: str
    says: str


class GuessOut(Schema):
    """A value of an example that is not mapped, and what it may be."""

    path: str
    value: str
    field: str = Field(description="Which field it may be; custom. and a key where nobody knows.")
    why: Literal["header", "values", "unknown", "empty"]


class MappingTry(Given):
    """An example of what another program sends, and a mapping to try on it."""

    example: Json | Text = Field(description="As JSON, or as the text that was sent: JSON or a form.")
    mapping: dict[str, Path] = Field(
        {}, max_length=200, description="Field of the persona -> path in the example."
    )


class MappingTried(Schema):
    """What the example would become."""

    fields: dict[str, Any] = Field(description="Values by the names that the mapping gives them.")
    persona: dict[str, Any] | None = Field(description="The person, null where fields could not be read.")
    errors: list[ErrorOut]
    missing: list[str] = Field(description="Fields whose path leads to nothing in this example.")
    unmapped: list[GuessOut]
    suggested: dict[str, str] = Field(description="A mapping of what is certain enough.")


class FieldRuleIn(Given):
    """Where one field stands: after all of `before`, up to `after`, else to the end of its line or of the text."""

    field: Annotated[str, Field(max_length=100, pattern=_NO_NUL, description=_TARGET)]
    before: Annotated[list[Anchor], Field(min_length=1, max_length=6)]
    after: Anchor = Field("")
    span: Literal["line", "lines"] = Field("line")
    every: Truth = Field(False, description="Wherever it stands, not only the first time.")


class MailRule(Given):
    """How mails of one portal are read. `sender` is an address or a domain."""

    name: Annotated[Line, Field(max_length=60)]
    sender: Line
    subject: Anchor = Field("", description="Words that its subject has in it; empty for any.")
    fields: Annotated[list[FieldRuleIn], Field(min_length=1, max_length=MOST_FIELDS)]


class MailRules(Given):
    """All rules; the first that fits a mail and finds somebody counts."""

    rules: Annotated[list[MailRule], Field(max_length=MOST_RULES)]


class MarkIn(Given):
    """Somebody says: from `start` to `end` of the example stands this field. Counted in code points."""

    start: Place
    end: Place
    field: Annotated[str, Field(max_length=100, pattern=_NO_NUL, description=_TARGET)]


class Example(Given):
    """A mail of a portal: its `text`, or the whole of it (`raw`), of which the text is taken."""

    text: Text = UNSAID
    raw: Text = UNSAID


class MailRuleLearn(Example):
    """An example with what somebody marked in it."""

    name: Annotated[Line, Field(max_length=60)]
    sender: Line
    subject: Anchor = Field("")
    marks: Annotated[list[MarkIn], Field(min_length=1, max_length=MOST_FIELDS)]


class MailRuleTry(Example):
    """A rule to try on an example. `sender` and `subject` are those of the mail, where it is not `raw`."""

    rule: MailRule
    sender: Annotated[str, Field(max_length=254, pattern=_NO_NUL)] = Field("")
    subject: Anchor = Field("")


class FoundOut(Schema):
    """A value, and where it stands in the text. Counted in code points."""

    field: str
    value: str
    start: int
    end: int


class MailRuleTried(Schema):
    """What a rule reads in an example."""

    rule: MailRule
    text: str = Field(description="The example's text, in which values have their places.")
    fits: bool = Field(
        description="Whether sender and subject are those of the rule; true where neither was given."
    )
    found: list[FoundOut]
    missing: list[str] = Field(description="Fields that it does not find here.")
    persona: dict[str, Any]
    errors: list[ErrorOut]


class TemplateOut(Schema):
    """What may be sent out of the blue."""

    name: str
    language: str
    status: str
    category: str
    text: str
    parameters: list[str]
