"""Links: what an address that needs no signing in shows, and which there are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from firstreply.core import access
from firstreply.store import bulk
from firstreply.store.models import SharedLink
from firstreply.store.tenancy import acting


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkShown:
    """An address that shows something, without its secret."""

    id: UUID
    organisation: UUID
    kind: str
    name: str
    settings: dict[str, Any]
    member: UUID | None  #: who made it
    created_at: datetime
    used_at: datetime | None


def in_use(kind: str) -> list[LinkShown]:
    """Those that still show something, the newest first."""
    return [_shown(row) for row in SharedLink.objects.filter(kind=kind, revoked_at=None).order_by("-id")]


def by_token(text: str, kind: str) -> LinkShown | None:
    """What this address shows; None when it shows nothing (any more). Opens a transaction of its own."""
    token = access.shown(text)
    if token is None:
        return None
    ((organisation,),) = bulk.fetch("SELECT organisation_by_shared_link(%s)", [token.prefix])
    if organisation is None:
        return None
    with acting(organisation):
        row = SharedLink.objects.filter(prefix=token.prefix, kind=kind, revoked_at=None).first()
    if row is None or not access.matches(token.secret, bytes(row.hashed)):
        return None
    return _shown(row)


def _shown(row: SharedLink) -> LinkShown:
    return LinkShown(
        id=row.pk,
        organisation=row.organisation_id,
        kind=row.kind,
        name=row.name,
        settings=row.settings,
        member=row.member_id,
        created_at=row.created_at,
        used_at=row.used_at,
    )
