"""Bring: a mailbox archive enters by the same door as whatever comes in live."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson

from firstreply.channels.email.archive import Archive, Reading
from firstreply.journey.door import Incoming, Outcome, accept, incoming
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import ArrivalKind, Source
from firstreply.store.tenancy import acting

_BATCH: Final = 200
_OCTETS: Final = 8 * 1024 * 1024  #: of one transaction, at the most


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One raw mail of an archive, and what its mailbox says of it."""

    raw: bytes
    key: str  #: unique in its mailbox: the Message-ID, else a hash
    received_at: int | None  #: the server's own time, epoch seconds
    sent: bool
    junk: bool


@dataclass(slots=True)
class Brought:
    """How many mails are new here, how many were there before, and how many the database cannot hold.

    Mails that bear the id of another one are kept beside it.
    """

    new: int = 0
    known: int = 0
    unfit: int = 0

    def add(self, other: "Brought") -> None:
        """Count another mailbox in."""
        self.new += other.new
        self.known += other.known
        self.unfit += other.unfit


def bring_all(
    organisation: UUID, archive: Archive, *, at: datetime, told: Callable[[int, str], None]
) -> Brought:
    """Bring every mailbox of an archive, each under a source of its own. Begun again, it brings what is missing.

    `told` is called after each mail with the octets read and the mailbox's name; what it raises ends it all.
    """
    whole = Brought()
    for reading in archive.read():
        source = source_named(organisation, f"{reading.mailbox.kind}:{reading.mailbox.name}"[:500])
        brought = bring(organisation, source, _mails(archive, reading, told), at)
        whole.add(brought)
    return whole


def _mails(archive: Archive, reading: Reading, told: Callable[[int, str], None]) -> Iterator[Mail]:
    for envelope in reading.envelopes:
        yield Mail(
            raw=archive.octets(envelope),
            key=envelope.message_id,
            received_at=envelope.received_at,
            sent=reading.mailbox.is_sent,
            junk=reading.mailbox.is_junk,
        )
        told(envelope.end, reading.mailbox.name)


def source_named(organisation: UUID, name: str) -> UUID:
    """The source that stands for a mailbox, made when it is first brought."""
    with acting(organisation):
        bulk.insert(Source, [{"id": new_id(), "kind": "import", "name": name}], unless_there=True)
        found: UUID = Source.objects.values_list("id", flat=True).get(name=name)
        return found


def bring(organisation: UUID, source: UUID, mails: Iterable[Mail], at: datetime) -> Brought:
    """Put mails on disk, batch by batch. What is brought again is not taken again."""
    brought = Brought()
    for batch in _batches(mails):
        incoming = [_incoming(one, organisation, source, at) for one in batch]
        outcomes = [receipt.outcome for receipt in accept(incoming)]
        # Another mail under an id that was borne before (broken mailers, edited copies) is no less a mail.
        others = [
            replace(one, external_id=f"{one.external_id[:400]}#{one.digest.hex()[:16]}")
            for one, outcome in zip(incoming, outcomes, strict=True)
            if outcome is Outcome.REUSED
        ]
        outcomes = [one for one in outcomes if one is not Outcome.REUSED]
        outcomes += [receipt.outcome for receipt in accept(others)] if others else []
        brought.add(
            Brought(
                new=outcomes.count(Outcome.TAKEN),
                known=outcomes.count(Outcome.REPEATED),
                unfit=outcomes.count(Outcome.UNFIT),
            )
        )
    return brought


def _batches(mails: Iterable[Mail]) -> Iterator[list[Mail]]:
    batch: list[Mail] = []
    octets = 0
    for one in mails:
        batch.append(one)
        octets += len(one.raw)
        if len(batch) >= _BATCH or octets >= _OCTETS:
            yield batch
            batch, octets = [], 0
    if batch:
        yield batch


def _incoming(one: Mail, organisation: UUID, source: UUID, at: datetime) -> Incoming:
    told = orjson.dumps({"received_at": one.received_at, "sent": one.sent, "junk": one.junk})
    kind = ArrivalKind.MESSAGE.value
    return incoming(organisation, source, kind, at=at, external_id=one.key, payload=told, raw=one.raw)
