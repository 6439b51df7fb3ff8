"""Signing in: what Django and django-allauth are told about sessions, passwords, second factors and OpenID Connect."""

from typing import Any, Final
from urllib.parse import urlsplit

from firstreply.site.settings import Settings

_APPS: Final = (
    "django.contrib.auth",
    "django.contrib.sessions",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
)
#: Loads an HTTP client when it starts: only where somebody signs in by it.
_OIDC_APP: Final = "allauth.socialaccount.providers.openid_connect"
MIDDLEWARE: Final = ("firstreply.site.sitting.Pages", "allauth.account.middleware.AccountMiddleware")
OIDC: Final = "oidc"  #: what allauth calls the service in its tables and our addresses

_PASSWORD: Final = "django.contrib.auth.password_validation."  # noqa: S105 (a module's name)
#: Attempts by address, and by what is attempted (docs/operate.md tells them).
_RATES: Final = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "reset_password": "20/h/ip,3/h/key",
    "reset_password_from_key": "20/m/ip",
    "signup": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "confirm_email": "3/h/key",
    "manage_email": "10/m/user",
}


def apps(settings: Settings) -> tuple[str, ...]:
    """What is installed for it."""
    return (*_APPS, _OIDC_APP) if settings.oidc_issuer else _APPS


def oidc_name(settings: Settings) -> str:
    """What the button is called; empty: there is none."""
    host = urlsplit(settings.oidc_issuer).hostname or settings.oidc_issuer
    return (settings.oidc_name or host) if settings.oidc_issuer else ""


def told(settings: Settings) -> dict[str, Any]:
    """Names that Django and allauth read."""
    return {**_sessions(settings), **_ACCOUNTS, "SOCIALACCOUNT_PROVIDERS": _providers(settings)}


def _sessions(settings: Settings) -> dict[str, Any]:
    return {
        "SESSION_ENGINE": "django.contrib.sessions.backends.db",  # so that they can be ended
        "SESSION_COOKIE_NAME": "firstreply_session",
        # Not Strict: a link in a letter of ours, and the way back from a service, bring the session along. Every form
        # carries a proof of its own, and no GET changes anything.
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.address.startswith("https:"),
        "SESSION_COOKIE_AGE": 12 * 3600,
        # Counted by all processes together; the table is made by a migration of the store.
        "CACHES": {
            "default": {
                "BACKEND": "django.core.cache.backends.db.DatabaseCache",
                "LOCATION": "sign_in_attempt",
                "OPTIONS": {"MAX_ENTRIES": 20_000},
            }
        },
    }


_ACCOUNTS: Final[dict[str, Any]] = {
    "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
    "PASSWORD_HASHERS": [
        "django.contrib.auth.hashers.ScryptPasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ],
    "AUTH_PASSWORD_VALIDATORS": [
        {"NAME": f"{_PASSWORD}MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
        {
            "NAME": f"{_PASSWORD}UserAttributeSimilarityValidator",
            "OPTIONS": {"user_attributes": ("email", "name")},
        },
        {"NAME": f"{_PASSWORD}CommonPasswordValidator"},
    ],
    "PASSWORD_RESET_TIMEOUT": 24 * 3600,
    "LOGIN_URL": "/sign-in",
    "LOGIN_REDIRECT_URL": "/",
    "ACCOUNT_ADAPTER": "firstreply.web.account.adapter.Accounts",
    "ACCOUNT_USER_MODEL_USERNAME_FIELD": None,
    "ACCOUNT_LOGIN_METHODS": {"email"},
    "ACCOUNT_SIGNUP_FIELDS": ["email*", "password1*"],
    "ACCOUNT_EMAIL_VERIFICATION": "none",  # asked for where mail can be sent; nobody signs up by themselves
    "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": False,
    "ACCOUNT_SESSION_REMEMBER": False,
    "ACCOUNT_RATE_LIMITS": _RATES,
    "MFA_ADAPTER": "firstreply.web.account.adapter.Factors",
    "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes", "webauthn"],
    "MFA_PASSKEY_LOGIN_ENABLED": True,
    "MFA_TOTP_ISSUER": "FirstReply",
    "MFA_TOTP_TOLERANCE": 1,
    "MFA_RECOVERY_CODE_DIGITS": 10,
    # Nobody can take an address that is not theirs: accounts come by the setup key or an invitation only.
    "MFA_ALLOW_UNVERIFIED_EMAIL": True,
    "MFA_REAUTHENTICATION_REQUIRED": False,  # our pages ask themselves (web/account/sure.py), for ten minutes
    "SOCIALACCOUNT_ADAPTER": "firstreply.web.account.oidc.Arrivals",
    "SOCIALACCOUNT_EMAIL_AUTHENTICATION": True,
    "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT": True,
    "SOCIALACCOUNT_AUTO_SIGNUP": False,
    "SOCIALACCOUNT_STORE_TOKENS": False,
}


def _providers(settings: Settings) -> dict[str, Any]:
    if not settings.oidc_issuer:
        return {}
    app = {
        "provider_id": OIDC,
        "name": oidc_name(settings),
        "client_id": settings.oidc_client_id,
        "secret": settings.oidc_client_secret,
        "settings": {"server_url": settings.oidc_issuer.rstrip("/"), "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}
