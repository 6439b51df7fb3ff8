"""Links: addresses that show something without signing in (the wall, the badge), made and revoked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from firstreply.core import access, permission
from firstreply.core.refusal import Refused
from firstreply.core.sight import Viewer
from firstreply.journey.access import drawn
from firstreply.journey.organise.decided import By, changed, held, made, there
from firstreply.store.models import SharedLink, Team
from firstreply.store.queries import sight
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
    """Show nothing there any more; again it does nothing. Refuses `not_found`, `not_allowed` (as `may_revoke`)."""
    row = held(SharedLink, link)
    if not may_revoke(sight.viewer(by.member, by.role, by.at), row.member_id, row.settings):
        raise Refused("not_allowed", act="decide", role=by.role.value)
    if row.revoked_at is None:
        changed(row, {"revoked_at": by.at}, by)


def may_revoke(who: Viewer, made_by: UUID | None, settings: Mapping[str, Any]) -> bool:
    """Whether they may revoke what somebody made with these settings."""
    own = made_by is not None and made_by == who.member
    ours = settings.get("team", "") in map(str, who.teams | who.manages)
    return permission.may_revoke(who.role, own=own, same_team=ours)


def opened(organisation_id: UUID, link: UUID, at: datetime) -> None:
    """Somebody looked at it. One transaction."""
    with acting(organisation_id):
        SharedLink.objects.filter(pk=link).update(used_at=at)
