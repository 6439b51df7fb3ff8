"""Organisation: what it is called, where it is, and how it has its inquiries read and given."""

from typing import Any, NamedTuple
from uuid import UUID

from firstreply.store.models import Organisation
from firstreply.store.queries.identity import IDLE_DAYS, Home


class SharedPoint(NamedTuple):
    """A contact point that several people use, folded."""

    kind: str
    value: str


class OrganisationShown(NamedTuple):
    """The organisation with what it has set; what it has not set is as it is for everyone."""

    id: UUID
    name: str
    zone: str
    region: str
    language: str
    shared_points: list[SharedPoint]
    incomplete: str
    aside_pool: UUID | None
    idle_days: int


def shown() -> OrganisationShown:
    """The acting organisation."""
    row = Organisation.objects.get()
    given: dict[str, Any] = row.settings
    home = Home(region=row.region, zone=row.zone, settings=given)
    return OrganisationShown(
        id=row.pk,
        name=row.name,
        zone=row.zone,
        region=row.region,
        language=row.language,
        shared_points=[SharedPoint(point.kind.value, point.value) for point in sorted(home.shared)],
        incomplete=given.get("incomplete", "sales"),
        aside_pool=UUID(given["aside_pool"]) if given.get("aside_pool") else None,
        idle_days=given.get("idle_days", IDLE_DAYS),
    )
