"""Messages: what was said, in either direction, as raw mail or as JSON. They enter by the same door as inquiries."""

from typing import Final

from django.http import HttpResponse
from ninja import Router

from firstreply.api import door
from firstreply.api.api import read_body, read_json
from firstreply.api.asking import Asked
from firstreply.api.auth import needs
from firstreply.api.inquiries import acknowledged
from firstreply.api.problem import Problem
from firstreply.api.schemas_intake import MESSAGE, ReceiptOut, takes
from firstreply.core.access import Scope

router = Router(tags=["Intake"])
MAIL: Final = "message/rfc822"


@router.post(
    "/messages",
    response={202: ReceiptOut},
    auth=needs(Scope.INTAKE),
    summary="Bring a message or a logged conversation",
    openapi_extra=takes({"application/json": MESSAGE, MAIL: {"type": "string", "pattern": "[!-~]"}}),
)
def submit(request: Asked) -> HttpResponse:
    """JSON, or a mail as it was transported (`message/rfc822`). The same mail brought twice is one message."""
    key = door.key_of(request.META)
    if request.content_type != MAIL:
        return acknowledged(request, door.message(request.auth, read_json(request), key))
    raw = read_body(request)
    if not raw.strip():
        raise Problem(422, "message_empty")
    return acknowledged(request, door.letter(request.auth, raw, key))
