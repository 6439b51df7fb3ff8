"""The fast lane: one inquiry as JSON from a known token, answered before Django is asked.

It gives success only. Whatever is not plainly fine goes the long way, where the same functions read it again and say
what is wrong, so both ways agree. It costs half of the long way's processor time: no request is built, no address
resolved, no middleware passed (docs/decisions/0010-the-door.md).
"""

import os
import re
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any, Final

from django.conf import settings

from firstreply.api import door, limits
from firstreply.api.auth import known
from firstreply.api.problem import Problem
from firstreply.core.access import Scope
from firstreply.core.pace import Left
from firstreply.core.refusal import Refused
from firstreply.journey.door import Outcome

PATH: Final = "/api/v1/inquiries"
_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them
_Headers = list[tuple[str, str]]
_Start = Callable[[str, _Headers], Any]
_Application = Callable[[dict[str, Any], _Start], Iterable[bytes]]


def in_front_of(django: _Application) -> _Application:
    """The WSGI application with the fast lane before it."""
    most = _given.FIRSTREPLY_MAX_BODY_BYTES

    def application(environ: dict[str, Any], start: _Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] == PATH and environ["REQUEST_METHOD"] == "POST":
            answer = _answer(environ, most)
            if answer is not None:
                start("202 Accepted", answer[0])
                return [answer[1]]
        return django(environ, start)

    return application


def _answer(environ: dict[str, Any], most: int) -> tuple[_Headers, bytes] | None:
    """Headers and body of a success, or None: the long way shall decide, and finds the body unread."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if environ.get("CONTENT_TYPE") != "application/json" or not length.isdecimal() or int(length) > most:
        return None
    scheme, _, token = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    caller = known(token) if scheme == "Bearer" else None
    if caller is None or Scope.INTAKE not in caller.scopes:
        return None
    octets = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(octets)
    try:
        incoming = door.inquiry(caller, door.parsed(octets), door.key_of(environ))
        left = limits.left(caller.token)
        if left is not None and left.wait_s:
            return None
        (receipt,) = door.put([incoming])
    except (Problem, Refused):
        return None
    if receipt.outcome not in (Outcome.TAKEN, Outcome.REPEATED):
        return None
    told = door.body(receipt)
    return _headers(environ, left, len(told), repeated=receipt.outcome is Outcome.REPEATED), told


def _headers(environ: dict[str, Any], left: Left | None, length: int, *, repeated: bool) -> _Headers:
    given = environ.get("HTTP_X_REQUEST_ID", "")
    headers = [
        ("Content-Type", "application/json"),
        ("Content-Length", str(length)),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Request-ID", given if _ID.fullmatch(given) else os.urandom(16).hex()),
    ]
    if left is not None:
        headers += left.headers().items()
    if repeated:
        headers.append(("Idempotent-Replayed", "true"))
    return headers
