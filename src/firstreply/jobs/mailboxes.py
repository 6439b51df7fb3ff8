"""Mailboxes: every mailbox has one reader among all workers. Who is killed is replaced when the lease is over."""

import os
import secrets
import socket
import threading
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from django.db import connection

from firstreply.jobs import outlive
from firstreply.jobs.mailbox_desk import Desk
from firstreply.jobs.mailbox_post import Pace
from firstreply.jobs.mailbox_reader import Reader
from firstreply.journey import mailbox
from firstreply.journey.failing import away
from firstreply.store.queries.mailboxes import organisations_with_mailboxes

LEASE: Final = timedelta(seconds=15)
LOOK_S: Final = 3.0  #: leases are kept, and new or changed mailboxes found
_END_S: Final = 8.0  #: what readers have for ending
_log: Final = structlog.get_logger("firstreply.mailbox")


def run(
    stop: threading.Event, *, lease: timedelta = LEASE, look_s: float = LOOK_S, pace: Pace | None = None
) -> None:
    """Read mailboxes until `stop`."""
    room = _Room(lease, pace or Pace())
    while not stop.is_set():
        room.look()
        stop.wait(look_s)
    room.close()
    connection.close()


class _Room:
    """Who reads what in this process."""

    def __init__(self, lease: timedelta, pace: Pace) -> None:
        self._holder: Final = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._desk: Final = Desk()
        self._lease, self._pace = lease, pace
        self._readers: dict[UUID, Reader] = {}
        self._organisations: set[UUID] = set()

    def look(self) -> None:
        """Keep our leases; begin to read what nobody reads, end what is not ours any more or has changed."""
        try:
            found = self._desk.do(organisations_with_mailboxes)
            for organisation in {*found, *self._organisations}:
                with outlive.alone(_log, organisation=str(organisation)):
                    self._look_at(organisation)
            self._organisations = set(found)
        except Exception as error:
            if not away(error):
                _log.error("mailboxes failed", exc_info=error)
            _log.warning("mailboxes not looked at", reason=" ".join(str(error).split())[:200])

    def _look_at(self, organisation: UUID) -> None:
        held = {
            one.source: one for one in self._desk.do(mailbox.hold, organisation, self._holder, self._lease)
        }
        for source, reader in list(self._readers.items()):
            gone = source not in held or held[source].revision != reader.revision
            if reader.organisation == organisation and gone:
                self._readers.pop(source).stop()
        for source, one in held.items():
            if source not in self._readers:
                reader = Reader(organisation, source, one.revision, self._desk, self._pace)
                self._readers[source] = reader
                reader.start()
            elif one.asked:
                self._readers[source].ask()

    def close(self) -> None:
        """End all readers; others take over at once."""
        readers = list(self._readers.values())
        for reader in readers:
            reader.stop()
        each = _END_S / max(1, len(readers))
        for reader in readers:
            reader.join(each)
        try:
            for organisation in {one.organisation for one in readers}:
                self._desk.do(mailbox.release, organisation, self._holder)
        except Exception as error:
            _log.warning("mailboxes not released", reason=" ".join(str(error).split())[:200])
        self._desk.close()
