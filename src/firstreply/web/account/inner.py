"""Inner: the doors of django-allauth that its documentation does not name; all of them are here, and nowhere else.

Everything else that pages use of it is documented: forms, adapters, models, decorators, the names of addresses. When
the library changes, this file says what to look at; tests/web/test_account*.py go through every one of them.
"""

from collections.abc import Mapping
from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.stages import LoginStage, LoginStageController
from allauth.core import ratelimit
from allauth.mfa.internal.constants import LoginStageKey
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.http.response import HttpResponseBase

__all__ = ["Authenticator", "get_authentication_records", "perform_login", "record_authentication"]
_FACTOR: Final = LoginStageKey.MFA_AUTHENTICATE.value


def allowed(request: HttpRequest, action: str, *, key: str | None = None, user: Any = None) -> bool:
    """Count an attempt against its rate (site/signing_in.py); whether it may be made."""
    return bool(ratelimit.consume(request, action=action, key=key, user=user))


def half_way(request: HttpRequest) -> LoginStage | None:
    """Somebody whose password was right and whose second factor is asked for; `login.user` says who."""
    stage: LoginStage | None = LoginStageController.enter(request, _FACTOR)
    return stage


def sign_in_as(request: HttpRequest, user: Any, to: str) -> HttpResponseBase:
    """Sign somebody in whose account was made just now, or who was proven otherwise; second factors are asked for."""
    record_authentication(request, user, method="password")
    answer: HttpResponseBase = perform_login(request, Login(user=user, redirect_url=to))
    return answer


def asked_to_prove(user: Any | None) -> Mapping[str, Any]:
    """What a passkey is asked to sign; without a user any passkey of this site may. Remembered in the session."""
    from allauth.mfa.webauthn.internal import auth

    asked: Mapping[str, Any] = auth.begin_authentication(user)
    return asked


def asked_to_make(user: Any) -> Mapping[str, Any]:
    """What a new passkey is made by: one that may sign in alone. Remembered in the session."""
    from allauth.mfa.webauthn.internal import auth

    asked: Mapping[str, Any] = auth.begin_registration(user, True)
    return asked


def add_passkey(request: HttpRequest, name: str, credential: Mapping[str, Any]) -> bool:
    """Keep one; whether recovery codes were made along with it, being the first factor."""
    from allauth.mfa.webauthn.internal import flows

    return flows.add_authenticator(request, name=name, credential=dict(credential))[1] is not None


def passkey_in(request: HttpRequest, authenticator: Authenticator, to: str) -> HttpResponseBase:
    """Sign in whose passkey it is."""
    from allauth.mfa.webauthn.internal import flows

    login = Login(user=authenticator.user, redirect_url=to)
    answer: HttpResponseBase = flows.perform_passwordless_login(request, authenticator, login)
    return answer


def add_app(request: HttpRequest, form: Any) -> bool:
    """Keep an authenticator app; whether recovery codes were made along with it."""
    from allauth.mfa.totp.internal import flows

    return flows.activate_totp(request, form)[1] is not None


def remove_factor(request: HttpRequest, authenticator: Authenticator) -> None:
    """Forget a factor; with the last one its recovery codes go."""
    from allauth.mfa.base.internal.flows import delete_and_cleanup

    delete_and_cleanup(request, authenticator)


def renew_codes(request: HttpRequest) -> None:
    """New recovery codes instead of the old ones."""
    from allauth.mfa.recovery_codes.internal import flows

    flows.generate_recovery_codes(request)


def password_right(request: HttpRequest, user: Any) -> None:
    """Remember that somebody who is signed in gave their password again."""
    record_authentication(request, user, method="password", reauthenticated=True)
