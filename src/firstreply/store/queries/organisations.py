"""Organisations: which there are in this installation, and whether anybody works for them; for whoever runs it."""

from typing import NamedTuple
from uuid import UUID

from firstreply.store import bulk
from firstreply.store.models import Organisation
from firstreply.store.tenancy import acting


class Named(NamedTuple):
    """An organisation as an operator is shown it."""

    id: UUID
    name: str


def every() -> tuple[Named, ...]:
    """All of them, oldest first. Row-level security lets nobody see two at once: one transaction each."""
    found = []
    for (own,) in bulk.fetch("SELECT organisations()"):
        with acting(own):
            found.append(Named(own, Organisation.objects.values_list("name", flat=True).get()))
    return tuple(found)


def to_tidy() -> list[UUID]:
    """Those whose counts or words have something to be worked off."""
    return [row[0] for row in bulk.fetch("SELECT organisations_to_tidy()")]


def worker_alive() -> bool:
    """Whether any worker of this installation was alive within the last ten seconds, by the database's clock."""
    rows = bulk.fetch(
        "SELECT 1 FROM heartbeat WHERE kind = 'worker' AND seen_at > clock_timestamp() - interval '10 s' LIMIT 1"
    )
    return bool(rows)
