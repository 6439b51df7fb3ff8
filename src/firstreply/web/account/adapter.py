"""Adapter: what django-allauth asks of us: who may sign in, what is written to people, how secrets are kept."""

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from firstreply.insights.letters import account as letters
from firstreply.journey import audit, post
from firstreply.store.sealed import seal, unseal
from firstreply.web.account import sitting
from firstreply.web.desk.visit import visitor

_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them
_CHANGED: Final = {
    "account/email/password_changed": "password",
    "account/email/password_set": "password",
    "account/email/password_reset": "password",
    "mfa/email/totp_activated": "app_added",
    "mfa/email/totp_deactivated": "app_removed",
    "mfa/email/webauthn_added": "passkey_added",
    "mfa/email/webauthn_removed": "passkey_removed",
    "mfa/email/recovery_codes_generated": "codes",
    "socialaccount/email/account_connected": "service",
}


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # not typed
    """Signing in and out."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that is believed (site/proxies.py); a socket of this machine has none."""
        return request.META.get("REMOTE_ADDR") or "127.0.0.1"

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password for an account that there is stands in the audit of where it works."""
        users = get_user_model()._default_manager
        found = users.filter(email=str(credentials.get("email", "")).lower()).first()
        if found is not None:
            who = visitor(request)
            audit.note_account("sign_in_failed", found.pk, now=who.now, came=who.came)

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponseBase:
        """Signed in: sit down where they work."""
        response: HttpResponseBase = super().post_login(request, user, **more)
        sitting.begin(request, user)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Our own letters instead of the library's; what is none of ours is not sent."""
        words = visitor(self.request).words
        if template_prefix == "account/email/password_reset_key":
            written = letters.reset(words, link=context["password_reset_url"])
        elif what := _CHANGED.get(template_prefix):
            written = letters.changed(words, what, link=f"{_given.FIRSTREPLY_ADDRESS}/password")
        else:
            return
        post.send_aside(email, written.subject, written.text, language=words.lang)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """By the address of the installation, never by the one that the request names."""
        return f"{_given.FIRSTREPLY_ADDRESS}/password/{key}"


class Factors(DefaultMFAAdapter):  # type: ignore[misc]  # not typed
    """Second factors."""

    def encrypt(self, text: str) -> str:
        """Sealed by the installation's key: a copy of the database alone gives no codes."""
        return seal({"": text})

    def decrypt(self, encrypted_text: str) -> str:
        """As it was."""
        return unseal(encrypted_text)[""]

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """For a passkey without one."""
        return "Passkey"
