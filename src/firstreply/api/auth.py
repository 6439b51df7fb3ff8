"""Auth: who is calling, by the token they show, and whether the token is for this."""

from typing import Final

from django.http import HttpRequest
from ninja.security import HttpBearer

from firstreply.api import limits
from firstreply.api.problem import Problem
from firstreply.core.access import Scope
from firstreply.journey.access import KNOWN_S, Caller, caller, forget, known

__all__ = ["KNOWN_S", "Bearer", "Caller", "caller", "forget", "known", "needs"]
CHALLENGE: Final = {"WWW-Authenticate": 'Bearer realm="firstreply"'}


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
