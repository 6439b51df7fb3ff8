"""Versions: what a caller saw is what they change. `ETag` out, `If-Match` in."""

import re
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from firstreply.api.problem import Problem

_TAG: Final = re.compile(r'(?:W/)?"([0-9]{1,9})"')
_HEADER: Final[dict[str, Any]] = {
    "in": "header",
    "name": "If-Match",
    "required": True,
    "description": "The `ETag` of what you saw, or `*` to change whatever is there.",
    "schema": {"type": "string", "pattern": r'^(\*|(W/)?"[0-9]{1,9}")$', "examples": ['"3"', "*"]},
}

#: For operations that change what somebody saw: without the header 428, with an old one 412.
GUARDED: Final[dict[str, Any]] = {"parameters": [_HEADER]}


def tagged(response: HttpResponse, revision: int) -> None:
    """Say which version this is."""
    response["ETag"] = f'"{revision}"'


def seen(request: HttpRequest) -> int | None:
    """The version that the caller saw; None: whatever is there. Raises Problem 428 without it, 400 unreadable."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise Problem(428, "if_match_missing")
    if given == "*":
        return None
    found = _TAG.fullmatch(given)
    if not found:
        raise Problem(400, "if_match_malformed")
    return int(found[1])
