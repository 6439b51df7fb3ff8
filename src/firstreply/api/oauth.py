"""OAuth: `GET /oauth/callback`, where a provider sends people back who agreed that we use their mailbox.

The state is signed, names the mailbox and ends after ten minutes; the secret of PKCE follows from it and the key of
this installation, so that nothing has to be kept meanwhile and nobody else can use the code.
"""

import base64
import hashlib
import hmac
import secrets
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.html import escape

from firstreply.api.problem import Problem, language, of_refusal
from firstreply.channels.base import Setup
from firstreply.channels.email.live import oauth
from firstreply.core.refusal import Refused
from firstreply.insights import words
from firstreply.insights.reasons import mark
from firstreply.journey import mailbox
from firstreply.store.queries import accounts
from firstreply.store.tenancy import acting

_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them
_SALT: Final = "firstreply mailbox consent"
_GOOD_S: Final = 600
AGREED: Final = mark("Thank you. The mailbox is connected; you can close this page.")
_CLOSED: Final = mark("The mailbox was not connected.")


def redirect_address() -> str:
    """Where providers send people back to."""
    return f"{_given.FIRSTREPLY_ADDRESS}/oauth/callback"


def consent_for(setup: Setup, organisation: UUID) -> str:
    """The provider's page on which a person agrees. Refuses as `oauth.consent_url`."""
    told = {"o": str(organisation), "s": str(setup.id), "n": secrets.token_urlsafe(16)}
    state = signing.dumps(told, salt=_SALT)
    return oauth.consent_url(setup, redirect=redirect_address(), state=state, verifier=_verifier(state))


def callback(request: HttpRequest) -> HttpResponse:
    """What the provider answered: a code, which becomes tokens that are kept sealed; or why not."""
    spoken = words.use(language(request))
    try:
        if request.method != "GET":
            raise Problem(405, "method_not_allowed", headers={"Allow": "GET"})
        _agreed(request)
    except Problem as problem:
        return _page(
            spoken, problem.status, spoken.say(_CLOSED), spoken.for_refusal(problem.code, problem.facts)
        )
    except Refused as refused:
        status = of_refusal(refused).status
        return _page(spoken, status, spoken.say(_CLOSED), spoken.for_refusal(refused.code, refused.facts))
    return _page(spoken, 200, spoken.say(AGREED), "")


def _agreed(request: HttpRequest) -> None:
    state = request.GET.get("state", "")
    try:
        told = signing.loads(state, salt=_SALT, max_age=_GOOD_S)
    except signing.BadSignature:
        raise Refused("oauth_state_wrong") from None
    organisation, source = UUID(told["o"]), UUID(told["s"])
    if request.GET.get("error") or not request.GET.get("code"):
        raise Refused("oauth_refused", source="", said=request.GET.get("error", "")[:200])
    with acting(organisation):
        setup = accounts.setup(source)
    if setup is None:
        raise Refused("oauth_state_wrong")
    tokens = oauth.exchanged(
        setup, code=request.GET["code"], redirect=redirect_address(), verifier=_verifier(state)
    )
    mailbox.keep_secrets(organisation, source, {"refresh_token": tokens.refresh}, by_person=True)


def _verifier(state: str) -> str:
    """The secret of PKCE (RFC 7636) for one consent."""
    own = hmac.digest(f"{_SALT}:{_given.SECRET_KEY}".encode(), state.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(own).decode().rstrip("=")


def _page(spoken: words.Words, status: int, title: str, text: str) -> HttpResponse:
    page = (
        f'<!doctype html><html lang="{spoken.lang}" dir="{spoken.direction}"><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>FirstReply</title>'
        f"<p>{escape(title)}</p><p>{escape(text)}</p></html>"
    )
    response = HttpResponse(page, status=status)
    response["Content-Security-Policy"] = "default-src 'none'"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response
