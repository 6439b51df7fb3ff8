"""Archive: several mailboxes read as one, remembering what has not changed since the last time."""

import marshal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from zlib import crc32

from firstreply.channels.email.base import Mailbox, Reason, Unreadable, body_of
from firstreply.channels.email.mbox import Mbox
from firstreply.core.mail.scan import scan
from firstreply.core.message import Envelope

FORMAT: Final = 1  #: of the remembered readings; another one is read anew
_STEP: Final = 512  #: messages between two reports of progress

#: Told (octets read so far in this mailbox, its name) now and then.
Progress = Callable[[int, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One mailbox as read: its envelopes in its own order, and what could not be read."""

    mailbox: Mailbox
    envelopes: list[Envelope]
    unreadable: tuple[Unreadable, ...]


@dataclass(slots=True, kw_only=True)
class Archive:
    """Mailboxes opened together. `folder` is where readings are remembered; None remembers nothing."""

    mailboxes: Sequence[Mailbox]
    folder: Path | None = None
    readings: list[Reading] = field(default_factory=list)

    def fingerprint(self) -> str:
        """Changes whenever a mailbox, or which ones there are, may have changed."""
        digest = sha256(b"%d" % FORMAT)
        for mailbox in self.mailboxes:
            digest.update(
                f"{mailbox.kind}\0{mailbox.name}\0{mailbox.fingerprint()}\n".encode("utf-8", "replace")
            )
        return digest.hexdigest()

    def read(self, progress: Progress = lambda octets, name: None) -> list[Reading]:
        """Every mailbox's envelopes, in order."""
        self.readings = [
            self._one(number, mailbox, progress) for number, mailbox in enumerate(self.mailboxes)
        ]
        return self.readings

    def octets(self, envelope: Envelope) -> bytes:
        """The raw message behind an envelope."""
        return self.mailboxes[envelope.source].octets(envelope.start, envelope.end)

    def close(self) -> None:
        """Let go of every mailbox."""
        for mailbox in self.mailboxes:
            mailbox.close()

    def _one(self, number: int, mailbox: Mailbox, progress: Progress) -> Reading:
        memory = _Memory(self.folder, mailbox)
        envelopes, unreadable, since = memory.recall(number)
        if since is not None:
            fresh, found = _scanned(mailbox, number, since, progress)
            envelopes += fresh
            unreadable += found
            memory.keep(envelopes, unreadable)
        return Reading(mailbox=mailbox, envelopes=envelopes, unreadable=tuple(unreadable))


def _scanned(
    mailbox: Mailbox, number: int, since: int, progress: Progress
) -> tuple[list[Envelope], list[Unreadable]]:
    """The envelopes of a mailbox from `since` on, and what could not be read there."""
    envelopes: list[Envelope] = []
    headless: list[Unreadable] = []
    keep, start, end = envelopes.append, 0, 0

    def body() -> bytes:
        return body_of(mailbox.octets(start, end))

    for start, end, head, received in _messages(mailbox, since):
        envelope = scan(head.decode("latin-1"), body, (number, start, end))
        if received is not None:
            envelope = envelope._replace(received_at=received)
        if not envelope.sender and envelope.sent_at is None and envelope.message_id.startswith("sha256:"):
            headless.append(Unreadable(mailbox.name, str(start), Reason.NO_HEADER))
            continue
        keep(envelope)
        if not len(envelopes) % _STEP:
            progress(end, mailbox.name)
    progress(end, mailbox.name)
    return envelopes, [*mailbox.unreadable, *headless]


def _messages(mailbox: Mailbox, since: int) -> Iterator[tuple[int, int, bytes, int | None]]:
    return mailbox.messages(since) if isinstance(mailbox, Mbox) else mailbox.messages()


def _check(octets: bytes | memoryview) -> bytes:
    """What stands before remembered octets: their format and their sum."""
    return b"%02d %08x\n" % (FORMAT, crc32(octets))


_CHECKED: Final = len(_check(b""))


class _Memory:
    """What was read of one mailbox the last time, on disk as plain tuples."""

    def __init__(self, folder: Path | None, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        name = sha256(f"{mailbox.kind}\0{mailbox.name}".encode("utf-8", "replace")).hexdigest()[:32]
        self._path = None if folder is None else folder / f"{name}.reading"

    def recall(self, number: int) -> tuple[list[Envelope], list[Unreadable], int | None]:
        """(envelopes, unreadable, where to go on): None where nothing is new, 0 where nothing is known."""
        kept = self._load()
        if kept is None:
            return [], [], 0
        envelopes = [Envelope._make((*each[:13], number, *each[13:])) for each in kept["envelopes"]]
        unreadable = [Unreadable(*each) for each in kept["unreadable"]]
        if kept["fingerprint"] == self._mailbox.fingerprint():
            return envelopes, unreadable, None
        if isinstance(self._mailbox, Mbox) and self._has_only_grown(kept) and envelopes:
            last = envelopes.pop()  # it may have been cut short
            at = {one.at for one in unreadable if int(one.at or 0) >= last.start}
            return envelopes, [one for one in unreadable if one.at not in at], last.start
        return [], [], 0

    def keep(self, envelopes: list[Envelope], unreadable: list[Unreadable]) -> None:
        """Remember; a full disk or a read-only folder costs the next run time and nothing else."""
        if self._path is None:
            return
        end = self._mailbox.size if isinstance(self._mailbox, Mbox) else 0
        kept = {
            "format": FORMAT,
            "fingerprint": self._mailbox.fingerprint(),
            "end": end,
            "tail": self._mailbox.tail(end) if isinstance(self._mailbox, Mbox) else b"",
            "envelopes": [(*each[:13], *each[14:]) for each in envelopes],
            "unreadable": [(one.source, one.at, str(one.reason)) for one in unreadable],
        }
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            partial = self._path.with_suffix(".partial")
            octets = marshal.dumps(kept)
            with partial.open("wb") as file:
                file.write(_check(octets))
                file.write(octets)
            partial.replace(self._path)
        except OSError:
            return

    def _load(self) -> dict[str, Any] | None:
        if self._path is None:
            return None
        try:
            whole = memoryview(self._path.read_bytes())
            if bytes(whole[:_CHECKED]) != _check(whole[_CHECKED:]):  # damaged octets could bring marshal down
                return None
            kept = marshal.loads(whole[_CHECKED:])  # noqa: S302 (our own file in our own folder)
        except (OSError, ValueError, EOFError, TypeError):
            return None
        return kept if isinstance(kept, dict) and kept.get("format") == FORMAT else None

    def _has_only_grown(self, kept: dict[str, Any]) -> bool:
        mailbox = self._mailbox
        return (
            isinstance(mailbox, Mbox)
            and mailbox.size > kept["end"]
            and mailbox.tail(kept["end"]) == kept["tail"]
        )
