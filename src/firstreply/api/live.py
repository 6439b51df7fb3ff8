"""Live: the way in to the stream of what happens, and trying out whether alerts reach somebody."""

from typing import Any, Final

from django.conf import settings
from ninja import Router, Schema, Status
from pydantic import Field

from firstreply.api.asking import Asked, now
from firstreply.api.auth import needs
from firstreply.api.problem import Problem
from firstreply.core.access import Scope
from firstreply.journey import telling
from firstreply.store import ticket
from firstreply.store.tenancy import acting

router = Router(tags=["Live"])
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


class TicketOut(Schema):
    """A pass to the live stream for a browser."""

    ticket: str
    url: str = Field(description="Where to connect with it: `new EventSource(url)`.")
    seconds: int = Field(description="How long it lets in; a stream that has begun goes on.")


class PushKeyOut(Schema):
    """What a browser subscribes with."""

    key: str = Field(description="`applicationServerKey`, base64url.")


class TestOut(Schema):
    """An alert that was sent to try the ways."""

    channels: list[str] = Field(description="By which ways it goes: in_app, email, push, apprise, webhook.")


@router.post(
    "/live/tickets", response={201: TicketOut}, auth=needs(Scope.LIVE), summary="Get a pass to the stream"
)
def make_ticket(request: Asked) -> Any:
    """An EventSource sends no headers, so it shows this instead of the token, within a minute."""
    caller = request.auth
    made = ticket.made(ticket.Pass(caller.organisation, caller.member, caller.token))
    url = f"{_given.FIRSTREPLY_ADDRESS}/live?ticket={made}"
    return Status(201, {"ticket": made, "url": url, "seconds": ticket.SECONDS})


@router.get(
    "/push-key", response=PushKeyOut, auth=needs(Scope.READ), summary="Key to subscribe a browser with"
)
def push_key(request: Asked) -> Any:
    """The public half of the key that this installation signs pushes with."""
    return {"key": _given.FIRSTREPLY_VAPID_PUBLIC_KEY}


@router.post("/me/test-alert", response={202: TestOut}, auth=needs(Scope.WRITE), summary="Test me now")
def test_me(request: Asked) -> Any:
    """An alert to the caller, by every way that is switched on; quiet hours do not hold it back."""
    at = now()
    member = request.auth.member
    if member is None:
        raise Problem(403, "member_needed")
    with acting(request.auth.organisation):
        return Status(202, {"channels": telling.try_member(member, now=at)})
