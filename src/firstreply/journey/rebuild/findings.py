"""Findings: where a projection is not what the facts say, and what to write so that it is."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import models

from firstreply.store import bulk

MOST: Final = 1000  #: differences that are told one by one; the rest is counted
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One column of one row. Where the row itself is missing or too many, `column` is "" and the other side None."""

    table: str
    id: str
    column: str
    stored: Any
    rebuilt: Any


@dataclass(slots=True)
class Findings:
    """What was found in one organisation, and how much was looked at."""

    shown: list[Difference] = field(default_factory=list)
    count: Counter[tuple[str, str]] = field(default_factory=Counter)  #: by table and column
    rows: Counter[str] = field(default_factory=Counter)  #: looked at, by table

    @property
    def total(self) -> int:
        """How many differences there are."""
        return self.count.total()

    def add(self, table: str, own: object, column: str, stored: Any, rebuilt: Any) -> None:
        """One more."""
        self.count[table, column] += 1
        if len(self.shown) < MOST:
            self.shown.append(
                Difference(
                    table=table, id=str(own), column=column, stored=plain(stored), rebuilt=plain(rebuilt)
                )
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One projection: its model, the column that names its rows, and the columns that are worked out."""

    model: type[models.Model]
    columns: tuple[str, ...]
    key: str = "id"

    @property
    def name(self) -> str:
        """As PostgreSQL calls it."""
        return self.model._meta.db_table

    def stored(self, **where: Any) -> dict[Any, Row]:
        """The rows as they stand, by key."""
        names = (self.key, *self.columns)
        rows = self.model._default_manager.filter(**where).values(*names)
        return {row[self.key]: row for row in rows}

    def compare(self, stored: Mapping[Any, Row], rebuilt: Mapping[Any, Row], found: Findings) -> "Changes":
        """Tell every difference; what has to be written to take them away."""
        found.rows[self.name] += len(rebuilt)
        changes = Changes(table=self)
        for own, row in rebuilt.items():
            before = stored.get(own)
            if before is None:
                found.add(self.name, own, "", None, "a row")
                changes.missing.append({self.key: own, **row})
                continue
            different = [name for name in self.columns if plain(before[name]) != plain(row[name])]
            for name in different:
                found.add(self.name, own, name, before[name], row[name])
            if different:
                changes.changed.append({self.key: own, **{name: row[name] for name in self.columns}})
        for own in stored.keys() - rebuilt.keys():
            found.add(self.name, own, "", "a row", None)
            changes.surplus.append(own)
        return changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What to write to one table."""

    table: Table
    missing: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    surplus: list[Any] = field(default_factory=list)

    def update(self, *, revised: bool = False) -> None:
        """Write the columns that differ; `revised`: whoever saw the rows before is to see them again."""
        bulk.update(self.table.model, self.changed, key=self.table.key)
        if revised and self.changed:
            keys = [row[self.table.key] for row in self.changed]
            rows = self.table.model._default_manager.filter(**{f"{self.table.key}__in": keys})
            rows.update(revision=models.F("revision") + 1)

    def insert(self, more: Iterable[Mapping[str, Any]] = ()) -> None:
        """Write rows that are missing; `more` are their columns besides, in the same order."""
        added = list(more) or [{}] * len(self.missing)
        bulk.insert(
            self.table.model, [{**row, **each} for row, each in zip(self.missing, added, strict=True)]
        )


def plain(value: Any) -> Any:
    """As JSON would have it, so that a stored value and one worked out compare."""
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value
