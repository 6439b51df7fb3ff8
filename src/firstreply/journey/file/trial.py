"""Trial: what bringing a file would do: who would be new, known better, or known already. Nothing is written.

People that only this file names are remembered in a file of its own while the trial lasts, so that a million of them
need no memory.
"""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Final, Self
from uuid import UUID

import orjson

from firstreply.core.lead import ContactPoint, Fresh, Persona, merged, points, resolve
from firstreply.journey.file.rows import Good
from firstreply.store.ids import new_id
from firstreply.store.queries import files, identity

CREATED, UPDATED, REPEATED = "created", "updated", "repeated"
_AT_ONCE: Final = 500  #: values that one question may name


class Trial(AbstractContextManager["Trial"]):
    """Rows go in, batch by batch in their order; out comes what each would do."""

    def __init__(self, shared: frozenset[ContactPoint]) -> None:
        self._shared = shared
        self._seen = sqlite3.connect("", isolation_level=None)  # a file that goes when it is closed
        self._seen.execute("PRAGMA journal_mode = OFF")
        self._seen.execute("PRAGMA synchronous = OFF")
        self._seen.execute("CREATE TABLE point (value TEXT PRIMARY KEY, lead TEXT) WITHOUT ROWID")
        self._seen.execute("CREATE TABLE lead (id TEXT PRIMARY KEY, persona TEXT) WITHOUT ROWID")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._seen.close()

    def take(self, rows: Sequence[Good]) -> list[str]:
        """What each row would do. In the caller's transaction."""
        personas = [one.asking.persona for one in rows]
        known = {
            **identity.whose(personas, (), self._shared).known,
            **self._met({point for one in personas for point in points(one, self._shared)}),
        }
        found = resolve(personas, known, shared=self._shared)
        told = self._told({one.lead for one in found if isinstance(one.lead, UUID)})
        fresh: dict[Fresh, UUID] = {}
        outcomes, changed = [], dict[UUID, Persona]()
        for persona, who in zip(personas, found, strict=True):
            lead = fresh.setdefault(who.lead, new_id()) if isinstance(who.lead, Fresh) else who.lead
            before = told.get(lead)
            after, fields = (persona, ()) if before is None else merged(before, persona)
            outcomes.append(CREATED if before is None else UPDATED if fields else REPEATED)
            if before is None or fields:
                told[lead] = changed[lead] = after
            self._remember(who.adds, lead)
        self._seen.execute("BEGIN")
        self._seen.executemany("REPLACE INTO lead VALUES (?, ?)", map(_row, changed.items()))
        self._seen.execute("COMMIT")
        return outcomes

    def _met(self, wanted: Iterable[ContactPoint]) -> dict[ContactPoint, UUID]:
        by_value = {_value(one): one for one in wanted}
        return {by_value[value]: UUID(lead) for value, lead in self._asked("point", "value", list(by_value))}

    def _told(self, leads: set[UUID]) -> dict[UUID, Persona]:
        here = self._asked("lead", "id", [str(one) for one in leads])
        known: Mapping[UUID, Persona] = {
            UUID(own): Persona.from_dict(orjson.loads(persona)) for own, persona in here
        }
        return {**files.personas(leads - known.keys()), **known}

    def _remember(self, adds: Iterable[ContactPoint], lead: UUID) -> None:
        self._seen.executemany(
            "INSERT OR IGNORE INTO point VALUES (?, ?)", [(_value(one), str(lead)) for one in adds]
        )

    def _asked(self, table: str, key: str, values: list[str]) -> Iterable[tuple[str, str]]:
        for start in range(0, len(values), _AT_ONCE):
            some = values[start : start + _AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT * FROM {table} WHERE {key} IN ({marks})"  # noqa: S608 (names of ours, values are bound)
            yield from self._seen.execute(query, some)


def _value(point: ContactPoint) -> str:
    return f"{point.kind}:{point.value}"


def _row(one: tuple[UUID, Persona]) -> tuple[str, str]:
    return str(one[0]), orjson.dumps(one[1].to_dict()).decode()
