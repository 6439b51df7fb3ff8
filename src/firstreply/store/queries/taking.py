"""Taking: in which organisations something waits to be taken on."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from firstreply.store import bulk


def organisations_with_arrivals() -> list[UUID]:
    """Organisations with arrivals that nobody has worked on; across all of them, by a function that tells ids only."""
    return [row[0] for row in bulk.fetch("SELECT organisations_with_arrivals()")]


def organisations_to_fetch(now: datetime, kinds: Collection[str]) -> list[UUID]:
    """Organisations for which something is to be fetched now, or looked for by an account of these kinds."""
    return [row[0] for row in bulk.fetch("SELECT organisations_to_fetch(%s, %s::text[])", [now, list(kinds)])]
