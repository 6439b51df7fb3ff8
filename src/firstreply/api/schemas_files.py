"""Schemas of files: lists that are brought in one go."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from firstreply.api.pages import PageOf
from firstreply.api.schemas_values import Given

Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$", examples=["fair-2026.csv"])]
Column = Annotated[int, Field(ge=0, le=499)] | Line
FieldName = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]+$")]
State = Literal["new", "running", "done", "cancelled", "failed", "undoing", "undone"]
Outcome = Literal["created", "updated", "repeated", "failed"]


class FileNew(Schema):
    """What stands in the address of an upload."""

    name: Name = "list"
    size: int = Field(
        0,
        ge=0,
        le=1 << 40,
        description="Octets in all, where parts follow: nothing begins before they are here.",
    )


class PartWanted(Schema):
    """Which part."""

    number: int = Field(0, ge=0, lt=100_000, description="From 0 on; the octets of an upload are part 0.")


class PartsOut(Schema):
    """What is here of a file: parts without a gap, from the first on."""

    parts: int
    octets: int


class ReadingIn(Given):
    """How it is read, where that is not as it is found."""

    encoding: Line = Field("", examples=["windows-1256"])
    delimiter: Literal["", ";", ",", "\t", "|"] = ""
    sheet: Line = ""
    header: int | None = Field(
        None, ge=0, le=1000, description="The line with the columns' names; 0: there is none."
    )


class OptionsIn(Given):
    """What holds for every row."""

    clock: Literal["", "contacts", "inquiries"] = Field(
        "", description="contacts: only known, nobody is alerted; inquiries: each is owed an answer. Empty: inquiries"
        " where a column says when they asked, else contacts.",
    )  # fmt: skip
    source: Line = Field("", description="Where they come from, unless the row says so.")
    campaign: Line = ""
    event: Line = ""
    tags: list[Line] = Field([], max_length=20)
    language: Line = ""
    owner: UUID | None = Field(None, description="The member whose the new leads are.")
    dates: dict[FieldName, Annotated[str, Field(pattern=r"^(gregorian|jalali|hijri):(ymd|dmy|mdy)$")]] = (
        Field({}, description="Column (its position or header) -> how its dates are written.")
    )


class ChoicesIn(Given):
    """How a file is read, which column is which field, and what holds for every row. What is left out is as it was
    chosen before, else as it is found."""

    reading: ReadingIn | None = None
    mapping: dict[FieldName, Column | list[Column]] | None = Field(
        None,
        max_length=200,
        description="Field -> its columns, by position from 0 or by header. {}: as suggested.",
    )
    options: OptionsIn | None = None

    def chosen(self) -> dict[str, Any]:
        """As the journey takes them."""
        found: dict[str, Any] = {} if self.mapping is None else {"mapping": self.mapping}
        if self.reading is not None:
            found["reading"] = {
                n: one for n, one in self.reading.model_dump().items() if one not in ("", None)
            }
        if self.options is not None:
            found["options"] = {n: one for n, one in self.options.model_dump(mode="json").items() if one}
        return found


class LineOut(Schema):
    """A row that cannot be taken."""

    row: int
    code: str
    sentence: str


class CountsOut(Schema):
    """What bringing would do, or did."""

    created: int = 0
    updated: int = 0
    repeated: int = 0
    skipped: int = Field(0, description="Nothing stood in them.")
    failed: int = 0


class TrialOut(CountsOut):
    """What bringing would do. `whole`: every row was looked at."""

    whole: bool
    rows: int
    sentence: str
    lines: list[LineOut]


class UndoneOut(Schema):
    """What taking it back came to."""

    withdrawn: int = Field(0, description="Leads that are gone.")
    restored: int = Field(0, description="Leads that were there before and are as they were.")
    kept: int = Field(0, description="Leads that somebody dealt with since: see /kept.")


class FileOut(Schema):
    """A file and how far it got."""

    id: UUID
    source: UUID
    member: UUID | None
    name: str
    kind: str
    size: int
    state: State
    reason: LineOut | None
    row: int = Field(description="The last row that was taken.")
    rows: int | None = Field(description="How many there are; null until they were counted.")
    left_s: int | None = Field(description="Seconds until it is done, at the pace until now.")
    counts: CountsOut
    trial: TrialOut | None
    undone: UndoneOut | None
    created_at: datetime
    began_at: datetime | None
    ended_at: datetime | None


class FilePage(PageOf[FileOut]):
    """Some of them."""


class ColumnOut(Schema):
    """One column, what it seems to be and why."""

    index: int
    header: str
    field: str = Field(description="Empty: nothing of it is taken.")
    why: Literal["header", "values", "unknown", "empty"]
    samples: list[str]


class OpenOut(Schema):
    """Dates that can be read in more than one way: choose before it is begun, in options.dates."""

    column: int
    header: str
    field: str
    choices: list[str]


class RowOut(Schema):
    """One row as it would be."""

    row: int
    cells: list[str]
    outcome: Outcome
    persona: dict[str, Any] | None
    at: datetime | None
    problem: LineOut | None
    columns: list[int] = Field(description="The columns that are wrong.")


class PreviewOut(Schema):
    """A file as it would be read, and what that would come to."""

    kind: str
    encoding: str
    delimiter: str
    sheet: str
    sheets: list[str]
    header: int
    clock: Literal["contacts", "inquiries"]
    columns: list[ColumnOut]
    mapping: dict[str, list[int]]
    dates: dict[str, str]
    open: list[OpenOut]
    rows: list[RowOut]
    trial: TrialOut


class KeptOut(Schema):
    """A lead that stayed when its file was taken back, and what was done about it: a fact's kind, message or reply."""

    lead: UUID
    name: str
    why: str


class KeptPage(PageOf[KeptOut]):
    """Some of them."""
