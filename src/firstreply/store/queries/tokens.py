"""Tokens: whose token is this, and which tokens are there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from firstreply.store import bulk
from firstreply.store.tenancy import acting


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRow:
    """A token as it stands, its member's role, and the source that what it brings is filed under."""

    id: UUID
    organisation: UUID
    member: UUID | None
    role: str | None
    name: str
    prefix: str
    hashed: bytes
    scopes: list[str]
    expires_at: datetime | None
    used_at: datetime | None
    created_at: datetime
    source: UUID | None


_COLUMNS = (
    "SELECT t.id, t.organisation_id, t.member_id, m.role, t.name, t.prefix, t.hashed, t.scopes, t.expires_at,"
    " t.used_at, t.created_at, (SELECT s.id FROM source s WHERE s.organisation_id = t.organisation_id"
    " AND s.kind = 'api' AND s.disabled_at IS NULL ORDER BY s.id LIMIT 1)"
    " FROM token t LEFT JOIN member m ON m.id = t.member_id"
    " WHERE t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())"
    " AND (m.id IS NULL OR m.left_at IS NULL)"
)


def by_prefix(prefix: str) -> TokenRow | None:
    """The token with this prefix, if it is in force. Opens a transaction of its own."""
    ((organisation,),) = bulk.fetch("SELECT organisation_of_token(%s)", [prefix])
    if organisation is None:
        return None
    with acting(organisation):
        rows = bulk.fetch(_COLUMNS + " AND t.organisation_id = %s AND t.prefix = %s", [organisation, prefix])
    return _row(rows[0]) if rows else None


def by_id(organisation: UUID, token: UUID) -> TokenRow | None:
    """The token, if it is in force. Opens a transaction of its own."""
    with acting(organisation):
        rows = bulk.fetch(_COLUMNS + " AND t.organisation_id = %s AND t.id = %s", [organisation, token])
    return _row(rows[0]) if rows else None


def in_force(organisation: UUID) -> tuple[TokenRow, ...]:
    """The organisation's tokens that still let someone in, the oldest first."""
    with acting(organisation):
        rows = bulk.fetch(_COLUMNS + " AND t.organisation_id = %s ORDER BY t.id", [organisation])
    return tuple(map(_row, rows))


def _row(row: tuple[object, ...]) -> TokenRow:
    found: dict[str, Any] = dict(zip(TokenRow.__slots__, row, strict=True))  # in the order of the fields
    return TokenRow(**found | {"hashed": bytes(found["hashed"]), "scopes": orjson.loads(found["scopes"])})
