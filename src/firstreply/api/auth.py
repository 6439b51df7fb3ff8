"""Auth: who is calling, by the token they show, and whether the token is for this."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.http import HttpRequest
from ninja.security import HttpBearer

from firstreply.api import limits
from firstreply.api.problem import Problem
from firstreply.core import access
from firstreply.core.access import Scope
from firstreply.core.member import Role
from firstreply.journey import access as tokens
from firstreply.store.queries.tokens import TokenRow, by_prefix

KNOWN_S: Final = 5.0  #: how long a process believes what it read: a revoked token works no longer than that
_MOST_KNOWN: Final = 10_000
_SEEN_EVERY: Final = timedelta(minutes=1)
CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="firstreply"'}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls. Without a member the token is the organisation's own: it may what its scopes allow."""

    organisation: UUID
    token: UUID
    member: UUID | None
    role: Role
    scopes: frozenset[Scope]
    source: UUID  #: what this token brings is filed under this source


_known: Final[dict[str, tuple[float, Caller]]] = {}


def known(text: str) -> Caller | None:
    """The caller of a token that was looked up within the last 5 seconds; asks nobody."""
    found = _known.get(text)
    return found[1] if found and found[0] > time.monotonic() else None


def caller(text: str) -> Caller | None:
    """The caller of a token, or None when it lets nobody in."""
    found = known(text)
    if found is None and (shown := access.shown(text)):
        row = by_prefix(shown.prefix)
        if row is not None and access.matches(shown.secret, row.hashed):
            found = _caller(row)
            if len(_known) >= _MOST_KNOWN:
                _known.clear()
            _known[text] = (time.monotonic() + KNOWN_S, found)
    return found


def forget() -> None:
    """Believe nothing that was read before."""
    _known.clear()


def _caller(row: TokenRow) -> Caller:
    now = datetime.now(UTC)
    if row.used_at is None or now - row.used_at > _SEEN_EVERY:
        tokens.seen(row.organisation, row.id, now)
    return Caller(
        organisation=row.organisation,
        token=row.id,
        member=row.member,
        role=Role(row.role) if row.role else Role.ADMIN,
        scopes=access.scopes(row.scopes),
        source=row.source or tokens.api_source(row.organisation),
    )


class Bearer(HttpBearer):
    """`Authorization: Bearer fr_...`. Gives `request.auth`, a Caller; one with the wrong scope gets 403."""

    def __init__(self, *scopes: Scope) -> None:
        self.scopes: Final = frozenset(scopes)
        super().__init__()

    def __call__(self, request: HttpRequest) -> Caller:
        """Who calls. Raises Problem: 401, 403, 429."""
        found: Caller | None = super().__call__(request)
        if found is None:
            raise Problem(401, "token_missing", headers=CHALLENGE)
        return found

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """The caller of this token, counted against its rate."""
        found = known(token)
        if found is None:
            limits.strangers(request)
            found = caller(token)
        if found is None:
            limits.stranger(request)
            raise Problem(401, "token_unknown", headers=CHALLENGE)
        limits.take(request, found.token)
        if self.scopes and not self.scopes & found.scopes:
            raise Problem(403, "token_lacks_scope", scope=" | ".join(sorted(self.scopes)))
        return found


def needs(*scopes: Scope) -> Bearer:
    """Auth for an operation that any one of these scopes allows."""
    return Bearer(*scopes)
