"""A mailbox is read as it fills: at once, whole, and without a trace on the server."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.channels.dovecot_server import Dovecot
from tests.channels.email_live.conftest import SENT, Box, add_mailbox, letter, owner, until, worker
from tests.journey.conftest import Office

pytestmark = [pytest.mark.postgres, pytest.mark.dovecot]
LONG_AGO = datetime.now(UTC) - timedelta(days=40)


def is_read(box: Box) -> bool:
    """Whether every folder was opened and compared."""
    found = box.folders().values()
    return len(found) >= 2 and all(one.counted_at for one in found)


def brought(box: Box) -> int:
    return len(box.office.rows("Arrival", "id", source=box.source))


def test_a_mail_is_seen_within_two_seconds_of_its_delivery(box: Box) -> None:
    with worker():
        until(lambda: is_read(box))
        took = []
        for n in range(5):
            box.deliver(letter(n))
            took.append(until(lambda n=n: len(box.office.rows("Lead", "id")) == n + 1))
    assert sorted(took)[2] < 2


def test_a_mail_is_brought_as_it_is_and_stays_unread(box: Box) -> None:
    when = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    with worker(loops=("mailboxes",)):
        until(lambda: is_read(box))
        box.deliver(letter(1), at=when)
        until(lambda: brought(box) == 1)
    ((_, raw, payload),) = box.arrivals()
    told = {"received_at": int(when.timestamp()), "sent": False, "junk": False, "folder": "INBOX"}
    assert (bytes(raw), payload) == (letter(1), told)
    box.client.select_folder("INBOX", readonly=True)
    assert box.client.search("UNSEEN") == box.client.search("ALL")


def test_what_lay_there_before_is_left_where_no_history_is_wanted(box: Box) -> None:
    box.deliver(*map(letter, range(5)), at=LONG_AGO)
    with worker(loops=("mailboxes",)):
        until(lambda: is_read(box))
        box.deliver(letter(9))
        until(lambda: brought(box) == 1)
    inbox = box.folders()["INBOX"]
    assert (inbox.server_count, inbox.held_count, inbox.difference) == (0, 0, 0)


def test_history_is_brought_as_deep_as_wanted_the_newest_first(box: Box) -> None:
    for n in range(8):
        box.deliver(letter(n), at=datetime.now(UTC) - timedelta(days=80 - 10 * n))
    box.set(history_days=45)
    with worker(loops=("mailboxes",)):
        until(lambda: is_read(box))
        shallow = [bytes(raw) for _, raw, _ in box.arrivals()]
        inbox = box.folders()["INBOX"]
        box.set(history_days=400)
        until(lambda: brought(box) == 8)
        until(lambda: box.folders()["INBOX"].history_uid == 0)
    assert shallow == [letter(n) for n in (7, 6, 5, 4)]
    assert (inbox.server_count, inbox.held_count, inbox.history_done, inbox.history_total) == (4, 4, 4, 4)
    assert box.folders()["INBOX"].difference == 0


def test_an_answer_that_another_program_sent_ends_the_wait(box: Box) -> None:
    ann = box.office.rows("Member", "email", name="Ann")[0]
    box.office.change("Identity", {"value": ann}, since=None)
    answer = (
        f"From: Ann <{ann}>\r\nTo: Person 1 <p1@customer.example>\r\nSubject: Re: Price 1\r\n"
        f"Date: {datetime.now(UTC):%a, %d %b %Y %H:%M:%S +0000}\r\nMessage-ID: <a@ours.example>\r\n"
        "In-Reply-To: <1@customer.example>\r\n\r\nIt is 20.\r\n"
    ).encode()
    with worker():
        until(lambda: is_read(box))
        box.deliver(letter(1))
        until(lambda: box.office.rows("Wait", "outcome") == ["open"])
        box.deliver(answer, folder=SENT)
        until(lambda: box.office.rows("Wait", "outcome") == ["answered"])
    assert box.office.rows("Lead", "name") == ["Person 1"]


def test_a_form_brings_the_person_it_carries_and_a_forward_its_first_sender(box: Box) -> None:
    ann = box.office.rows("Member", "email", name="Ann")[0]
    box.office.change("Identity", {"value": ann}, since=None)
    form = (
        b"From: Website <wordpress@forms.example>\r\nTo: lead@example.com\r\nSubject: New message from the website\r\n"
        b"Date: Mon, 02 Nov 2026 10:00:00 +0000\r\nMessage-ID: <f@forms.example>\r\nAuto-Submitted: auto-generated\r\n"
        b"Reply-To: Mina Farsi <mina@client.example>\r\n\r\nName: Mina Farsi\r\nEmail: mina@client.example\r\n"
        b"Message: Do you deliver to Shiraz?\r\n"
    )
    forward = (
        f"From: Ann <{ann}>\r\nTo: lead@example.com\r\nSubject: Fwd: Offer\r\nMessage-ID: <w@ours.example>\r\n"
        "Date: Mon, 02 Nov 2026 12:00:00 +0000\r\n\r\nCould you take this?\r\n\r\n"
        "---------- Forwarded message ---------\r\nFrom: Omar Said <omar@buyer.example>\r\n"
        "Date: Mon, 2 Nov 2026 11:00:00 +0000\r\nSubject: Offer\r\nTo: ann@ours.example\r\n\r\n"
        "Please send an offer.\r\n"
    ).encode()
    with worker():
        until(lambda: is_read(box))
        box.deliver(form, forward)
        until(lambda: len(box.office.rows("Lead", "id")) == 2)
    points = box.office.rows("ContactPoint", "value", kind="email")
    assert sorted(points) == ["mina@client.example", "omar@buyer.example"]


def test_named_folders_are_read_and_missing_ones_are_told_of(box: Box) -> None:
    box.client.create_folder("Angebote")
    box.set(folders=["Angebote", "Nowhere"])
    with worker(loops=("mailboxes",)):
        until(lambda: len(box.folders()) == 4 and box.folders()["Angebote"].counted_at is not None)
        box.deliver(letter(1), folder="Angebote")
        until(lambda: brought(box) == 1)
        box.set(folders=[])
        until(lambda: len(box.folders()) == 2)
    found = {name: one.error for name, one in box.folders().items()}
    assert found == {"INBOX": "", SENT: ""}


def test_copies_in_inbox_and_sent_are_one_message(box: Box) -> None:
    with worker():
        until(lambda: is_read(box))
        box.deliver(letter(1))
        box.deliver(letter(1), folder=SENT)
        until(lambda: box.office.rows("Arrival", "state", source=box.source) == ["done", "done"])
    assert len(box.office.rows("Message", "id")) == 1


def test_two_mails_under_one_id_are_two_messages_in_any_order(box: Box) -> None:
    early = letter(1, own="<same@robot.example>", day=2)
    late = letter(2, own="<same@robot.example>", day=3)
    other = letter(3, own="<same@robot.example>", day=3, sender="x@else.example")
    with worker():
        until(lambda: is_read(box))
        for mail in (late, early, other, late):
            box.deliver(mail)
            count = brought(box)
            until(lambda count=count: brought(box) >= count)
        until(lambda: len(box.office.rows("Message", "id")) == 3 or brought(box) > 4)
    assert sorted(box.office.rows("Lead", "name")) == ["Person 1", "Person 2", "Person 3"]
    assert box.office.rows("Message", "party", external_id="same@robot.example") == ["p1@customer.example"]


def test_equal_headers_over_another_text_are_another_mail(box: Box) -> None:
    with worker(loops=("mailboxes",)):
        until(lambda: is_read(box))
        box.deliver(
            letter(1, own="", text="One"), letter(1, own="", text="Two"), letter(1, own="", text="One")
        )
        until(lambda: box.folders()["INBOX"].next_uid > 3)
        until(lambda: brought(box) == 2)
    assert sorted(bytes(raw).split()[-1] for _, raw, _ in box.arrivals()) == [b"One", b"Two"]


def test_a_mailbox_in_a_private_network_is_never_connected_to(box: Box) -> None:
    from django.test import override_settings

    box.set(imap_security="starttls")
    with override_settings(FIRSTREPLY_PRIVATE_HOSTS=()), worker(loops=("mailboxes",)):
        until(lambda: health(box) != {})
    assert health(box)["read"]["code"] == "imap_not_public"


def test_a_wrong_password_is_told(box: Box) -> None:
    from firstreply.journey import mailbox

    mailbox.keep_secrets(box.office.organisation, box.source, {"password": "not this one"})
    with worker(loops=("mailboxes",)):
        until(lambda: health(box) != {})
    assert health(box)["read"]["code"] == "imap_login_failed"
    assert "not this one" not in str(health(box))


def health(box: Box) -> dict[str, Any]:
    rows = box.office.rows("Health", "parts", source=box.source)
    return rows[0] if rows else {}


@pytest.mark.parametrize(
    "more",
    ["", "imap_capability = IMAP4rev1 LITERAL+ UIDPLUS SPECIAL-USE\n"],
    ids=["one line only", "no IDLE"],
)
def test_a_server_that_allows_little_is_looked_at_now_and_then(
    office: Office, reachable: None, more: str
) -> None:
    server = Dovecot(connections=50 if more else 2, more=more)  # one of two is the owner's
    client = owner(server)
    box = Box(office=office, source=add_mailbox(office, server.port), client=client, dovecot=server)
    client.append("INBOX", letter(0), msg_time=datetime.now(UTC) - timedelta(days=3))
    box.set(history_days=9)
    with worker(loops=("mailboxes",), poll=0.5):
        until(lambda: len(box.folders()) == 2 and all(one.validity for one in box.folders().values()), 30)
        client.append("INBOX", letter(1))
        client.append(SENT, letter(2))
        until(lambda: brought(box) == 3, 30)
        until(lambda: is_read(box), 30)
    client.logout()
    server.stop()


def test_a_mail_that_comes_while_the_folder_is_searched_is_not_waited_for(box: Box) -> None:
    from firstreply.channels.email.live.line import Line

    line = Line(owner(box.dovecot))
    line.open("INBOX")
    box.deliver(letter(1))
    line.ping()  # the server tells of it behind this answer, and never again
    assert (line.has_news(), line.has_news()) == (True, False)
    assert line.rest() is False
    line.wake()
    box.deliver(letter(2))
    until(lambda: line.rest() or bool(line.wake()), 5)
    line.close()
