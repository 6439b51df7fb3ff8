"""Login: a connection to an IMAP server, secured and logged in."""

import ssl
from typing import Final, NamedTuple
from urllib.parse import quote

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from firstreply.core.refusal import Refused

#: The connection is gone (or useless); a new one may work.
DROPPED: Final = (IMAPClientAbortError, OSError, EOFError)
_TIMEOUT: Final = SocketTimeout(connect=20, read=90)
_SAID: Final = 200  #: characters of a server's own words that are passed on


class Server(NamedTuple):
    """Where and as whom. As text: its URL without secrets and folder."""

    host: str
    port: int
    user: str
    is_tls: bool
    may_be_plain: bool
    trusted: str = ""  #: file of certificates to trust besides the system's

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        standard = 993 if self.is_tls else 143
        port = "" if self.port == standard else f":{self.port}"
        return f"{'imaps' if self.is_tls else 'imap'}://{quote(self.user, safe='')}@{host}{port}"


class Secret(NamedTuple):
    """A password or an OAuth 2 access token. Its text shows nothing."""

    text: str
    is_token: bool

    def __repr__(self) -> str:
        return "Secret()"


def logged_in(server: Server, secret: Secret, *, timeout: SocketTimeout = _TIMEOUT) -> IMAPClient:
    """Connect, secure and log in. Raises Refused: imap_unreachable, imap_tls_failed, imap_login_failed."""
    client = _greeted(server, timeout)
    try:
        _secured(client, server)
        _let_in(client, server, secret)
    except BaseException:
        shut(client)
        raise
    client.normalise_times = False
    return client


def shut(client: IMAPClient) -> None:
    """Let go of a connection, whatever state it is in."""
    try:
        client.shutdown()
    except (IMAPClientError, *DROPPED):
        pass


def unreachable(server: Server, failure: BaseException) -> Refused:
    """That the server is not there, or does not speak as it should."""
    return Refused("imap_unreachable", server=str(server), reason=(str(failure) or repr(failure))[:_SAID])


def _greeted(server: Server, timeout: SocketTimeout) -> IMAPClient:
    context = _context(server)
    try:
        return IMAPClient(
            server.host,
            server.port,
            ssl=server.is_tls,
            ssl_context=context if server.is_tls else None,
            timeout=timeout,
        )
    except ssl.SSLError as failure:
        raise _no_tls(server, failure) from failure
    except (IMAPClientError, *DROPPED) as failure:
        raise unreachable(server, failure) from failure


def _context(server: Server) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if server.trusted:
        try:
            context.load_verify_locations(server.trusted)
        except OSError as failure:
            raise Refused("imap_tls_failed", server=str(server), reason="trusted_file") from failure
    return context


def _secured(client: IMAPClient, server: Server) -> None:
    if server.is_tls:
        return
    try:
        if client.has_capability("STARTTLS") and (
            not server.may_be_plain or client.has_capability("LOGINDISABLED")
        ):
            client.starttls(_context(server))
            return
    except ssl.SSLError as failure:
        raise _no_tls(server, failure) from failure
    except (IMAPClientError, *DROPPED) as failure:
        raise unreachable(server, failure) from failure
    if not server.may_be_plain:
        raise Refused("imap_tls_failed", server=str(server), reason="no_starttls")


def _let_in(client: IMAPClient, server: Server, secret: Secret) -> None:
    answer = _XOAuth2(server.user, secret.text)
    try:
        if secret.is_token:
            client.sasl_login("XOAUTH2", answer)
        elif client.has_capability("AUTH=PLAIN"):
            # LOGIN cannot carry letters outside ASCII.
            client.plain_login(server.user, secret.text)
        else:
            client.login(server.user, secret.text)
    except (LoginError, UnicodeEncodeError) as failure:
        if isinstance(failure.__context__, IMAPClientAbortError) and not answer.refusal:
            raise unreachable(server, failure) from failure
        said = (answer.refusal or str(failure))[:_SAID]
        raise Refused("imap_login_failed", server=str(server), said=said) from None
    except (IMAPClientError, *DROPPED) as failure:
        raise unreachable(server, failure) from failure


def _no_tls(server: Server, failure: ssl.SSLError) -> Refused:
    reason = getattr(failure, "verify_message", "") or failure.reason or type(failure).__name__
    return Refused("imap_tls_failed", server=str(server), reason=reason)


class _XOAuth2:
    """The XOAUTH2 exchange: the token once; a further challenge is the server's refusal in JSON, kept here."""

    def __init__(self, user: str, token: str) -> None:
        self._first: bytes | None = f"user={user}\1auth=Bearer {token}\1\1".encode()
        self.refusal = ""

    def __call__(self, challenge: bytes) -> bytes:
        if self._first is not None:
            first, self._first = self._first, None
            return first
        self.refusal = challenge.decode("utf-8", "replace")
        # An empty answer lets the server end the exchange with its NO.
        return b""
