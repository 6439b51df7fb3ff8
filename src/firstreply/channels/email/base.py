"""What every source of mail looks like from outside: a mailbox whose messages come in order.

The contract is small on purpose. Reading yields header blocks only; the few messages whose body a rule needs
are fetched again with `octets`. What cannot be read is listed, never dropped.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

MESSAGE_CAP: Final = 64 * 1024 * 1024  #: octets; of a longer message only the headers and this much are read
HEAD_CHUNK: Final = 64 * 1024  #: octets read at first; more only when the headers have not ended by then


class Reason(StrEnum):
    """Why a message (or a whole folder) was not read. Stable codes: shells turn them into words."""

    EMPTY_FILE = "empty_file"
    NO_HEADER = "no_header"  #: text, but no header field where the message should begin
    NULL_BYTES = "null_bytes"  #: the message's place holds NUL octets: a lost write or a binary file
    NOT_A_MESSAGE = "not_a_message"  #: a file of another kind among the messages
    TOO_LARGE = "too_large"  #: over MESSAGE_CAP; its headers were read all the same
    HEADER_TOO_LARGE = "header_too_large"  #: headers do not end within MESSAGE_CAP
    TRUNCATED = "truncated"  #: ends before it should
    PERMISSION_DENIED = "permission_denied"
    READ_ERROR = "read_error"  #: the disk or the server failed to give it
    VANISHED = "vanished"  #: listed, and gone before it was read
    DRAFTS_FOLDER = "drafts_folder"  #: a whole folder of unsent mail, left out
    TRASH_FOLDER = "trash_folder"  #: a whole folder of deleted mail on a server, left out
    UNSAFE_NAME = "unsafe_name"  #: an archive member whose name points outside the archive
    NESTED_TOO_DEEP = "nested_too_deep"  #: an archive within archives within archives
    ENCRYPTED = "encrypted"  #: an archive member that needs a password


class Unreadable(NamedTuple):
    """One message that was not read (or not in full)."""

    source: str  #: the mailbox's `name`
    at: str  #: offset in an mbox, file name, or uid; "" for the whole mailbox
    reason: str  #: a stable code, one of `Reason`


class Mailbox(Protocol):
    """One mailbox of an archive or server.

    `messages` may be called again and then starts anew, emptying `unreadable` first. `octets` takes the
    `start` and `end` of a listed message and gives it whole (at most MESSAGE_CAP octets); it may be called
    while `messages` is being read. Both raise Refused when the source itself is lost, never for one bad
    message: an unreadable one yields nothing (or b"") and is listed.
    """

    @property
    def name(self) -> str:
        """Path or URL for people, without secrets, unique among the sources of one call."""
        ...

    @property
    def kind(self) -> str:
        """mbox, maildir, folder, eml, imap; or left_out: no messages, only a list of what was not read."""
        ...

    @property
    def is_sent(self) -> bool:
        """Whether its name or attribute says that it holds what we sent."""
        ...

    @property
    def is_junk(self) -> bool:
        """Whether its name or attribute says that it holds spam."""
        ...

    @property
    def unreadable(self) -> list[Unreadable]:
        """What was not read so far; complete once `messages` has ended."""
        ...

    def fingerprint(self) -> str:
        """Cheap and different whenever the content may have changed; reads no message."""
        ...

    def messages(self) -> Iterator[tuple[int, int, bytes, int | None]]:
        """Each message as (start, end, head, received_at), in the mailbox's own order.

        `head` is the header block without the empty line that ends it, its lines ended by LF. It begins with a line
        that is no header (an empty one, or an mbox separator): each header follows a LF, as `core.mail.scan` wants
        it. `start` is the offset in an mbox, an index in a folder, or an IMAP uid; `end - start` is the message's
        size in octets. `received_at` is the server's own time (IMAP INTERNALDATE), epoch seconds, else None.
        """
        ...

    def octets(self, start: int, end: int) -> bytes:
        """The raw message, headers and body."""
        ...

    def close(self) -> None:
        """Let go of files and connections; harmless when repeated."""
        ...


def body_of(octets: bytes) -> bytes:
    """What follows a message's header block (LF or CRLF); b"" where nothing does."""
    if octets.startswith(b"\n"):
        return octets[1:]
    if octets.startswith(b"\r\n"):
        return octets[2:]
    bare, full = octets.find(b"\n\n"), octets.find(b"\r\n\r\n")
    if full >= 0 and (bare < 0 or full < bare):
        return octets[full + 4 :]
    return octets[bare + 2 :] if bare >= 0 else b""
