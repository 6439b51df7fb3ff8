"""A mailbox on a real Dovecot, an organisation that reads it, and the loops of a worker."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from imapclient import IMAPClient

from tests.channels.conftest import dovecot
from tests.channels.dovecot_server import PASSWORD, USER, Dovecot
from tests.journey.conftest import Office, office

__all__ = ["dovecot", "office"]

KEPT = ("INBOX", "Verschickt", "Spamverdacht", "Papierkorb", "Drafts")
SENT = "Verschickt"


@dataclass(frozen=True, kw_only=True)
class Box:
    """A mailbox that an organisation reads, and its owner's own look into it."""

    office: Office
    source: UUID
    client: IMAPClient
    dovecot: Dovecot

    def deliver(self, *mails: bytes, folder: str = "INBOX", at: datetime | None = None) -> None:
        """Put mails into a folder, all of them in one go."""
        when = at or datetime.now(UTC)
        client = owner(self.dovecot)
        if len(mails) == 1:
            client.append(folder, mails[0], msg_time=when)
        else:
            client.multiappend(folder, [{"msg": one, "date": when} for one in mails])
        client.logout()

    def arrivals(self) -> list[Any]:
        """(external id, raw, payload) of what was brought."""
        return self.office.rows("Arrival", "external_id", "raw", "payload", source=self.source)

    def folders(self) -> dict[str, Any]:
        """The folders as the API tells of them."""
        from firstreply.store.queries import mailboxes
        from firstreply.store.tenancy import acting

        with acting(self.office.organisation):
            return {one.name: one for one in mailboxes.folders(self.source)}

    def set(self, **settings: Any) -> None:
        """Change the account's settings as a person would."""
        from firstreply.store.models import Source
        from firstreply.store.tenancy import acting

        with acting(self.office.organisation):
            row = Source.objects.get(id=self.source)
            row.settings |= settings
            row.revision += 1
            row.save()


def add_mailbox(
    office: Office, port: int, *, user: str = USER, password: str = PASSWORD, **settings: Any
) -> UUID:
    """A mailbox of the office at a port of this machine."""
    from firstreply.store.ids import new_id
    from firstreply.store.models import Source
    from firstreply.store.sealed import seal
    from firstreply.store.tenancy import acting

    own = new_id()
    with acting(office.organisation):
        Source.objects.create(
            organisation_id=office.organisation,
            id=own,
            kind="email",
            name=f"Mailbox {own}",
            settings={"address": user, "login": "password", "imap_host": "127.0.0.1", "imap_port": port,
                      "imap_security": "none"} | settings,
            sealed=seal({"password": password}),
        )  # fmt: skip
    return own


@pytest.fixture
def reachable() -> Iterator[None]:
    """This machine may be reached although it is private."""
    from django.test import override_settings

    with override_settings(FIRSTREPLY_PRIVATE_HOSTS=("127.0.0.1",)):
        yield


def owner(dovecot: Dovecot) -> IMAPClient:
    """The mailbox as its owner's mail program sees it."""
    client = IMAPClient("127.0.0.1", dovecot.port, ssl=False)
    client.plain_login(USER, PASSWORD)
    return client


@pytest.fixture
def box(office: Office, dovecot: Dovecot, reachable: None) -> Iterator[Box]:
    """An empty mailbox, set up and not read yet."""
    client = owner(dovecot)
    for _, _, name in client.list_folders():
        client.select_folder(name)
        if everything := client.search():
            client.delete_messages(everything)
            client.expunge()
        client.unselect_folder()
        if name not in KEPT:
            client.delete_folder(name)
    yield Box(office=office, source=add_mailbox(office, dovecot.port), client=client, dovecot=dovecot)
    client.logout()


def through(box: Box, port: int) -> Box:
    """The same mailbox, read by another line."""
    box.set(imap_port=port)
    return replace(box)


@contextmanager
def worker(*, loops: tuple[str, ...] = ("mailboxes", "arrivals"), **pace: float) -> Iterator[None]:
    """Loops of a worker, quicker than they are in earnest."""
    from datetime import timedelta

    from firstreply.jobs import arrivals, mailboxes
    from firstreply.jobs.mailbox_post import Pace

    stop = threading.Event()

    def reading(stop: threading.Event) -> None:
        mailboxes.run(stop, lease=timedelta(seconds=3), look_s=0.3, pace=Pace(**pace))

    runs: dict[str, Callable[[threading.Event], None]] = {"mailboxes": reading, "arrivals": arrivals.run}
    threads = [threading.Thread(target=runs[name], args=(stop,)) for name in loops]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(20)


def until(seen: Callable[[], bool], seconds: float = 15) -> float:
    """Wait until it is so; how long that took."""
    start = time.monotonic()
    while not seen():
        assert time.monotonic() - start < seconds, "it did not happen in time"
        time.sleep(0.01)
    return time.monotonic() - start


def letter(
    n: int, *, own: str | None = None, sender: str = "", day: int = 2, text: str = "How much is it?"
) -> bytes:
    """A mail of a stranger. `own`: its Message-ID, "" for none."""
    name = f"<{n}@customer.example>" if own is None else own
    head = f"Message-ID: {name}\r\n" if name else ""
    return (
        f"From: Person {n} <{sender or f'p{n}@customer.example'}>\r\nTo: {USER}\r\nSubject: Price {n}\r\n"
        f"Date: Mon, {day:02} Nov 2026 10:{n // 60 % 60:02}:{n % 60:02} +0000\r\n{head}\r\n{text}\r\n"
    ).encode()
