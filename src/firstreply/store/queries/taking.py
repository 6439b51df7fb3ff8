"""Taking: in which organisations something waits to be taken on."""

from uuid import UUID

from firstreply.store import bulk


def organisations_with_arrivals() -> list[UUID]:
    """Organisations with arrivals that nobody has worked on; across all of them, by a function that tells ids only."""
    return [row[0] for row in bulk.fetch("SELECT organisations_with_arrivals()")]
