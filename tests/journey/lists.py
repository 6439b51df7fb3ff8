"""Lists that an office brings, for tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tests.journey.conftest import NOW, Office


@dataclass(frozen=True, kw_only=True)
class Brought:
    """A file in an office."""

    office: Office
    id: UUID

    @property
    def row(self) -> Any:
        """The file as it stands."""
        from firstreply.store.queries import files
        from firstreply.store.tenancy import acting

        with acting(self.office.organisation):
            return files.one(self.id)

    @property
    def counts(self) -> Mapping[str, int]:
        """What became of its rows."""
        return {name: n for name, n in self.row.counts.items() if n}

    def bad(self) -> list[tuple[int, str]]:
        """Rows that could not be taken."""
        return [(row, reason) for row, reason in self.office.rows("BadRow", "row", "reason", file_id=self.id)]

    def undo(self, *, now: datetime = NOW) -> Mapping[str, int]:
        """Take it back; what that came to."""
        from firstreply.journey.file import undo
        from firstreply.store.tenancy import acting

        with acting(self.office.organisation):
            undo.ask(self.id, now=now, here=True)
        assert undo.undo(self.office.organisation, self.id, clock=lambda: now)
        told: Mapping[str, int] = self.row.counts["undone"]
        return {name: n for name, n in told.items() if n}


def keep(office: Office, content: str | bytes, name: str = "list.csv", *, now: datetime = NOW) -> Brought:
    """A file that is here and not begun."""
    from firstreply.journey.file import keep
    from firstreply.store.tenancy import acting

    octets = content.encode() if isinstance(content, str) else content
    with acting(office.organisation):
        return Brought(office=office, id=keep.add(name, octets, member=office.owner, now=now))


def bring(office: Office, content: str | bytes, *, now: datetime = NOW, **chosen: Any) -> Brought:
    """A file that was brought, whole."""
    from firstreply.journey.file import begin, bring
    from firstreply.store.tenancy import acting

    file = keep(office, content, now=now)
    given = {name: chosen.pop(name) for name in ("reading", "mapping") if name in chosen}
    with acting(office.organisation):
        begin.begin(file.id, now=now, options=chosen, here=True, **given)
    assert bring.bring(office.organisation, file.id, clock=lambda: now)
    return file
