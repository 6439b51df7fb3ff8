"""Replies: write to a lead by the channel it came from, and see what became of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Status

from firstreply.api import pages
from firstreply.api.asking import Asked, found, now, viewer
from firstreply.api.auth import needs
from firstreply.api.schemas_replies import RepliesWanted, ReplyNew, ReplyOut, ReplyPage
from firstreply.core.access import Scope
from firstreply.journey import written
from firstreply.journey.reply import Reply
from firstreply.store.queries import leads, replies
from firstreply.store.queries.replies import ReplyShown
from firstreply.store.tenancy import acting

router = Router(tags=["Replies"])


@router.post(
    "/leads/{lead}/replies", response={202: ReplyOut}, auth=needs(Scope.WRITE), summary="Write to a lead"
)
def write(request: Asked, lead: UUID, new: ReplyNew) -> Any:
    """On disk when it is acknowledged, and sent at once; the clock stops when the other side has taken it."""
    at, caller = now(), request.auth
    given = {name: value for name, value in new.given().items() if value is not None}
    said = Reply(**{"text": "", **given})
    with acting(caller.organisation):
        found(leads.one(viewer(request, at), lead), "lead", lead)
        own = written.write(caller.organisation, lead, said, by=caller.member, now=at)
        return Status(202, replies.reply(own))


@router.get("/leads/{lead}/replies", response=ReplyPage, auth=needs(Scope.READ), summary="What was written")
def find(request: Asked, response: HttpResponse, lead: UUID, wanted: Query[RepliesWanted]) -> Any:
    """What was sent to a lead from here, newest first."""
    after = pages.after(wanted, replies.NEWEST)
    with acting(request.auth.organisation):
        found(leads.one(viewer(request, now()), lead), "lead", lead)
        page = replies.replies(lead, after, wanted.limit)
    return pages.told(request, response, page, replies.NEWEST)


@router.get("/replies/{reply}", response=ReplyOut, auth=needs(Scope.READ), summary="How far a message got")
def read(request: Asked, reply: UUID) -> Any:
    """One message of ours."""
    with acting(request.auth.organisation):
        return _seen(request, reply, now())


@router.post(
    "/replies/{reply}/cancel", response=ReplyOut, auth=needs(Scope.WRITE), summary="Take a message back"
)
def cancel(request: Asked, reply: UUID) -> Any:
    """As long as nobody has begun to send it."""
    at, caller = now(), request.auth
    with acting(caller.organisation):
        _seen(request, reply, at)
        written.take_back(caller.organisation, reply, by=caller.member, now=at)
        return replies.reply(reply)


def _seen(request: Asked, reply: UUID, at: datetime) -> ReplyShown:
    row = replies.reply(reply)
    found(row and leads.one(viewer(request, at), row.lead), "reply", reply)
    assert row is not None  # `found` has said otherwise
    return row
