"""Failing: whether it is the database that is away, or something about what was worked on."""

from typing import Final

import django.db
import psycopg

#: SQLSTATE class "program limit exceeded": a value that the database will never hold.
_LIMITS: Final = "54"


def away(error: BaseException) -> bool:
    """Whether to try the same again later: no connection, no space, a deadlock; nothing that came in is to blame."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
            return not (cause.sqlstate or "").startswith(_LIMITS)
        if isinstance(cause, django.db.InterfaceError):
            return True
        cause = cause.__cause__
    return False
