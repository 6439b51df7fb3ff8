"""Consent: a person lets us read their mailbox at Google, Microsoft or another service that asks by OAuth.

The service sends the browser back from its own page, so the cookie of the session (SameSite=Strict) does not come
along; a short-lived one of its own, signed and bound to who asked, does.
"""

import hmac
import secrets
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from firstreply.channels.email.live import oauth
from firstreply.core.access import Scope
from firstreply.core.permission import MARKETING
from firstreply.core.refusal import Refused
from firstreply.journey.access import caller_of
from firstreply.journey.mailbox import keep_secrets
from firstreply.store.queries import accounts
from firstreply.store.tenancy import acting
from firstreply.web.desk import visit
from firstreply.web.desk.account.shown import find
from firstreply.web.desk.page import posted, refusal, show
from firstreply.web.desk.visit import Visit

COOKIE: Final = "firstreply_consent"
LASTS: Final = timedelta(minutes=10)
_SALT: Final = "firstreply.desk.consent"
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


def redirect() -> str:
    """Where the service sends people back; whoever registers us there writes it down."""
    return f"{_given.FIRSTREPLY_ADDRESS}/oauth"


@posted
def ask(who: Visit, source: UUID) -> HttpResponse:
    """Send them to the service's own page, which asks them."""
    who.decides()
    with acting(who.organisation):
        found = find(who, source)
    if found.setup is None:
        raise found.broken or Refused("not_found", what="mailbox", id=str(source))
    state, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
    url = oauth.consent_url(found.setup, redirect=redirect(), state=state, verifier=verifier)
    kept = {"state": state, "verifier": verifier, "source": str(source)}
    kept |= {"organisation": str(who.organisation), "token": str(who.caller.token)}
    # A page, not a redirect: the policy lets no form lead to another site.
    response = show(
        who, "onward.html.j2", to=url, title=who.words.say("On to the service that keeps the mailbox")
    )
    secure = who.request.is_secure() or _given.FIRSTREPLY_PUBLIC_URL.startswith("https:")
    response.set_cookie(
        COOKIE, signing.dumps(kept, salt=_SALT), max_age=LASTS, path="/oauth", httponly=True, samesite="Lax",
        secure=secure,
    )  # fmt: skip
    return response


def back(request: HttpRequest) -> HttpResponse:
    """They agreed or did not: keep what the service gives for it, and go back to the mailbox."""
    who = visit.visitor(request)
    try:
        source = _kept(request)
    except Refused as refused:
        return refusal(who, refused)
    to = f"/channels/{source}?done=connected"
    response = show(who, "onward.html.j2", to=to, title=who.words.say("Back to the mailbox"))
    response.delete_cookie(COOKIE, path="/oauth", samesite="Lax")
    return response


def _kept(request: HttpRequest) -> UUID:
    """Refuses `consent_strange`, `consent_not_given`, and as the exchange does."""
    try:
        kept: dict[str, str] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        raise Refused("consent_strange") from None
    if not hmac.compare_digest(request.GET.get("state", "").encode(), kept["state"].encode()):
        raise Refused("consent_strange")
    organisation, source = UUID(kept["organisation"]), UUID(kept["source"])
    caller = caller_of(organisation, UUID(kept["token"]))
    if caller is None or Scope.ADMIN not in caller.scopes or caller.role not in MARKETING:
        raise Refused("consent_strange")
    if not request.GET.get("code"):
        raise Refused("consent_not_given", reason=request.GET.get("error", "")[:100])
    with acting(organisation):
        setup = accounts.setup(source)
    if setup is None:
        raise Refused("not_found", what="mailbox", id=str(source))
    tokens = oauth.exchanged(setup, code=request.GET["code"], redirect=redirect(), verifier=kept["verifier"])
    keep_secrets(organisation, source, {"refresh_token": tokens.refresh}, by_person=True)
    return source
