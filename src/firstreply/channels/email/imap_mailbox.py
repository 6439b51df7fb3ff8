"""One folder on an IMAP server as a mailbox: headers in batches, whole messages only when asked for."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from firstreply.channels.email.base import MESSAGE_CAP, Reason, Unreadable
from firstreply.channels.email.header_block import judged
from firstreply.channels.email.imap_connection import Connection
from firstreply.core.refusal import Refused

_BATCH: Final = 400
#: Messages asked for in one search: the answer is one line, and the library takes at most 1,000,000 octets.
_SEARCHED: Final = 50_000
_WANTED: Final = ("UID", "INTERNALDATE", "RFC822.SIZE", "BODY.PEEK[HEADER]")


class ImapMailbox:
    """`start` in `messages` is the uid, `end` the uid plus the size in octets."""

    kind: Final = "imap"

    def __init__(self, connection: Connection, folder: str, *, is_sent: bool, is_junk: bool) -> None:
        self.name: Final = f"{connection.server}/{folder}"
        self.is_sent: Final = is_sent
        self.is_junk: Final = is_junk
        self.unreadable: list[Unreadable] = []
        self._connection: Final = connection
        self._folder: Final = folder

    def fingerprint(self) -> str:
        """UIDVALIDITY, UIDNEXT and the number of messages: with the same three, it is the same set of messages.

        HIGHESTMODSEQ would change whenever somebody reads a message, and tells nothing more.
        """
        try:
            validity, following, messages = self._connection.state_of(self._folder)
        except Refused as refusal:
            if refusal.code != "imap_no_such_folder":
                raise
            return f"imap:{self.name}:closed"
        return f"imap:{self.name}:{validity}:{following}:{messages}"

    def messages(self) -> Iterator[tuple[int, int, bytes, int | None]]:
        """Each message's uid, uid plus size, header block and INTERNALDATE, by uid. Reading marks nothing as seen.

        Raises Refused as `Connection.within` does; a message that vanishes meanwhile is listed, as is a folder
        that the server names but does not open.
        """
        self.unreadable = []
        try:
            uids = self._uids()
        except Refused as refusal:
            if refusal.code != "imap_no_such_folder":
                raise
            self.unreadable.append(Unreadable(self.name, "", Reason.PERMISSION_DENIED.value))
            return
        for begin in range(0, len(uids), _BATCH):
            yield from self._batch(uids[begin : begin + _BATCH])

    def octets(self, start: int, end: int) -> bytes:
        """The whole message (at most MESSAGE_CAP octets); b"" (and listed) when the server no longer has it."""
        part = f"<0.{MESSAGE_CAP}>" if end - start > MESSAGE_CAP else ""
        try:
            found = self._fetched([start], (f"BODY.PEEK[]{part}",)).get(start)
        except IMAPClientError:
            self._list(start, Reason.READ_ERROR)
            return b""
        octets = section(found, b"BODY[]") if found else None
        if octets is None:
            self._list(start, Reason.VANISHED)
        return octets or b""

    def close(self) -> None:
        """Log out; the account's other folders log in again when they are asked."""
        self._connection.close()

    def _uids(self) -> list[int]:
        _, _, count = self._connection.state_of(self._folder)
        found: set[int] = set()
        # From the end: what others expunge meanwhile moves messages towards the part still to come.
        for last in range(count, 0, -_SEARCHED):
            first = max(1, last - _SEARCHED + 1)
            found.update(self._connection.within(self._folder, partial(_search, criteria=f"{first}:{last}")))
        return sorted(found)

    def _batch(self, uids: Sequence[int]) -> Iterator[tuple[int, int, bytes, int | None]]:
        try:
            found = self._fetched(uids, _WANTED)
        except (IMAPClientError, ValueError):
            # One message that the server cannot give spoils the whole batch: halve it until it is alone.
            if len(uids) == 1:
                self._list(uids[0], Reason.READ_ERROR)
                return
            yield from self._batch(uids[: len(uids) // 2])
            yield from self._batch(uids[len(uids) // 2 :])
            return
        for uid in uids:
            yield from self._one(uid, found.get(uid))

    def _one(self, uid: int, found: dict[bytes, Any] | None) -> Iterator[tuple[int, int, bytes, int | None]]:
        header = section(found, b"BODY[HEADER]") if found else None
        if found is None or header is None:
            self._list(uid, Reason.VANISHED)
            return
        head, _, reason = judged(header, len(header), bytes)
        if reason:
            self._list(uid, reason)
            return
        size = found.get(b"RFC822.SIZE")
        octets = size if isinstance(size, int) else len(header)
        if octets > MESSAGE_CAP:
            self._list(uid, Reason.TOO_LARGE)
        when = found.get(b"INTERNALDATE")
        yield uid, uid + octets, head, int(when.timestamp()) if isinstance(when, datetime) else None

    def _fetched(self, uids: Sequence[int], items: Sequence[str]) -> dict[int, dict[bytes, Any]]:
        return self._connection.within(
            self._folder, lambda client: dict(client.fetch(list(uids), list(items)))
        )

    def _list(self, uid: int, reason: Reason) -> None:
        self.unreadable.append(Unreadable(self.name, str(uid), reason.value))


def section(found: dict[bytes, Any], name: bytes) -> bytes | None:
    """A fetched section; a part of one comes back as BODY[]<0>, and some servers change the case."""
    for key, value in found.items():
        if isinstance(key, bytes) and key.upper().partition(b"<")[0] == name and isinstance(value, bytes):
            return value
    return None


def _search(client: IMAPClient, criteria: str) -> list[int]:
    return list(client.search(criteria))
