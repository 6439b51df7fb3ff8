"""A mailbox in which each file is one message: .eml files, numbered files, or a Maildir's two folders."""

import hashlib
import os
from collections.abc import Callable, Iterator
from typing import Final

from firstreply.channels.email.base import MESSAGE_CAP, Reason, Unreadable
from firstreply.channels.email.header_block import read_block

_REASONS: Final[dict[type[OSError], Reason]] = {
    FileNotFoundError: Reason.VANISHED,
    PermissionError: Reason.PERMISSION_DENIED,
    IsADirectoryError: Reason.NOT_A_MESSAGE,
}


def reason_of(failure: OSError) -> Reason:
    """The stable code for a file that could not be read."""
    return _REASONS.get(type(failure), Reason.READ_ERROR)


class FileMailbox:
    """One message a file, in the order `listing` gives.

    `listing` names the files relative to `root` and is asked again by each fingerprint. `names` are those of
    them that are messages, in order (default: all). `start` in `messages` is the index among these; `end` is
    `start` plus the size in octets.
    """

    def __init__(
        self,
        *,
        root: str,
        name: str,
        kind: str,
        listing: Callable[[], list[str]],
        names: list[str] | None = None,
        is_sent: bool = False,
        is_junk: bool = False,
        left_out: tuple[Unreadable, ...] = (),
    ) -> None:
        self.name: Final = name
        self.kind: Final = kind
        self.is_sent: Final = is_sent
        self.is_junk: Final = is_junk
        self._left_out: Final = left_out
        self.unreadable: list[Unreadable] = list(left_out)
        self._prefix: Final = root.rstrip("/") + "/" if root else ""
        self._listing: Final = listing
        self._names = names

    def fingerprint(self) -> str:
        """A digest of the names, sizes and modification times of all files."""
        digest = hashlib.blake2b(digest_size=16)
        for name in self._listing():
            try:
                seen = os.stat(self._prefix + name)
            except OSError as failure:
                line = f"{name}\0{failure.errno}\n"
            else:
                line = f"{name}\0{seen.st_size}\0{seen.st_mtime_ns}\n"
            digest.update(line.encode("utf-8", "surrogateescape"))
        return f"{self.kind}:{self._prefix}:{digest.hexdigest()}"

    def messages(self) -> Iterator[tuple[int, int, bytes, int | None]]:
        """Each readable message; the others are added to `unreadable`."""
        self.unreadable = list(self._left_out)
        for index, name in enumerate(self._listed()):
            try:
                head, size, reason = read_block(self._prefix + name)
            except FileNotFoundError:
                head, size, reason = self._moved(index)
            except OSError as failure:
                head, size, reason = b"", 0, reason_of(failure)
            if reason:
                self.unreadable.append(Unreadable(self.name, name, reason.value))
                continue
            if size > MESSAGE_CAP:
                self.unreadable.append(Unreadable(self.name, name, Reason.TOO_LARGE.value))
            yield index, index + size, head, None

    def octets(self, start: int, end: int) -> bytes:
        """The file as it is, at most MESSAGE_CAP octets; b"" (and listed) when it is gone."""
        name = self._listed()[start]
        try:
            with open(self._prefix + name, "rb") as file:
                return file.read(MESSAGE_CAP)
        except FileNotFoundError:
            found = self._renamed(name)
            if found:
                self._listed()[start] = found
                return self.octets(start, end)
            failure: OSError = FileNotFoundError()
        except OSError as other:
            failure = other
        self.unreadable.append(Unreadable(self.name, name, reason_of(failure).value))
        return b""

    def close(self) -> None:
        """Nothing is held open between two messages."""

    def _listed(self) -> list[str]:
        if self._names is None:
            self._names = self._listing()
        return self._names

    def _moved(self, index: int) -> tuple[bytes, int, Reason | None]:
        names = self._listed()
        found = self._renamed(names[index])
        if not found:
            return b"", 0, Reason.VANISHED
        names[index] = found
        try:
            return read_block(self._prefix + found)
        except OSError as failure:
            return b"", 0, reason_of(failure)

    def _renamed(self, name: str) -> str | None:
        """A mail program that marks a Maildir message as seen renames it: look for the part that stays."""
        if self.kind != "maildir":
            return None
        unique = name.rpartition("/")[2].partition(":")[0]
        for other in self._listing():
            if other != name and other.rpartition("/")[2].partition(":")[0] == unique:
                return other
        return None
