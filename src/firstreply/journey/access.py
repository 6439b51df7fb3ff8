"""Access: give out tokens, take them back, note their use, and know who shows one."""

import secrets
import string
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from firstreply.core import access
from firstreply.core.access import Scope
from firstreply.core.member import Role
from firstreply.core.refusal import Refused
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Source, Token
from firstreply.store.queries.seats import Seat
from firstreply.store.queries.tokens import TokenRow, by_id, by_prefix
from firstreply.store.tenancy import acting, organisation

_LETTERS: Final = string.ascii_lowercase + string.digits
_PREFIX: Final = 10
KNOWN_S: Final = 5.0  #: how long a process believes what it read: a revoked token works no longer than that
_MOST_KNOWN: Final = 10_000
_SEEN_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls, by a token or a session. Without a member the token is the organisation's own: it may what its scopes
    allow.
    """

    organisation: UUID
    token: UUID | None
    member: UUID | None
    role: Role
    scopes: frozenset[Scope]
    source: UUID  #: what they bring is filed under this source
    session: int | None = None  #: of who is signed in on pages; None: a program


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


def caller_of(organisation_id: UUID, token: UUID) -> Caller | None:
    """The caller of a token that was shown before, asked anew: None from the moment it is withdrawn."""
    row = by_id(organisation_id, token)
    return None if row is None else _caller(row)


def seated(seat: Seat, session: int | None) -> Caller:
    """The caller that a person is who is signed in: their role alone limits them."""
    return Caller(
        organisation=seat.organisation,
        token=None,
        member=seat.member,
        role=seat.role,
        scopes=frozenset(Scope),
        source=seat.source or api_source(seat.organisation),
        session=session,
    )


def forget() -> None:
    """Believe nothing that was read before."""
    _known.clear()


def _caller(row: TokenRow) -> Caller:
    now = datetime.now(UTC)
    if row.used_at is None or now - row.used_at > _SEEN_EVERY:
        seen(row.organisation, row.id, now)
    return Caller(
        organisation=row.organisation,
        token=row.id,
        member=row.member,
        role=Role(row.role) if row.role else Role.ADMIN,
        scopes=access.scopes(row.scopes),
        source=row.source or api_source(row.organisation),
    )


def drawn() -> access.Shown:
    """A new prefix and secret, of chance; the secret is told once and never kept."""
    prefix = "".join(secrets.choice(_LETTERS) for _ in range(_PREFIX))
    return access.Shown(prefix, secrets.token_urlsafe(32))


def issue(
    *,
    name: str,
    scopes: Sequence[str],
    member: UUID | None = None,
    expires_at: datetime | None = None,
) -> tuple[UUID, str]:
    """A new token of the acting organisation: its id, and its text, which is told this once and never kept.

    Raises Refused("scope_unknown").
    """
    access.scopes(scopes)
    token = drawn()
    made = Token.objects.create(
        id=new_id(),
        organisation_id=organisation(),
        member_id=member,
        name=name,
        prefix=token.prefix,
        hashed=access.hashed(token.secret),
        scopes=list(dict.fromkeys(scopes)),
        expires_at=expires_at,
    )
    return made.id, access.written(token)


def revoke(organisation_id: UUID, token: UUID, now: datetime) -> None:
    """Let nobody in with it any more. Raises Refused("token_not_found")."""
    with acting(organisation_id):
        changed = Token.objects.filter(id=token, revoked_at=None).update(revoked_at=now)
    if not changed:
        raise Refused("token_not_found", id=str(token))


def seen(organisation_id: UUID, token: UUID, now: datetime) -> None:
    """Note that it was used; several processes at once write it once a minute."""
    with acting(organisation_id):
        bulk.fetch(
            "UPDATE token SET used_at = %s WHERE id = %s AND organisation_id = %s"
            " AND (used_at IS NULL OR used_at < %s) RETURNING id",
            [now, token, organisation_id, now - timedelta(minutes=1)],
        )


def api_source(organisation_id: UUID) -> UUID:
    """The source that what programs bring is filed under; made when the organisation has none in use."""
    with acting(organisation_id):
        row = {"id": new_id(), "kind": "api", "name": "API", "mapping": {}, "settings": {}, "secret": ""}
        bulk.insert(Source, [row], unless_there=True)
        found = Source.objects.filter(kind="api").order_by("disabled_at", "id").values_list("id", flat=True)
        return found[0]
