"""One connection to an IMAP server: secured, logged in, read-only, and taken up again when it drops."""

import ssl
import time
from collections.abc import Callable
from typing import Final, NamedTuple, TypeVar
from urllib.parse import quote

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from firstreply.core.refusal import Refused

Answer = TypeVar("Answer")
#: The connection is gone (or useless); a new one may work.
DROPPED: Final = (IMAPClientAbortError, OSError, EOFError)
_TIMEOUT: Final = SocketTimeout(connect=20, read=90)
_PAUSES_S: Final = (0.5, 3.0, 10.0)  #: before each further attempt
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


class Connection:
    """Connects and logs in when made.

    `within(folder, action)` runs `action(client)` with the folder open read-only, and repeats it on a new
    connection when the old one drops. Raises Refused: imap_unreachable, imap_tls_failed, imap_login_failed,
    imap_no_such_folder, imap_folder_changed (another UIDVALIDITY: the uids mean other messages now).
    """

    def __init__(
        self, server: Server, secret: Secret, *, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self.server: Final = server
        self._secret: Final = secret
        self._pause: Final = pause
        self._open_folder = ""
        self._validity: dict[str, int] = {}
        self._client: IMAPClient | None = self._connected()

    def folders(self) -> list[tuple[tuple[str, ...], str, str]]:
        """All folders as (attributes, delimiter, name)."""
        found = self._persisting(lambda client: client.list_folders())
        return [(tuple(map(_text, flags)), _text(delimiter), _text(name)) for flags, delimiter, name in found]

    def has_capability(self, name: str) -> bool:
        """Whether the server says that it can do `name`."""
        return bool(self._persisting(lambda client: client.has_capability(name)))

    def state_of(self, folder: str) -> tuple[int, int, int]:
        """(UIDVALIDITY, UIDNEXT, number of messages), without opening the folder."""
        items = ("UIDVALIDITY", "UIDNEXT", "MESSAGES")
        try:
            found = self._persisting(lambda client: client.folder_status(folder, items))
        except IMAPClientError as failure:
            raise self._no_folder(folder, failure) from failure
        validity, following, messages = (int(found.get(item.encode(), 0)) for item in items)
        return validity, following, messages

    def within(self, folder: str, action: Callable[[IMAPClient], Answer]) -> Answer:
        """The action's answer, with `folder` open. What the server refuses comes as IMAPClientError."""

        def opened(client: IMAPClient) -> Answer:
            if self._open_folder != folder:
                self._examine(client, folder)
            return action(client)

        return self._persisting(opened)

    def close(self) -> None:
        """Log out, as far as the server still listens."""
        client, self._client = self._client, None
        self._open_folder = ""
        if client is None:
            return
        try:
            client.logout()
        except (IMAPClientError, *DROPPED):
            self._shut(client)

    def _persisting(self, action: Callable[[IMAPClient], Answer]) -> Answer:
        for pause in (*_PAUSES_S, None):
            try:
                if self._client is None:
                    self._client = self._connected()
                return action(self._client)
            except DROPPED as failure:
                self._drop()
                if pause is None:
                    raise self._unreachable(failure) from failure
            except Refused as refusal:
                if refusal.code != "imap_unreachable" or pause is None:
                    raise
            self._pause(pause)
        raise AssertionError("the last attempt answers or raises")

    def _drop(self) -> None:
        client, self._client = self._client, None
        self._open_folder = ""
        if client is not None:
            self._shut(client)

    @staticmethod
    def _shut(client: IMAPClient) -> None:
        try:
            client.shutdown()
        except (IMAPClientError, *DROPPED):
            pass

    def _examine(self, client: IMAPClient, folder: str) -> None:
        self._open_folder = ""
        try:
            found = client.select_folder(folder, readonly=True)
        except DROPPED:
            raise
        except IMAPClientError as failure:
            raise self._no_folder(folder, failure) from failure
        validity = int(found.get(b"UIDVALIDITY", 0))
        if self._validity.setdefault(folder, validity) != validity:
            raise Refused("imap_folder_changed", server=str(self.server), folder=folder)
        self._open_folder = folder

    def _connected(self) -> IMAPClient:
        client = self._greeted()
        try:
            self._secured(client)
            self._logged_in(client)
        except BaseException:
            self._shut(client)
            raise
        client.normalise_times = False
        return client

    def _greeted(self) -> IMAPClient:
        server = self.server
        context = self._context()
        try:
            return IMAPClient(
                server.host,
                server.port,
                ssl=server.is_tls,
                ssl_context=context if server.is_tls else None,
                timeout=_TIMEOUT,
            )
        except ssl.SSLError as failure:
            raise self._no_tls(failure) from failure
        except (IMAPClientError, *DROPPED) as failure:
            raise self._unreachable(failure) from failure

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.server.trusted:
            try:
                context.load_verify_locations(self.server.trusted)
            except OSError as failure:
                raise Refused("imap_tls_failed", server=str(self.server), reason="trusted_file") from failure
        return context

    def _secured(self, client: IMAPClient) -> None:
        server = self.server
        if server.is_tls:
            return
        try:
            if client.has_capability("STARTTLS") and (
                not server.may_be_plain or client.has_capability("LOGINDISABLED")
            ):
                client.starttls(self._context())
                return
        except ssl.SSLError as failure:
            raise self._no_tls(failure) from failure
        except (IMAPClientError, *DROPPED) as failure:
            raise self._unreachable(failure) from failure
        if not server.may_be_plain:
            raise Refused("imap_tls_failed", server=str(server), reason="no_starttls")

    def _logged_in(self, client: IMAPClient) -> None:
        user, secret = self.server.user, self._secret
        answer = _XOAuth2(user, secret.text)
        try:
            if secret.is_token:
                client.sasl_login("XOAUTH2", answer)
            elif client.has_capability("AUTH=PLAIN"):
                # LOGIN cannot carry letters outside ASCII.
                client.plain_login(user, secret.text)
            else:
                client.login(user, secret.text)
        except (LoginError, UnicodeEncodeError) as failure:
            if isinstance(failure.__context__, IMAPClientAbortError) and not answer.refusal:
                raise self._unreachable(failure) from failure
            raise self._no_login(answer.refusal or str(failure)) from None
        except (IMAPClientError, *DROPPED) as failure:
            raise self._unreachable(failure) from failure

    def _no_login(self, said: str) -> Refused:
        return Refused("imap_login_failed", server=str(self.server), said=said[:_SAID])

    def _no_tls(self, failure: ssl.SSLError) -> Refused:
        reason = getattr(failure, "verify_message", "") or failure.reason or type(failure).__name__
        return Refused("imap_tls_failed", server=str(self.server), reason=reason)

    def _unreachable(self, failure: BaseException) -> Refused:
        return Refused(
            "imap_unreachable", server=str(self.server), reason=(str(failure) or repr(failure))[:_SAID]
        )

    def _no_folder(self, folder: str, failure: BaseException) -> Refused:
        return Refused(
            "imap_no_such_folder", server=str(self.server), folder=folder, said=str(failure)[:_SAID]
        )


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


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")
