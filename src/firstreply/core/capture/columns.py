"""Columns: which column of a list says what about a person, by its name and by what stands in it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from firstreply.core.capture.column_names import NAMES
from firstreply.core.lead.fold import ascii_digits, fold
from firstreply.core.lead.reading import field_key

#: Fields that several columns may fill: each adds to a list, or a line to a text.
MANY: Final = frozenset({"emails", "phones", "tags", "name", "need", "occurred_at"})
MOST_CUSTOM: Final = 40  #: columns that nobody knows and that are suggested as fields of one's own
_ENOUGH: Final = 0.6  #: share of the values that must look alike for the column to be known by them
_NOT_WORD: Final = re.compile(r"[\W_]+")
_NUMBERS: Final = re.compile(r"\d+")
_EMAIL: Final = re.compile(r"(?<![^\s@;,<>])[^\s@;,<>]++@[^\s@;,<>]+\.[^\s@;,<>]{2,}")
_PHONE: Final = re.compile(r"\+?[\d\s()./-]{7,22}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. `field` is empty where nothing of it is to be taken; `why` is header, values, or unknown."""

    index: int
    header: str
    field: str
    why: str


def columns(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """What each column is, from its header ("" where there is none) and some rows."""
    width = max((len(headers), *(len(row) for row in rows)), default=0)
    found = [_column(index, headers, rows) for index in range(width)]
    return tuple(_settled(found))


def mapping(found: Iterable[Column]) -> dict[str, list[int]]:
    """Field -> its columns, as it is suggested: full names before parts of names, fields of one value only once."""
    by_field: dict[str, list[int]] = {}
    for one in found:
        if one.field:
            by_field.setdefault(one.field, []).append(one.index)
    parts = [*by_field.pop("first_name", [])[:1], *by_field.pop("last_name", [])[:1]]
    if parts and "name" not in by_field:
        by_field["name"] = parts
    elif "name" in by_field:
        by_field["name"] = by_field["name"][:1]
    return {field: some if field in MANY else some[:1] for field, some in by_field.items()}


def known(headers: Iterable[str]) -> int:
    """How many of these are names of fields: a line of them is a header."""
    return sum(_named(header) is not None for header in headers)


def _column(index: int, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Column:
    header = headers[index] if index < len(headers) else ""
    values = [row[index] for row in rows if index < len(row) and row[index].strip()]
    named, looks = _named(header), _looks(values)
    # A column called "contact" that holds addresses is one of addresses; ids that look dialled are not phones.
    if looks == "emails" or (looks == "phones" and named in (None, "name")):
        return Column(index=index, header=header, field=looks, why="header" if named == looks else "values")
    if named is not None:
        return Column(index=index, header=header, field=named, why="header")
    return Column(index=index, header=header, field="", why="unknown" if values else "empty")


def _settled(found: Sequence[Column]) -> Iterable[Column]:
    """Columns nobody knows become fields of one's own, under their header."""
    left = MOST_CUSTOM
    for one in found:
        key = field_key(one.header)
        if one.why == "unknown" and key and left:
            left -= 1
            yield Column(index=one.index, header=one.header, field=f"custom.{key}", why="unknown")
        else:
            yield one


def _named(header: str) -> str | None:
    key = _key(header)
    return _FIELDS.get(key, _FIELDS.get(" ".join(_NUMBERS.sub(" ", key).split()))) if key else None


def _key(header: str) -> str:
    return " ".join(_NOT_WORD.sub(" ", _plain(fold(header))).split())


def _plain(text: str) -> str:
    """Without the marks that people leave out: `straße` is `strasse`, `prénom` is `prenom`."""
    return text.translate(_MARKS)


_MARKS: Final = str.maketrans("àáâãäåçèéêëìíîïıñòóôõöøùúûüýğş", "aaaaaaceeeeiiiiinoooooouuuuygs")
_FIELDS: Final[Mapping[str, str]] = {_key(name): field for field, names in NAMES.items() for name in names}


def _looks(values: Sequence[str]) -> str:
    if not values:
        return ""
    least = _ENOUGH * len(values)
    if sum(_EMAIL.search(value) is not None for value in values) >= least:
        return "emails"
    return "phones" if sum(map(_is_phone, values)) >= least else ""


def _is_phone(value: str) -> bool:
    """Begins as dialled numbers do: `+`, `0`, or a bracket; amounts and ids do not."""
    text = ascii_digits(value).strip()
    return (
        text[:1] in "+0("
        and _PHONE.fullmatch(text) is not None
        and not re.fullmatch(r"[\d]{1,2}[./-].*", text)
    )
