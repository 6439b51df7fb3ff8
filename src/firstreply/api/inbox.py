"""Inbox: whom to answer now, as the page `My leads` has it; and what one does not want to see yet."""

import base64
import binascii
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
from django.conf import settings
from django.http import HttpResponse
from ninja import Query, Router, Status

from firstreply.api.asking import Asked, found, member_of, now, viewer
from firstreply.api.auth import needs
from firstreply.api.problem import Fault, Problem
from firstreply.api.schemas_inbox import InboxPage, InboxWanted, SnoozedOut, SnoozeIn
from firstreply.core.access import Scope
from firstreply.journey import acted
from firstreply.store.queries import identity, inbox, leads
from firstreply.store.queries.inbox_asked import After, Split, Wanted, Whose
from firstreply.store.tenancy import acting

router = Router(tags=["Inbox"])
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


@router.get("/inbox", response=InboxPage, auth=needs(Scope.READ), summary="Whom to answer now")
def read(request: Asked, response: HttpResponse, wanted: Query[InboxWanted]) -> Any:
    """The rows of `My leads`, in its order: due first, then points. What you snoozed is in its own split."""
    at, caller = now(), request.auth
    whose = wanted.whose or ("all" if caller.member is None else "mine")
    list_of = f"{wanted.split} {whose}"
    after = None if wanted.cursor is None else _read(wanted.cursor, list_of)
    with acting(caller.organisation):
        zone = ZoneInfo(identity.home().zone)
        day = at.astimezone(zone).date() + timedelta(days=1)
        asked = Wanted(
            now=at,
            today=datetime.combine(day, time(0), zone).astimezone(UTC),
            split=Split(wanted.split),
            whose=Whose(whose),
            channel=wanted.channel,
            language=wanted.language,
            after=after,
            limit=wanted.limit,
        )
        rows, last = inbox.page(viewer(request, at), asked)
    following = None if last is None else _written(last, list_of)
    if following is not None:
        kept = [(name, one) for name in request.GET if name != "cursor" for one in request.GET.getlist(name)]
        query = urlencode([*kept, ("cursor", following)])
        response["Link"] = f'<{_given.FIRSTREPLY_ADDRESS}{request.path}?{query}>; rel="next"'
    return {"items": [row._asdict() for row in rows], "next": following}


@router.post("/leads/{lead}/snooze", response=SnoozedOut, auth=needs(Scope.WRITE), summary="Snooze a lead")
def snooze(request: Asked, lead: UUID, given: SnoozeIn) -> Any:
    """You do not see it in your inbox until then, or until they write again. No clock stops; nobody else is told."""
    at, caller, me = now(), request.auth, member_of(request)
    with acting(caller.organisation):
        found(leads.one(viewer(request, at), lead), "lead", lead)
        if not acted.snooze(caller.organisation, [lead], given.until, by=me, now=at):
            raise Problem(404, "not_found", what="lead", id=str(lead))
    return {"lead": lead, "until": given.until}


@router.delete(
    "/leads/{lead}/snooze", response={204: None}, auth=needs(Scope.WRITE), summary="Show a lead again"
)
def wake(request: Asked, lead: UUID) -> Any:
    """It is in your inbox again; also when it was not snoozed."""
    at, caller, me = now(), request.auth, member_of(request)
    with acting(caller.organisation):
        found(leads.one(viewer(request, at), lead), "lead", lead)
        acted.wake(caller.organisation, [lead], by=me)
    return Status(204, None)


def _written(last: After, list_of: str) -> str:
    told = [list_of, last.at, last.points, str(last.key)]
    return base64.urlsafe_b64encode(orjson.dumps(told)).decode().rstrip("=")


def _read(cursor: str, list_of: str) -> After:
    """Where to begin. Raises Problem 422 for a cursor that is not of this list."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        of, at, points, key = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if of != list_of or type(points) is not int or abs(points) >= 1 << 31:
            raise ValueError(of)
        begun = None if at is None else datetime.fromisoformat(at)
        if begun is not None and begun.tzinfo is None:
            raise ValueError(at)
        return After(begun, points, UUID(key))
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise Problem(422, "fields_invalid", errors=[Fault("cursor", "cursor_unknown", {})]) from error
