"""OAuth 2 for mailboxes: consent once (PKCE), then access tokens that are renewed before they end.

What was renewed is kept in memory for the process, since several things use one mailbox; a refresh token that the
other side replaced is in `renewed`, for whoever reads the mailbox to keep it sealed.
"""

import threading
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from firstreply.channels.ask import NoAnswerError, Reply, ask
from firstreply.channels.base import Setup
from firstreply.core.refusal import Refused


class Provider(NamedTuple):
    """Where one asks. `{tenant}` stands for the organisation's directory."""

    authorize: str
    token: str
    scope: str
    asks: Mapping[str, str] = MappingProxyType({})  #: what the consent page wants besides


PROVIDERS: Final[Mapping[str, Provider]] = MappingProxyType(
    {
        "google": Provider(
            "https://accounts.google.com/o/oauth2/v2/auth",
            "https://oauth2.googleapis.com/token",
            "https://mail.google.com/",
            MappingProxyType({"access_type": "offline", "prompt": "consent"}),
        ),
        "microsoft": Provider(
            "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
            "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
            "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access",
            MappingProxyType({"prompt": "select_account"}),
        ),
    }
)
_EARLY_S: Final = 120.0  #: an access token is renewed this long before it ends
_USUAL_S: Final = 3600.0  #: how long it lasts where nobody says so
_WHOLE_S: Final = 20.0


class Tokens(NamedTuple):
    """What the other side let us have. `until`: epoch seconds."""

    access: str
    refresh: str
    until: float

    def __repr__(self) -> str:
        return "Tokens()"


class _Known(NamedTuple):
    origin: str  #: the refresh token that was sealed when this began
    tokens: Tokens


_known: Final[dict[UUID, _Known]] = {}
_locks: Final[dict[UUID, threading.Lock]] = {}
_lock: Final = threading.Lock()


def provider_of(setup: Setup) -> Provider:
    """Where this mailbox asks. Refuses `mailbox_not_oauth`."""
    login = str(setup.settings.get("login") or "")
    own = Provider("", "", "")
    found = PROVIDERS.get(login, own if login == "oauth" else None)
    if found is None:
        raise Refused("mailbox_not_oauth", source=setup.name)
    tenant = str(setup.settings.get("tenant") or "common").replace("/", "")
    given = setup.settings
    found = found._replace(
        authorize=str(given.get("authorize_url") or found.authorize),
        token=str(given.get("token_url") or found.token),
        scope=str(given.get("oauth_scope") or found.scope),
    )
    if not found.token or not setup.settings.get("client_id"):
        raise Refused("mailbox_setting_wrong", field="client_id" if found.token else "token_url")
    return found._replace(
        authorize=found.authorize.replace("{tenant}", tenant), token=found.token.replace("{tenant}", tenant)
    )


def consent_url(setup: Setup, *, redirect: str, state: str, verifier: str) -> str:
    """Where a person agrees. Refuses as `provider_of`, and `mailbox_setting_wrong` without such an address."""
    provider = provider_of(setup)
    if not provider.authorize:
        raise Refused("mailbox_setting_wrong", field="authorize_url")
    asks = dict(provider.asks)
    if setup.settings.get("address"):
        asks["login_hint"] = str(setup.settings["address"])
    client = _client(setup, provider, redirect)
    url, _ = client.create_authorization_url(provider.authorize, state=state, code_verifier=verifier, **asks)
    return str(url)


def exchanged(setup: Setup, *, code: str, redirect: str, verifier: str) -> Tokens:
    """Tokens for the code that consent gave. Refuses `oauth_refused`, `oauth_unreachable`, `oauth_no_refresh_token`."""
    provider = provider_of(setup)
    told = _asked(
        setup,
        provider,
        redirect,
        lambda client: client.fetch_token(provider.token, code=code, code_verifier=verifier),
    )
    if not told.refresh:
        raise Refused("oauth_no_refresh_token", source=setup.name)
    _known[setup.id] = _Known(told.refresh, told)
    return told


