"""Consent: somebody lets us use a mailbox at Google, Microsoft or another service that asks by OAuth 2.

All come back to one address. The state that they bring along is signed and says for which mailbox they were asked, by
whom, and at which revision: keeping what they agreed to raises the revision, so that a state works once. The secret of
PKCE follows from the state, the key of this installation and the secret of the browser, so nothing is kept meanwhile.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core import signing

from firstreply.channels.email.live import oauth
from firstreply.channels.email.live.account import user_of
from firstreply.channels.email.proof import proven
from firstreply.core.access import Scope
from firstreply.core.permission import MARKETING
from firstreply.core.refusal import Refused
from firstreply.journey.access import Caller, caller_of, seated
from firstreply.journey.organise import By, sources
from firstreply.store.models import Organisation, Source
from firstreply.store.queries import accounts, seats
from firstreply.store.tenancy import acting

_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them
PATH: Final = "/oauth/callback"
LASTS: Final = timedelta(minutes=10)
_SALT: Final = "firstreply mailbox consent"


class Begun(NamedTuple):
    """The service's page where a person agrees. `browser`: the secret that theirs must bring back; empty: any may."""

    url: str
    browser: str


class Agreed(NamedTuple):
    """Which mailbox was connected, and to whom."""

    source: UUID
    mailbox: str
    organisation: str


class _Told(NamedTuple):
    organisation: UUID
    source: UUID
    token: UUID | None
    member: UUID | None  #: who asked on a page; else whose token it was says who
    revision: int
    browser: str  #: digest of the browser's secret


def redirect_address() -> str:
    """Where services send people back; whoever registers us there writes it down."""
    return f"{_given.FIRSTREPLY_ADDRESS}{PATH}"


def begin(organisation: UUID, token: UUID | None, source: UUID, *, member: UUID | None = None) -> Begun:
    """Ask for consent in the name of a token, or of a member at the desk: then only their browser may bring the answer.

    Refuses `not_found`, `seal_broken`, and as `oauth.consent_url`.
    """
    with acting(organisation):
        revision = _revision(source)
        setup = accounts.setup(source)
    if setup is None or revision is None:
        raise Refused("not_found", what="mailbox", id=str(source))
    own = "" if token else secrets.token_urlsafe(32)
    who = [str(token or ""), str(member or "")]
    told = [str(organisation), str(source), *who, revision, _digest(own), secrets.token_urlsafe(16)]
    state = signing.dumps(told, salt=_SALT)
    url = oauth.consent_url(setup, redirect=redirect_address(), state=state, verifier=_verifier(state, own))
    return Begun(url, own)


def was_at_desk(state: str) -> bool:
    """Whether an answer belongs to a consent that was asked for at the desk. Refuses `consent_strange`."""
    return bool(_read(state).browser)


def agreed(answer: Mapping[str, str], browser: str, *, now: datetime) -> Agreed:
    """Keep what somebody agreed to, sealed, where it opens the mailbox and no other one. `answer`: what came back.

    Refuses `consent_strange` (late, used, forged, another browser's, or whoever asked may not any more),
    `consent_not_given`, `consent_other_mailbox`, and as `oauth.exchanged` and `proven`.
    """
    state = answer.get("state", "")
    told = _read(state)
    if told.browser and not hmac.compare_digest(told.browser, _digest(browser)):
        raise Refused("consent_strange")
    own = browser if told.browser else ""
    caller = _asker(told)
    if caller is None or Scope.ADMIN not in caller.scopes or caller.role not in MARKETING:
        raise Refused("consent_strange")
    if not answer.get("code"):
        raise Refused("consent_not_given", reason=answer.get("error", "")[:100])
    with acting(told.organisation):
        setup = accounts.setup(told.source) if _revision(told.source) == told.revision else None
    if setup is None:
        raise Refused("consent_strange")
    redirect, verifier = redirect_address(), _verifier(state, own)
    tokens = oauth.exchanged(setup, code=answer["code"], redirect=redirect, verifier=verifier)
    fresh = {"refresh_token": proven(setup, tokens)}
    name = _keep(told, fresh, By(caller.member, caller.role, now))
    return Agreed(told.source, user_of(setup), name)


def _asker(told: _Told) -> Caller | None:
    if told.token is not None:
        return caller_of(told.organisation, told.token)
    seat = seats.of_member(told.organisation, told.member) if told.member else None
    return None if seat is None else seated(seat, None)


def _keep(told: _Told, fresh: Mapping[str, str], by: By) -> str:
    with acting(told.organisation):
        try:
            sources.change_source(told.source, {"sealed": fresh}, by, revision=told.revision)
        except Refused as refused:
            if refused.code in ("changed_meanwhile", "not_found"):
                raise Refused("consent_strange") from None
            raise
        return str(Organisation.objects.values_list("name", flat=True).get())


def _revision(source: UUID) -> int | None:
    found = Source.objects.filter(pk=source, kind="email")
    return found.values_list("revision", flat=True).first()


def _read(state: str) -> _Told:
    try:
        organisation, source, token, member, revision, browser, _ = signing.loads(
            state, salt=_SALT, max_age=LASTS
        )
    except signing.BadSignature:
        raise Refused("consent_strange") from None
    token, member = (UUID(one) if one else None for one in (token, member))
    return _Told(UUID(organisation), UUID(source), token, member, revision, browser)


def _digest(own: str) -> str:
    return hashlib.sha256(own.encode()).hexdigest() if own else ""


def _verifier(state: str, own: str) -> str:
    """The secret of PKCE (RFC 7636) for one consent."""
    key = f"{_SALT}:{_given.SECRET_KEY}".encode()
    digest = hmac.digest(key, f"{state}\n{own}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
