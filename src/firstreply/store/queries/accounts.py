"""Accounts: a source as its channel wants to see it, with the secrets of the other side unsealed."""

from collections.abc import Collection
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from firstreply.channels.base import Setup
from firstreply.channels.registry import channels
from firstreply.core.refusal import Refused
from firstreply.store.models import Organisation, Source
from firstreply.store.sealed import unseal

_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


def setup(source: UUID) -> Setup | None:
    """One account of the acting organisation, in use or not; None when there is none. Refuses `seal_broken`."""
    found = setups([source]).get(source)
    if isinstance(found, Refused):
        raise found
    return found


def setups(sources: Collection[UUID]) -> dict[UUID, Setup | Refused]:
    """These accounts of the acting organisation by id, in use or not; of one that cannot be unsealed, why. Two queries
    at most: one account's trouble is not the others'.
    """
    found = list(Source.objects.filter(id__in=sources)) if sources else []
    region = Organisation.objects.values_list("region", flat=True).get() if found else ""
    return {row.id: _setup(row, region) for row in found}


def of_columns(columns: dict[str, Any], region: str = "") -> Setup:
    """A source that was read as JSON together with something else. Refuses `seal_broken`."""
    names = ("kind", "name", "secret", "settings", "mapping")
    return Setup(
        id=UUID(str(columns["id"])),
        address=address(UUID(str(columns["id"]))),
        sealed=unseal(columns["sealed"]),
        hosts=_given.FIRSTREPLY_PRIVATE_HOSTS,
        region=region,
        **{name: columns[name] for name in names},
    )


def address(source: UUID) -> str:
    """Where an account takes what comes."""
    return f"{_given.FIRSTREPLY_ADDRESS}/in/{source}"


def known_kinds() -> tuple[str, ...]:
    """Every kind of source that can be made."""
    return ("api", "import", *sorted({"email", "form", "webhook", *channels()}))


def _setup(row: Source, region: str) -> Setup | Refused:
    try:
        sealed = unseal(row.sealed)
    except Refused as refused:
        return Refused(refused.code, source=row.name)
    return Setup(
        id=row.id,
        kind=row.kind,
        name=row.name,
        address=address(row.id),
        secret=row.secret,
        settings=row.settings,
        sealed=sealed,
        mapping=row.mapping,
        hosts=_given.FIRSTREPLY_PRIVATE_HOSTS,
        region=region,
    )
