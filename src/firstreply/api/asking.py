"""Asking: who asks, what they may see, and whether they may decide."""

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest

from firstreply.api.auth import Caller
from firstreply.api.problem import Problem
from firstreply.core.access import Scope
from firstreply.core.member import Role
from firstreply.core.permission import DECIDING, JUDGING, MARKETING, RULING
from firstreply.core.sight import Viewer
from firstreply.journey.organise import By
from firstreply.store.queries import sight

__all__ = [
    "DECIDING",
    "JUDGING",
    "MARKETING",
    "RULING",
    "Asked",
    "decides",
    "found",
    "member_of",
    "now",
    "viewer",
]


class Asked(HttpRequest):
    """A request that was let in."""

    auth: Caller


def now() -> datetime:
    """The one look at the clock of a request."""
    return datetime.now(UTC)


def viewer(request: Asked, at: datetime) -> Viewer:
    """Whose eyes to look through."""
    return sight.viewer(request.auth.member, request.auth.role, at)


def decides(
    request: Asked, at: datetime, *, roles: frozenset[Role] = DECIDING, team: UUID | None = None
) -> By:
    """Who decides. With a team its managers may too. Raises Problem 403 `token_lacks_scope`, `not_allowed`."""
    caller = request.auth
    if Scope.ADMIN not in caller.scopes:
        raise Problem(403, "token_lacks_scope", scope=Scope.ADMIN.value)
    managing = caller.role is Role.MANAGER and team is not None and team in viewer(request, at).manages
    if caller.role not in roles and not managing:
        raise Problem(403, "not_allowed", act="decide", role=caller.role.value)
    return By(caller.member, caller.role, at)


def member_of(request: Asked) -> UUID:
    """Who calls, as a person. Raises Problem 403 for a token that is nobody's own."""
    if request.auth.member is None:
        raise Problem(403, "member_needed")
    return request.auth.member


def found(row: object, what: str, row_id: UUID) -> None:
    """Raise Problem 404 for what is not there, is another organisation's, or out of sight."""
    if row is None:
        raise Problem(404, "not_found", what=what, id=str(row_id))
