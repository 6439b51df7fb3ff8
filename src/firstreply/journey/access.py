"""Access: give out tokens, take them back, note their use."""

import secrets
import string
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from firstreply.core import access
from firstreply.core.refusal import Refused
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Source, Token
from firstreply.store.tenancy import acting, organisation

_LETTERS: Final = string.ascii_lowercase + string.digits
_PREFIX: Final = 10


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
    prefix = "".join(secrets.choice(_LETTERS) for _ in range(_PREFIX))
    token = access.Shown(prefix, secrets.token_urlsafe(32))
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
