"""Line: one connection to a mailbox with one folder open, read-only: what is there, what is new, and silence.

Raises what `imap_login.DROPPED` lists when the connection is gone: a line is never mended, another one is opened.
Refuses `imap_no_such_folder`.
"""

import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from firstreply.channels.email.base import MESSAGE_CAP, Reason
from firstreply.channels.email.imap_login import DROPPED, shut
from firstreply.channels.email.imap_mailbox import section
from firstreply.channels.email.live.folders import Listed as Folder
from firstreply.channels.email.live.mail import Listed, Mail
from firstreply.core.refusal import Refused

#: Of a message over the cap this much is read: its headers and how it begins.
_PART: Final = 1024 * 1024
_LIST: Final = ("UID", "RFC822.SIZE", "INTERNALDATE")
#: Uids named in one command: a command may have 8,000 octets everywhere.
NAMED: Final = 500


class State(NamedTuple):
    """A folder as the server told it when it was opened."""

    validity: int
    next_uid: int
    messages: int


class Line:
    """A connection that is logged in."""

    def __init__(self, client: IMAPClient) -> None:
        self._client: Final[Any] = client
        self.folder = ""
        self.idles = bool(client.has_capability("IDLE"))
        self.resting = False

    def fileno(self) -> int:
        """For selectors."""
        number: int = self._client.socket().fileno()
        return number

    def folders(self) -> list[Folder]:
        """Every folder: attributes, delimiter, name."""
        return [
            (tuple(map(_text, flags)), _text(delimiter), _text(name))
            for flags, delimiter, name in self._client.list_folders()
        ]

    def open(self, folder: str) -> State:
        """Open a folder so that reading marks nothing."""
        self.folder = ""
        try:
            found = self._client.select_folder(folder, readonly=True)
        except DROPPED:
            raise
        except IMAPClientError as failure:
            raise Refused("imap_no_such_folder", folder=folder, said=str(failure)[:200]) from failure
        self.folder = folder
        count = int(found.get(b"EXISTS", 0))
        following = int(found.get(b"UIDNEXT", 0))
        if not following:  # a server that does not say
            following = max(self.uids_from(1), default=0) + 1
        return State(int(found.get(b"UIDVALIDITY", 0)), following, count)

    def rest(self) -> bool:
        """Have the server tell what comes; whether it has told something already."""
        imap = self._client._imap
        # The library's own `idle` takes a line that comes before the server's consent for a refusal.
        tag = imap._command("IDLE")
        while imap._get_response() is not None:
            if imap.tagged_commands.get(tag):
                raise IMAPClientAbortError("IDLE was refused")
        self._client._idle_tag = tag
        self.resting = True
        return self.has_news() or self._has_more()

    def wake(self) -> None:
        """End the silence; whatever the server has to say meanwhile is read."""
        if self.resting:
            self.resting = False
            self._client.idle_done()

    def has_news(self) -> bool:
        """Whether the server told of messages since this was asked last. It does so behind the answer to any command:
        what came while it looked is not in what it found, and it does not tell of it again.
        """
        return bool(self._client._imap.untagged_responses.pop("EXISTS", None))

    def ping(self) -> None:
        """Ask whether anyone is there, so that the server tells what came."""
        self._client.noop()

    def listed(self, uids: Sequence[int]) -> list[Listed]:
        """Messages as the server lists them, by uid; those that are gone are left out."""
        found: dict[int, Listed] = {}
        for start in range(0, len(uids), NAMED):
            told = self._client.fetch(list(uids[start : start + NAMED]), _LIST)
            # The server may tell of others unasked, without what was asked for.
            found |= {uid: _listed(uid, one) for uid, one in told.items() if b"RFC822.SIZE" in one}
        return [found[uid] for uid in sorted(found)]

    def uids(self, since: date | None = None) -> list[int]:
        """Uids of all messages the server got since a day, by uid."""
        if since is None:
            return sorted(
                one for begin in self._begins() for one in self._search(f"{begin}:{begin + _SEARCHED - 1}")
            )
        day = f"{since.day:02}-{_MONTHS[since.month - 1]}-{since.year}"
        return sorted(self._search(f"SINCE {day}"))

    def uids_from(self, first: int) -> list[int]:
        """Uids of all messages from this one on, by uid."""
        # `n:*` names the last message even where its uid is below n.
        return sorted(one for one in self._search(f"UID {first}:*") if one >= first)

    def heads(self, uids: Sequence[int]) -> dict[int, tuple[Listed, bytes]]:
        """Header blocks of messages; what the server does not give is left out."""
        found = {}
        for start in range(0, len(uids), NAMED):
            told = self._client.fetch(list(uids[start : start + NAMED]), [*_LIST, "BODY.PEEK[HEADER]"])
            for uid, one in told.items():
                head = section(one, b"BODY[HEADER]")
                if head is not None:
                    found[uid] = (_listed(uid, one), head)
        return found

    def mails(self, listed: Sequence[Listed]) -> Iterator[Mail]:
        """Messages whole; one over the cap as far as its beginning goes. Nothing is marked as read."""
        small = [one for one in listed if one.size <= MESSAGE_CAP]
        yield from self._whole(small)
        for one in listed:
            if one.size > MESSAGE_CAP:
                yield self._part(one)

    def close(self) -> None:
        """Log out, as far as the server still listens."""
        try:
            with suppress(IMAPClientError, *DROPPED):
                self.wake()
                self._client.logout()
        finally:
            shut(self._client)

    def _begins(self) -> range:
        count = int(self._client.folder_status(self.folder, ("MESSAGES",)).get(b"MESSAGES", 0))
        return range(1, count + 1, _SEARCHED)

    def _search(self, criteria: str) -> list[int]:
        return [int(one) for one in self._client.search(criteria)]

    def _whole(self, listed: Sequence[Listed]) -> Iterator[Mail]:
        if not listed:
            return
        try:
            found = self._client.fetch([one.uid for one in listed], ["BODY.PEEK[]"])
        except DROPPED:
            raise
        except (IMAPClientError, ValueError):
            # One message that the server cannot give spoils the whole batch: halve it until it is alone.
            if len(listed) == 1:
                yield Mail(listed[0], None, Reason.READ_ERROR.value)
                return
            yield from self._whole(listed[: len(listed) // 2])
            yield from self._whole(listed[len(listed) // 2 :])
            return
        for one in listed:
            raw = section(found[one.uid], b"BODY[]") if one.uid in found else None
            yield Mail(one, raw, "" if raw is not None else Reason.VANISHED.value)

    def _part(self, one: Listed) -> Mail:
        try:
            found = self._client.fetch([one.uid], [f"BODY.PEEK[]<0.{_PART}>"])
        except DROPPED:
            raise
        except (IMAPClientError, ValueError):
            return Mail(one, None, Reason.READ_ERROR.value)
        raw = section(found[one.uid], b"BODY[]") if one.uid in found else None
        return Mail(one, raw, Reason.VANISHED.value if raw is None else Reason.TOO_LARGE.value)

    def _has_more(self) -> bool:
        """Whether something was read along with the last answer: the socket would not tell of it any more."""
        imap = self._client._imap
        before = imap.sock.gettimeout()
        imap.sock.setblocking(False)
        try:
            return bool(imap.file.peek(1))
        except (ssl.SSLWantReadError, BlockingIOError):
            return False
        finally:
            imap.sock.settimeout(before)


#: Messages asked for in one search: the answer is one line, and the library takes at most 1,000,000 octets.
_SEARCHED: Final = 50_000
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _listed(uid: int, found: dict[bytes, Any]) -> Listed:
    size, when = found.get(b"RFC822.SIZE"), found.get(b"INTERNALDATE")
    at = int(when.timestamp()) if isinstance(when, datetime) else None
    return Listed(int(uid), size if isinstance(size, int) else 0, at)


def day_of(at: datetime) -> date:
    """The day before an instant, for servers that compare days in a zone of their own."""
    return date.fromordinal(at.astimezone(UTC).date().toordinal() - 1)


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")
