"""Mailboxes around mailboxes: what was left out of a source, and what came out of an archive."""

from collections.abc import Iterator
from typing import Final

from firstreply.channels.email.base import Mailbox, Unreadable


class LeftOut:
    """No message, only the list of what a source holds and was not read: its `kind` is `left_out`."""

    kind: Final = "left_out"
    is_sent: Final = False
    is_junk: Final = False

    def __init__(self, *, name: str, stamp: str, entries: tuple[Unreadable, ...]) -> None:
        self.name: Final = name
        self.unreadable: Final = list(entries)
        self._stamp: Final = stamp

    def fingerprint(self) -> str:
        """Changes with the entries."""
        return f"left_out:{self.name}:{self._stamp}:{self.unreadable!r}"

    def messages(self) -> Iterator[tuple[int, int, bytes, int | None]]:
        """None."""
        return iter(())

    def octets(self, start: int, end: int) -> bytes:
        """Nothing."""
        return b""

    def close(self) -> None:
        """Nothing is open."""


class Stamped:
    """A mailbox unpacked from an archive: as it is, but known by the archive's own `stamp`."""

    def __init__(self, mailbox: Mailbox, *, stamp: str) -> None:
        self._mailbox: Final = mailbox
        self._stamp: Final = stamp
        self.name: Final = mailbox.name
        self.kind: Final = mailbox.kind
        self.is_sent: Final = mailbox.is_sent
        self.is_junk: Final = mailbox.is_junk

    @property
    def unreadable(self) -> list[Unreadable]:
        """What the mailbox within could not read."""
        return self._mailbox.unreadable

    def fingerprint(self) -> str:
        """The archive's stamp and the name within it."""
        return f"packed:{self._stamp}:{self.name}"

    def messages(self) -> Iterator[tuple[int, int, bytes, int | None]]:
        """The messages of the mailbox within."""
        return self._mailbox.messages()

    def octets(self, start: int, end: int) -> bytes:
        """The raw message of the mailbox within."""
        return self._mailbox.octets(start, end)

    def close(self) -> None:
        """Close the mailbox within."""
        self._mailbox.close()
