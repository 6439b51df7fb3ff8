"""Row: the cells of one row as the fields of a person, and what is wrong with which cell."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from firstreply.channels.file.days import day, instant
from firstreply.channels.file.places import country, language
from firstreply.core.capture.dates import Shape
from firstreply.core.capture.decimals import with_point
from firstreply.core.lead.fold import ascii_digits
from firstreply.core.lead.inquiry import OCCURRED

AMOUNTS: Final = frozenset({"budget", "deal_size"})
DATES: Final = frozenset({OCCURRED, "birthday"})
#: What people write into a cell that they leave empty.
_EMPTY: Final = frozenset(
    {
        "-", "--", "---", "–", "—", ".", "?", "n/a", "#n/a", "n.a.", "none", "null", "nil", "nan", "(empty)", "empty",
        "keine", "k.a.", "k. a.", "unbekannt", "unknown", "#ref!", "#value!", "#name?", "لا يوجد", "ندارد", "نامشخص",
    }
)  # fmt: skip
_FORMULA: Final = ("=", "+", "-", "@")
_ROUNDED: Final = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_BETWEEN: Final = re.compile(r"[;|\n]+")
_BETWEEN_EMAILS: Final = re.compile(r"[;,|\s]+")
_BRACKETED: Final = re.compile(r"<([^<>]*@[^<>]*)>")
_AS_CALLED: Final = Shape()


class Wrong(NamedTuple):
    """One cell that could not be read: its column, the field, a code and the limit it broke."""

    column: int
    field: str
    code: str


class Read(NamedTuple):
    """A row as it is read. `fields` as `Persona.from_dict` takes them."""

    fields: dict[str, Any]
    at: datetime | None
    wrong: tuple[Wrong, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How rows are read: which columns make which field, how dates and amounts are written, where we are."""

    mapping: Mapping[str, Sequence[int]]
    zone: tzinfo
    dates: Mapping[int, Shape] = field(default_factory=lambda: MappingProxyType({}))
    decimals: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    system: str = "file"  #: whose ids customer ids are
    always: Mapping[str, Any] = field(
        default_factory=lambda: MappingProxyType({})
    )  #: unless the row says otherwise
    tags: tuple[str, ...] = ()

    def read(self, cells: Sequence[str]) -> Read | None:
        """The row; None for one in which nothing stands."""
        wrong: list[Wrong] = []
        fields: dict[str, Any] = {}
        at: datetime | None = None
        width = len(cells)
        for name, indexes in self.mapping.items():
            some = [(one, text) for one in indexes if one < width and (text := _said(cells[one]))]
            if not some:
                continue
            if name == OCCURRED:
                at = self._instant(some, wrong)
            else:
                self._take(name, some, fields, wrong)
        if not fields and at is None and not wrong:
            return None
        for name, value in self.always.items():
            fields.setdefault(name, value)
        if self.tags:
            fields["tags"] = [*fields.get("tags", ()), *self.tags]
        return Read(fields, at, tuple(wrong))

    def _instant(self, some: list[tuple[int, str]], wrong: list[Wrong]) -> datetime | None:
        column = some[0][0]
        found = instant(" ".join(text for _, text in some), self.dates.get(column, _AS_CALLED), self.zone)
        if found is None:
            wrong.append(Wrong(column, OCCURRED, "not_a_date"))
        return found

    def _take(
        self, name: str, some: list[tuple[int, str]], fields: dict[str, Any], wrong: list[Wrong]
    ) -> None:
        column, text = some[0]
        group, _, key = name.partition(".")
        if key:
            fields.setdefault(group, {})[key] = text
        elif name in _LISTS:
            fields[name] = [one for _, each in some for one in _LISTS[name](each)]
            wrong += [Wrong(at, name, "number_rounded") for at, each in some if _rounded(name, each)]
        elif name == "name":
            fields[name] = " ".join(each for _, each in some)
        elif name == "need":
            fields[name] = "\n".join(each for _, each in some)
        elif name in AMOUNTS:
            fields[name] = with_point(text, self.decimals.get(column, ""))
        elif name == "birthday":
            found = day(text, self.dates.get(column, _AS_CALLED))
            if found is None:
                wrong.append(Wrong(column, name, "not_a_date"))
            else:
                fields[name] = found
        elif name == "customer_id":
            fields[name] = text if ":" in text else f"{self.system}:{text}"
        else:
            fields[name] = _CODES[name](text) if name in _CODES else text


def _said(cell: str) -> str:
    text = cell.strip()
    if text[:1] == "'" and text[1:2] in _FORMULA:
        text = text[1:]  # as cells are written that must not become formulas
    return "" if len(text) <= 12 and text.lower() in _EMPTY else text


def _rounded(name: str, text: str) -> bool:
    """A spreadsheet has turned the number into one with a power of ten: its last digits are lost."""
    return name == "phones" and _ROUNDED.fullmatch(ascii_digits(text)) is not None


def _emails(text: str) -> list[str]:
    bracketed = _BRACKETED.findall(text)
    return bracketed or [one.removeprefix("mailto:") for one in _BETWEEN_EMAILS.split(text) if one]


def _phones(text: str) -> list[str]:
    if not text.isprintable() or any(mark in text for mark in ";|'"):
        return [one.strip().lstrip("'") for one in _BETWEEN.split(text) if one.strip()]
    return [text.removeprefix("tel:")]


def _tags(text: str) -> list[str]:
    return [one.strip().lstrip("* ") for one in re.split(r"[;,|\n]+", text) if one.strip()]


_LISTS: Final[Mapping[str, Callable[[str], list[str]]]] = {
    "emails": _emails,
    "phones": _phones,
    "tags": _tags,
}
_CODES: Final[Mapping[str, Callable[[str], str]]] = {"country": country, "language": language}
