"""Ticket: a pass to the live stream that a browser can put into an address, for a minute.

An EventSource sends no headers, and a token in an address would end up in logs for as long as it lives.
"""

from typing import Final, NamedTuple
from uuid import UUID

from django.core import signing

SECONDS: Final = 60
_SALT: Final = "firstreply.live"


class Pass(NamedTuple):
    """Who may listen. Without a member: a program of the organisation. It was let in by `token` or by `session`, and
    listens no longer than that lasts.
    """

    organisation: UUID
    member: UUID | None
    token: UUID | None
    session: int | None = None


def made(found: Pass) -> str:
    """The ticket's text; signed, not secret."""
    return signing.dumps([str(one) if one else "" for one in found], salt=_SALT)


def read(text: str) -> Pass | None:
    """Whose ticket it is; None when it is not ours, or older than a minute."""
    try:
        organisation, member, token, session = signing.loads(text, salt=_SALT, max_age=SECONDS)
        whose, by = (UUID(one) if one else None for one in (member, token))
        return Pass(UUID(organisation), whose, by, int(session) if session else None)
    except (signing.BadSignature, ValueError, TypeError):
        return None
