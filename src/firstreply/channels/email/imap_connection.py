"""One connection to an IMAP server: secured, logged in, read-only, and taken up again when it drops."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from firstreply.channels.email.imap_login import DROPPED, Secret, Server, logged_in, shut, unreachable
from firstreply.core.refusal import Refused

Answer = TypeVar("Answer")
_PAUSES_S: Final = (0.5, 3.0, 10.0)  #: before each further attempt
_SAID: Final = 200  #: characters of a server's own words that are passed on


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
        self._client: IMAPClient | None = logged_in(self.server, self._secret)

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
            shut(client)

    def _persisting(self, action: Callable[[IMAPClient], Answer]) -> Answer:
        for pause in (*_PAUSES_S, None):
            try:
                if self._client is None:
                    self._client = logged_in(self.server, self._secret)
                return action(self._client)
            except DROPPED as failure:
                self._drop()
                if pause is None:
                    raise unreachable(self.server, failure) from failure
            except Refused as refusal:
                if refusal.code != "imap_unreachable" or pause is None:
                    raise
            self._pause(pause)
        raise AssertionError("the last attempt answers or raises")

    def _drop(self) -> None:
        client, self._client = self._client, None
        self._open_folder = ""
        if client is not None:
            shut(client)

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

    def _no_folder(self, folder: str, failure: BaseException) -> Refused:
        return Refused(
            "imap_no_such_folder", server=str(self.server), folder=folder, said=str(failure)[:_SAID]
        )


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")
