"""Values that several schemas speak of, each with the limits that the database has."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID
from zoneinfo import available_timezones

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError

_NO_NUL: Final = r"^[^\x00]*$"
_WORDS: Final = r"^[^\x00]*[^\s\x00][^\x00]*$"
_DEEPEST, _MOST_NODES = 32, 20_000


def _only_text(value: Any) -> Any:
    if not isinstance(value, str | datetime):
        raise PydanticCustomError("instant_not_text", "want a text such as 2026-01-31T09:00:00Z")
    return value


def _near(value: datetime) -> datetime:
    if not 1900 <= value.year <= 2199:
        raise PydanticCustomError("instant_out_of_range", "too far away", {"least": "1900", "most": "2199"})
    return value


def _clean(value: dict[str, Any]) -> dict[str, Any]:
    """What JSON in PostgreSQL can hold: no NUL, and no deeper or larger than anybody means it."""
    left = _MOST_NODES
    open_values: list[tuple[Any, int]] = [(value, 0)]
    while open_values:
        one, depth = open_values.pop()
        left -= 1
        if left < 0 or depth > _DEEPEST:
            raise PydanticCustomError("json_too_large", "too large or too deep")
        if isinstance(one, str) and "\x00" in one:
            raise PydanticCustomError("json_with_nul", "NUL characters cannot be kept")
        if isinstance(one, dict):
            open_values += [(part, depth + 1) for pair in one.items() for part in pair]
        elif isinstance(one, list):
            open_values += [(part, depth + 1) for part in one]
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise PydanticCustomError("zone_unknown", "want an IANA time zone", {"zone": value})
    return value


Line = Annotated[str, Field(min_length=1, max_length=200, pattern=_WORDS)]
Lines = Annotated[str, Field(max_length=4000, pattern=_NO_NUL)]
Email = Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^\s\x00]+@[^\s\x00]+$")]
Number = Annotated[int, Strict(), Field(ge=0, le=2_147_483_647)]
Truth = Annotated[bool, Strict()]
Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_only_text),
    AfterValidator(_near),
    Field(examples=["2026-01-31T09:00:00Z"], description="ISO 8601 with an offset."),
]
Json = Annotated[dict[str, Any], AfterValidator(_clean)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Zone = Annotated[str, AfterValidator(_zone), Field(max_length=64, examples=["Asia/Tehran"])]


#: Of a field that may be left out and then changes nothing: it has no default to show.
UNSAID: Final[Any] = Field(default_factory=lambda: None)


class Given(Schema):
    """What a caller sends: nothing but the fields that are named."""

    model_config = ConfigDict(extra="forbid")

    def given(self) -> dict[str, Any]:
        """The fields that were sent, and only those."""
        return self.model_dump(exclude_unset=True)


class Secret(Schema):
    """What was made, with the secret that is told this once."""

    id: UUID
    secret: str
