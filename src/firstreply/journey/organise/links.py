"""Links: addresses that show something without signing in (the wall, the badge), made and revoked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from firstreply.core import access
from firstreply.core.refusal import Refused
from firstreply.journey.access import drawn
from firstreply.journey.organise.decided import By, changed, held, made, there
from firstreply.store.models import SharedLink, Team
from firstreply.store.tenancy import acting, organisation

KINDS: Final = ("wall", "badge")


def share(kind: str, name: str, settings: Mapping[str, Any], by: By) -> tuple[UUID, str]:
    """A new address: its id, and the secret that stands in it, told this once and never kept.

    `settings`: {team?, names: bool, language?, theme?}. Refuses `link_kind_unknown`, `reference_unknown`.
    """
    if kind not in KINDS:
        raise Refused("link_kind_unknown", kind=kind, known=", ".join(KINDS))
    there(Team, UUID(settings["team"]) if settings.get("team") else None, "team")
    token = drawn()
    row = SharedLink(
        organisation_id=organisation(),
        kind=kind,
        name=name,
        prefix=token.prefix,
        hashed=access.hashed(token.secret),
        settings=dict(settings),
        member_id=by.member,
    )
    return made(row, by).pk, access.written(token)


def revoke(link: UUID, by: By) -> None:
    """Show nothing there any more. Refuses `not_found`; again it does nothing."""
    row = held(SharedLink, link)
    if row.revoked_at is None:
        changed(row, {"revoked_at": by.at}, by)


def opened(organisation_id: UUID, link: UUID, at: datetime) -> None:
    """Somebody looked at it. One transaction."""
    with acting(organisation_id):
        SharedLink.objects.filter(pk=link).update(used_at=at)
