"""OIDC: in by a service that the operator chose; only who has a membership, known by an address that it verified."""

from typing import Any, Final
from urllib.parse import quote

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from firstreply.core.lead import fold_email
from firstreply.core.refusal import Refused
from firstreply.journey import accounts, audit
from firstreply.store.queries import seats
from firstreply.web.account import sitting
from firstreply.web.account.alone import alone
from firstreply.web.desk.page import SeeOther, show
from firstreply.web.desk.visit import Visitor, own_path

ID: Final = "oidc"
PATH: Final = "/sign-in/oidc/callback"
INVITED: Final = "invited"  #: in the session: the invitation that somebody accepts by coming back
_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them


def name() -> str:
    """What the button is called; empty: there is none."""
    return str(_given.FIRSTREPLY_OIDC_NAME)


@alone
def begin(who: Visitor) -> HttpResponseBase:
    """Send them to the service."""
    if who.request.method != "POST" or not name():
        raise Refused("method_not_allowed" if name() else "not_found")
    who.request.session[sitting.KEEP] = who.request.POST.get("keep") == "on"
    who.request.session.pop(INVITED, None)
    return onward(who, own_path(who.request.POST.get("to", "")))


def onward(who: Visitor, to: str) -> HttpResponseBase:
    """A page, not a redirect: the policy lets no form lead to another site."""
    import requests

    provider = _issuer(who.request).get_provider()
    provider.oauth2_adapter_class = _Issuer()
    try:
        answer: Any = provider.redirect(who.request, process="login", next_url=to)
    except (requests.RequestException, ValueError, KeyError):
        return SeeOther("/sign-in?why=service_away")
    title = who.words.say("On to {service}", service=name())
    return show(who, "onward.html.j2", to=answer["Location"], title=title)


@alone
def back(who: Visitor) -> HttpResponseBase:
    """They come back from the service, with a code for us."""
    from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView

    if not name():
        raise Refused("not_found")
    view = OAuth2CallbackView.adapter_view(_issuer(who.request))
    answer: HttpResponseBase = sitting.lasting(who.request, view(who.request))
    answer["Referrer-Policy"] = "no-referrer"  # the address of this page has a code in it
    return answer


def _issuer(request: HttpRequest) -> Any:
    return _Issuer()(request, ID)


def _Issuer() -> Any:  # noqa: N802 (a class, made when it is needed: its library is heavy)
    from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter

    class Issuer(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # not typed
        """Comes back to the address of the installation, whatever name the request used."""

        def get_callback_url(self, request: HttpRequest, app: Any) -> str:
            return f"{_given.FIRSTREPLY_ADDRESS}{PATH}"

    return Issuer


class Arrivals(DefaultSocialAccountAdapter):  # type: ignore[misc]  # not typed
    """Who comes from a service."""

    def authenticate_by_email(self, sociallogin: Any) -> tuple[Any, str] | None:
        """Whose account it is: one that has a membership, under an address that the service verified."""
        for email in _verified(sociallogin):
            user = get_user_model()._default_manager.filter(email=email, is_active=True).first()
            if user is not None and seats.organisations(user.pk):
                # Theirs, as the service says: else the library would wipe their password.
                EmailAddress.objects.filter(user=user, email=email).update(verified=True)
                return user, email
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Nobody new comes in this way, unless an invitation waits for that very address."""
        if not sociallogin.is_existing:
            self._joined(request, sociallogin)
        user = sociallogin.user
        if not sociallogin.is_existing or not user.is_active or not seats.organisations(user.pk):
            raise ImmediateHttpResponse(SeeOther("/sign-in?why=service_unknown"))

    def _joined(self, request: HttpRequest, sociallogin: Any) -> None:
        from firstreply.web.desk.visit import visitor

        token, who = request.session.pop(INVITED, ""), visitor(request)
        for email in _verified(sociallogin) if token else ():
            try:
                account = accounts.join_without_password(token, email, now=who.now, came=who.came)
            except Refused:
                continue
            sociallogin.connect(request, get_user_model()._default_manager.get(pk=account))
            audit.note_account("service_connected", account, now=who.now, came=who.came)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **more: Any) -> None:
        """It did not come to an end: say so where they began."""
        raise ImmediateHttpResponse(SeeOther("/sign-in?why=service_failed"))


def _verified(sociallogin: Any) -> list[str]:
    return [fold_email(one.email) for one in sociallogin.email_addresses if one.verified]


def invited(who: Visitor, token: str) -> HttpResponseBase:
    """Send who was invited to the service; coming back they accept."""
    who.request.session[INVITED] = token
    return onward(who, f"/invitation/{quote(token)}")
