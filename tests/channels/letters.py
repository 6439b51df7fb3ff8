"""Small messages and mailboxes for tests of sources."""

from collections.abc import Iterable
from pathlib import Path

from firstreply.channels.email.base import Mailbox


def letter(number: int, *, line: bytes = b"\n") -> bytes:
    """A message with this number as subject and id."""
    lines = (
        b"From: Ann <ann@example.org>",
        b"Subject: %d" % number,
        b"Message-ID: <%d@example.org>" % number,
        b"",
        b"Hi",
    )
    return line.join(lines) + line


def mbox(numbers: Iterable[int]) -> bytes:
    """An mbox of such messages."""
    return b"".join(b"From ann@example.org Mon Mar  2 08:12:11 2026\n" + letter(n) + b"\n" for n in numbers)


def maildir(path: Path, numbers: Iterable[int]) -> Path:
    """A Maildir of such messages, the first of them new."""
    for part in ("cur", "new", "tmp"):
        (path / part).mkdir(parents=True)
    for place, number in enumerate(numbers):
        name = (
            f"new/{1772443800 + number}.M1P1.host"
            if place == 0
            else f"cur/{1772443800 + number}.M1P1.host:2,S"
        )
        (path / name).write_bytes(letter(number))
    return path


def subjects(mailbox: Mailbox) -> list[int]:
    """The numbers of the messages in order."""
    heads = [head for _, _, head, _ in mailbox.messages()]
    return [int(head.partition(b"Subject: ")[2].partition(b"\n")[0]) for head in heads]
