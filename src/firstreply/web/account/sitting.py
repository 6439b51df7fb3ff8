"""Sitting: a session begins, chooses where, lasts its time and ends."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from firstreply.journey import accounts, audit
from firstreply.store.queries import seats
from firstreply.web.account.inner import get_authentication_records
from firstreply.web.desk.visit import ORGANISATION, OWN, SEVERAL, Visitor, visitor

LASTS: Final = timedelta(hours=12)
KEPT: Final = timedelta(days=30)  #: for who wants to stay signed in on this device
KEEP: Final = "keep"


def begin(request: HttpRequest, user: Any) -> None:
    """Who was signed in just now sits down where they did last, else where they work longest; the audit says so."""
    choose(request, user.pk, None)
    session = request.session
    own = UserSession.objects.filter(session_key=session.session_key).values_list("id", flat=True).first()
    session[OWN] = own
    who = visitor(request)
    Session.objects.filter(expire_date__lt=who.now).delete()  # of everybody: few at a time, by an index
    records = get_authentication_records(request, user)
    methods = sorted({str(one.get("type") or one.get("method")) for one in records})
    audit.note_account("signed_in", user.pk, now=who.now, came=who.came, data={"by": methods})


def choose(request: HttpRequest, account: UUID, wanted: UUID | None) -> bool:
    """Sit down in an organisation of theirs; whether they work in `wanted` (without it: in any).

    What they want is remembered for the next time that they sign in.
    """
    places = seats.organisations(account)
    if wanted is not None and wanted not in places:
        return False
    if wanted is not None:
        accounts.remember_place(account, wanted)
    last = wanted or (seats.chosen(account) if len(places) > 1 else None)
    found = last if last in places else next(iter(places), None)
    request.session[ORGANISATION] = str(found or "")
    request.session[SEVERAL] = len(places) > 1
    return found is not None


def lasting(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Once somebody is signed in: say when it is over, whatever happens meanwhile. As the last thing of the request."""
    if request.user.is_authenticated:
        kept = bool(request.session.pop(KEEP, False))
        request.session.set_expiry(datetime.now(UTC) + (KEPT if kept else LASTS))
    return response


def end(request: HttpRequest) -> None:
    """Sign out; the session is gone from the database."""
    if request.user.is_authenticated:
        who = visitor(request)
        audit.note_account("signed_out", request.user.pk, now=who.now, came=who.came)
        UserSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)


def stay(request: HttpRequest, user: Any) -> None:
    """The password was changed: this session goes on under a new key, and all others end."""
    update_session_auth_hash(request, user)
    own = request.session.get(OWN)
    UserSession.objects.filter(pk=own).update(session_key=request.session.session_key)
    end_all(user.pk, but=own)


def end_all(account: UUID, *, but: int | None = None) -> int:
    """End the sessions of an account; how many."""
    found = list(UserSession.objects.filter(user_id=account).exclude(pk=but))
    for one in found:
        one.end()
    return len(found)


def end_one(account: UUID, own: int) -> bool:
    """End one of theirs; whether there was such a one."""
    found = UserSession.objects.filter(user_id=account, pk=own).first()
    if found is not None:
        found.end()
    return found is not None


def listed(account: UUID, now: datetime) -> list[UserSession]:
    """Their sessions that have not ended, the newest first."""
    there = Session.objects.filter(expire_date__gt=now).values("session_key")
    return list(UserSession.objects.filter(user_id=account, session_key__in=there).order_by("-created_at"))


def proven_within(request: HttpRequest, seconds: float, who: Visitor) -> bool:
    """Whether they showed who they are (password, code, passkey, service) within so many seconds."""
    records = get_authentication_records(request, request.user)
    return any(who.now.timestamp() - one.get("at", 0) < seconds for one in records)
