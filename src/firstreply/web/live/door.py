"""Door: who may listen, by a token in the header or a ticket in the address."""

from collections.abc import Mapping
from typing import Final

from firstreply.core import access
from firstreply.core.access import Scope
from firstreply.core.refusal import Refused
from firstreply.store import ticket
from firstreply.store.ticket import Pass
from firstreply.web.live.database import Database

_BEARER: Final = "bearer "


async def let_in(database: Database, authorization: str, asked: Mapping[str, str]) -> Pass:
    """Who it is. Refused: token_missing, token_unknown, token_lacks_scope, ticket_over,
    session_over."""
    if authorization.lower().startswith(_BEARER):
        return await _by_token(database, authorization[len(_BEARER) :].strip())
    if "ticket" not in asked:
        raise Refused("token_missing")
    found = ticket.read(asked["ticket"])
    if found is None:
        raise Refused("ticket_over", seconds=ticket.SECONDS)
    if found.token is not None and not await database.tokens(found.organisation, [found.token]):
        raise Refused("token_unknown")
    if found.session is not None and not await database.sessions(found.organisation, [found.session]):
        raise Refused("session_over")
    return found


async def _by_token(database: Database, text: str) -> Pass:
    shown = access.shown(text)
    found = await database.token(shown.prefix) if shown else None
    if shown is None or found is None or not access.matches(shown.secret, found[1].hashed):
        raise Refused("token_unknown")
    organisation, token = found
    if Scope.LIVE not in access.scopes(token.scopes):
        raise Refused("token_lacks_scope", scope=Scope.LIVE.value)
    return Pass(organisation, token.member, token.id)
