"""Lines drop, numbers change and are used again, ids repeat or are missing: nothing is lost, nothing doubled."""

import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from tests.channels.email_live.conftest import Box, letter, through, until, worker
from tests.channels.email_live.proxy import Faults, Proxy

pytestmark = [pytest.mark.postgres, pytest.mark.dovecot]


def brought(box: Box) -> list[bytes]:
    return sorted(bytes(raw) for _, raw, _ in box.arrivals())


def is_compared(box: Box, since: datetime) -> bool:
    found = box.folders().values()
    return len(found) >= 2 and all(one.counted_at and one.counted_at > since for one in found)


def renumbered(box: Box, proxy: Proxy, meanwhile: Callable[[], None]) -> None:
    """The inbox gets another UIDVALIDITY while something else happens to it."""
    before = box.folders()["INBOX"].validity
    meanwhile()
    time.sleep(1.1)  # Dovecot's UIDVALIDITY is a second
    box.dovecot.renumber()
    proxy.drop_all()
    until(lambda: box.folders()["INBOX"].validity != before, 30)


@pytest.mark.slow
def test_three_hundred_mails_over_a_line_that_breaks_are_there_once(box: Box) -> None:
    proxy = Proxy(box.dovecot.port, Faults(drop_after=(10_000, 150_000), slow=0.1))
    chance = random.Random(4)
    mails = [
        letter(
            n,
            own=None if n % 5 else "" if n % 2 else "<robot@same.example>",
            text="Price? " * chance.randint(1, 600),
        )
        for n in range(300)
    ]
    through(box, proxy.port)
    with worker(loops=("mailboxes",), renew=2.0, again=1.0):
        until(lambda: len(box.folders()) == 2)
        for start in range(0, 300, 30):
            box.deliver(*mails[start : start + 30])
        until(lambda: len(brought(box)) == 300, 60)
        proxy.faults = Faults()
        proxy.drop_all()
        since = datetime.now(UTC)
        ask(box)
        until(lambda: is_compared(box, since), 30)
    proxy.stop()
    assert brought(box) == sorted(mails)
    assert (proxy.dropped > 2, box.folders()["INBOX"].difference) == (True, 0)


def test_another_uidvalidity_fetches_only_what_is_unknown(box: Box) -> None:
    proxy = Proxy(box.dovecot.port)
    through(box, proxy.port)
    mails = [letter(n, text="x" * 20_000) for n in range(20)]
    with worker(loops=("mailboxes",)):
        until(lambda: len(box.folders()) == 2 and box.folders()["INBOX"].counted_at is not None)
        box.deliver(*mails)
        until(lambda: len(brought(box)) == 20)
        ids = set(box.office.rows("Arrival", "id", source=box.source))

        def meanwhile() -> None:
            box.client.select_folder("INBOX")
            box.client.delete_messages(box.client.search()[:7])
            box.client.expunge()
            box.client.unselect_folder()

        renumbered(box, proxy, meanwhile)
        box.deliver(letter(30))
        until(lambda: len(brought(box)) == 21)
        until(lambda: box.folders()["INBOX"].history_uid == 0 and box.folders()["INBOX"].difference == 0)
    proxy.stop()
    assert brought(box) == sorted([*mails, letter(30)])
    assert ids < set(box.office.rows("Arrival", "id", source=box.source))
    assert box.folders()["INBOX"].held_count == box.folders()["INBOX"].server_count


def test_a_used_number_means_another_mail(box: Box) -> None:
    proxy = Proxy(box.dovecot.port)
    through(box, proxy.port)
    with worker(loops=("mailboxes",)):
        until(lambda: len(box.folders()) == 2 and box.folders()["INBOX"].counted_at is not None)
        box.deliver(letter(1))
        until(lambda: len(brought(box)) == 1)

        def meanwhile() -> None:
            box.client.select_folder("INBOX")
            box.client.delete_messages(box.client.search())
            box.client.expunge()
            box.client.unselect_folder()

        renumbered(box, proxy, meanwhile)
        box.deliver(letter(2))
        until(lambda: len(brought(box)) == 2)
    proxy.stop()
    assert brought(box) == sorted([letter(1), letter(2)])


def test_a_mail_that_was_missed_is_found_when_the_mailbox_is_compared(box: Box) -> None:
    from firstreply.store import models
    from firstreply.store.tenancy import acting

    with worker(loops=("mailboxes",)):
        until(lambda: len(box.folders()) == 2 and box.folders()["INBOX"].counted_at is not None)
        box.deliver(letter(1), letter(2))
        until(lambda: len(box.office.rows("MailUid", "uid", key__gt="")) == 2)
        with acting(box.office.organisation):  # as if it had never been seen
            known = models.MailUid.objects.order_by("uid").first()
            models.Arrival.objects.filter(source=box.source, external_id=known.key).delete()
            known.delete()
        assert len(brought(box)) == 1
        since = datetime.now(UTC)
        ask(box)
        until(lambda: is_compared(box, since) and len(brought(box)) == 2)
    inbox = box.folders()["INBOX"]
    assert (inbox.server_count, inbox.held_count) == (2, 2)


def test_a_dead_workers_mailbox_is_read_by_another_one(box: Box) -> None:
    from firstreply.journey import mailbox

    held = mailbox.hold(box.office.organisation, "dead worker", timedelta(seconds=2))
    assert [one.source for one in held] == [box.source]
    assert mailbox.hold(box.office.organisation, "another", timedelta(seconds=2)) == []
    with worker(loops=("mailboxes",)):
        until(lambda: len(box.folders()) == 2, 10)
    assert mailbox.hold(box.office.organisation, "a third", timedelta(seconds=2)) != []


def test_two_workers_read_a_mailbox_once(box: Box) -> None:
    holders = set()

    def look() -> bool:
        from firstreply.store.queries import mailboxes
        from firstreply.store.tenancy import acting

        with acting(box.office.organisation):
            found = mailboxes.mailbox(box.source)
        assert found is not None
        holders.add(found.read_by)
        return len(box.folders()) == 2

    with worker(loops=("mailboxes",)), worker(loops=("mailboxes",)):
        until(look)
        for _ in range(20):
            look()
            threading.Event().wait(0.1)
    assert len(holders - {""}) == 1


def ask(box: Box) -> None:
    from firstreply.journey import mailbox
    from firstreply.store.tenancy import acting

    with acting(box.office.organisation):
        mailbox.compare(box.source, datetime.now(UTC))