def access_token(setup: Setup, *, anew: bool = False) -> str:
    """An access token that is good for two minutes at least; `anew`: the one at hand was refused.

    Refuses `mailbox_no_consent`, `oauth_refused` (consent was withdrawn), `oauth_unreachable`, `mailbox_setting_wrong`.
    """
    sealed = setup.sealed.get("refresh_token", "")
    if not sealed:
        raise Refused("mailbox_no_consent", source=setup.name)
    with _lock:
        lock = _locks.setdefault(setup.id, threading.Lock())
    with lock:
        known = _of(setup, sealed)
        if known is not None and not anew and known.tokens.until - _EARLY_S > time.time():
            return known.tokens.access
        origin, refresh = (known.origin, known.tokens.refresh) if known else (sealed, sealed)
        provider = provider_of(setup)
        tokens = _asked(
            setup, provider, "", lambda client: client.refresh_token(provider.token, refresh_token=refresh)
        )
        tokens = tokens._replace(refresh=tokens.refresh or refresh)
        _known[setup.id] = _Known(origin, tokens)
        return tokens.access


def renewed(setup: Setup) -> str | None:
    """The refresh token to be kept sealed from now on, where the other side replaced the one that is."""
    known = _of(setup, setup.sealed.get("refresh_token", ""))
    if known is None or known.tokens.refresh == setup.sealed.get("refresh_token"):
        return None
    return known.tokens.refresh


def _of(setup: Setup, sealed: str) -> _Known | None:
    """What is known of this consent; another one (somebody agreed anew) is another matter."""
    known = _known.get(setup.id)
    return known if known and sealed in (known.origin, known.tokens.refresh) else None


def _asked(setup: Setup, provider: Provider, redirect: str, wanted: Callable[[Any], Any]) -> Tokens:
    from authlib.common.errors import AuthlibBaseError

    try:
        told = wanted(_client(setup, provider, redirect))
        return Tokens(
            access=str(told["access_token"]),
            refresh=str(told.get("refresh_token") or ""),
            until=time.time() + float(told.get("expires_in") or _USUAL_S),
        )
    except AuthlibBaseError as error:
        raise Refused("oauth_refused", source=setup.name, said=str(error.error)[:200]) from None
    except NoAnswerError as error:
        raise Refused("oauth_unreachable", source=setup.name, reason=error.reason) from None
    except (KeyError, ValueError, TypeError) as error:
        raise Refused("oauth_unreachable", source=setup.name, reason=type(error).__name__) from None


def _client(setup: Setup, provider: Provider, redirect: str) -> Any:
    from authlib.oauth2 import OAuth2Client  # takes long to load: only for who agrees or renews

    return OAuth2Client(
        session=_Door(setup),
        client_id=str(setup.settings["client_id"]),
        client_secret=setup.sealed.get("client_secret") or None,
        token_endpoint_auth_method="client_secret_post" if setup.sealed.get("client_secret") else "none",
        scope=provider.scope or None,
        redirect_uri=redirect or None,
        code_challenge_method="S256",
    )


class _Door:
    """How Authlib asks: as everything here does that asks an address somebody wrote down."""

    def __init__(self, setup: Setup) -> None:
        self._hosts = setup.hosts

    def post(self, url: str, *, data: Mapping[str, str], headers: Mapping[str, str], auth: Any) -> "_Told":
        """Raises NoAnswerError."""
        place, named, body = auth.prepare("POST", url, dict(headers), urlencode(data))
        return _Told(
            ask("POST", place, body=body.encode(), headers=named, hosts=self._hosts, seconds=_WHOLE_S)
        )


class _Told:
    """An answer as Authlib looks at it."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self.status_code = reply.status

    def json(self) -> Any:
        """What was answered; None where it was no JSON."""
        return self._reply.data

    def raise_for_status(self) -> None:
        """Raises NoAnswerError for what no token came with."""
        if not self._reply.is_fine:
            raise NoAnswerError(f"status {self._reply.status}")
