"""Reading: how a file is read, as it was found or as somebody chose."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NamedTuple, Self

#: The octets of a file from its beginning, as often as they are asked for; never all of them at once.
Octets = Callable[[], Iterator[bytes]]


class Kind(StrEnum):
    """What kind of file it is."""

    DELIMITED = "csv"
    WORKBOOK = "xlsx"  #: any spreadsheet: xlsx, xlsb, xls, ods
    CARDS = "vcard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file is read. `header` is the line with the columns' names, 0 where there is none."""

    kind: Kind
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    header: int = 0
    columns: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return asdict(self) | {"kind": self.kind.value}

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Self:
        """As `to_dict` wrote it."""
        many = {name: tuple(given.get(name, ())) for name in ("sheets", "columns")}
        return cls(**{**given, **many, "kind": Kind(given["kind"])})


class Record(NamedTuple):
    """One row: its number as people count (the first line of the file is 1), its cells, and why it cannot be read."""

    number: int
    cells: list[str]
    wrong: str = ""
