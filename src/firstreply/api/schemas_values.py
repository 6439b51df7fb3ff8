"""Values that several schemas speak of, each with the limits that the database has."""

import re
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID
from zoneinfo import available_timezones

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError

_NO_NUL: Final = r"^[^\x00]*$"
#: Spaces and NUL, written out: what \s is differs between what reads this, what generates from it, and browsers.
_BLANK: Final = r"\x00-\x20\x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff"
_WORDS: Final = rf"^[^\x00]*[^{_BLANK}][^\x00]*$"
_DEEPEST, _MOST_NODES = 32, 20_000
_LARGEST: Final = 2**63 - 1  #: of a number; JSON that is read back knows no larger whole one
_DAY: Final = "((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
_TIME: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])"
#: pydantic would take a number in a text for seconds since 1970.
_YEAR: Final = re.compile(r"\s*\d{4}-")


def _only_text(value: Any) -> Any:
    if not isinstance(value, str | datetime) or (isinstance(value, str) and not _YEAR.match(value)):
        raise PydanticCustomError("instant_not_text", "want a text such as 2026-01-31T09:00:00Z")
    return value


def _whole(value: Any) -> Any:
    """JSON knows one kind of number: 24.0 is as whole as 24. A text or `true` is no number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _near(value: datetime) -> datetime:
    if not 1900 <= value.year <= 2199:
        raise PydanticCustomError("instant_out_of_range", "too far away", {"least": "1900", "most": "2199"})
    return value


def _clean(value: dict[str, Any]) -> dict[str, Any]:
    """What JSON in PostgreSQL can hold and we read back: no NUL, no deeper or larger than anybody means it."""
    left = _MOST_NODES
    open_values: list[tuple[Any, int]] = [(value, 0)]
    while open_values:
        one, depth = open_values.pop()
        left -= 1
        if left < 0 or depth > _DEEPEST:
            raise PydanticCustomError("json_too_large", "too large or too deep")
        if isinstance(one, str) and "\x00" in one:
            raise PydanticCustomError("json_with_nul", "NUL characters cannot be kept")
        if isinstance(one, int | float) and abs(one) > _LARGEST:
            raise PydanticCustomError("int_parsing_size", "too large a number")
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
Email = Annotated[str, Field(min_length=3, max_length=254, pattern=rf"^[^{_BLANK}]+@[^{_BLANK}]+$")]
WHOLE: Final = BeforeValidator(_whole)
Number = Annotated[int, Field(ge=0, le=2_147_483_647, strict=True), WHOLE]
Truth = Annotated[bool, Strict()]
Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_only_text),
    AfterValidator(_near),
    Field(
        examples=["2026-01-31T09:00:00Z"],
        description="ISO 8601 with an offset.",
        json_schema_extra={"pattern": f"^(19|20|21)[0-9]{{2}}-{_DAY}T{_TIME}$"},
    ),
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
