"""IMAP against a real Dovecot: what is read, what is left alone, and what happens when the line breaks."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from imapclient import IMAPClient

from firstreply.channels.email.base import Mailbox, Unreadable
from firstreply.channels.email.imap import open_account
from firstreply.channels.email.source import open_sources
from firstreply.core.refusal import Refused
from tests.channels.dovecot_server import PASSWORD, USER, Dovecot
from tests.channels.flaky_line import FlakyLine

pytestmark = pytest.mark.dovecot

SECRET = {"FIRSTREPLY_IMAP_PASSWORD": PASSWORD}
DELIVERED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LETTER = (
    b"From: Ann <ann@example.org>\r\nSubject: Price %d\r\nMessage-ID: <%d@example.org>\r\n\r\nHow much?\r\n"
)
USER_IN_URL = "lead%40example.com"


@pytest.fixture
def client(dovecot: Dovecot) -> Iterator[IMAPClient]:
    """The account as its owner sees it, emptied."""
    client = IMAPClient("127.0.0.1", dovecot.port, ssl=False)
    client.plain_login(USER, PASSWORD)
    for _, _, name in client.list_folders():
        client.select_folder(name)
        everything = client.search()
        if everything:
            client.delete_messages(everything)
            client.expunge()
        if name not in ("INBOX", "Verschickt", "Spamverdacht", "Papierkorb", "Drafts"):
            client.unselect_folder()
            client.delete_folder(name)
    yield client
    client.logout()


def fill(client: IMAPClient, folder: str, count: int) -> None:
    client.multiappend(folder, [{"msg": LETTER % (n, n), "date": DELIVERED} for n in range(1, count + 1)])


def account(port: int, folder: str = "", **settings: str) -> list[Mailbox]:
    return open_account(f"imap://{USER_IN_URL}@127.0.0.1:{port}/{folder}", environment={**SECRET, **settings})


def inbox(port: int) -> Mailbox:
    return account(port, "INBOX")[0]


def test_headers_come_with_the_server_time_and_size(dovecot: Dovecot, client: IMAPClient) -> None:
    fill(client, "INBOX", 1)
    uid = client.folder_status("INBOX", ["UIDNEXT"])[b"UIDNEXT"] - 1
    head = b"\nFrom: Ann <ann@example.org>\nSubject: Price 1\nMessage-ID: <1@example.org>"
    size = len(LETTER % (1, 1))

    assert list(inbox(dovecot.port).messages()) == [(uid, uid + size, head, int(DELIVERED.timestamp()))]


def test_a_whole_message_is_fetched_by_its_uid(dovecot: Dovecot, client: IMAPClient) -> None:
    fill(client, "INBOX", 2)
    mailbox = inbox(dovecot.port)
    start, end, _, _ = list(mailbox.messages())[1]

    assert mailbox.octets(start, end) == LETTER % (2, 2)


def test_reading_marks_nothing_as_seen(dovecot: Dovecot, client: IMAPClient) -> None:
    fill(client, "INBOX", 1)
    mailbox = inbox(dovecot.port)
    for start, end, _, _ in mailbox.messages():
        mailbox.octets(start, end)
    client.select_folder("INBOX", readonly=True)

    assert client.search("UNSEEN") == client.search("ALL")


def test_sent_and_junk_are_known_by_their_attributes(dovecot: Dovecot, client: IMAPClient) -> None:
    client.create_folder("Angebote")
    found = {
        box.name.rpartition("/")[2]: (box.is_sent, box.is_junk)
        for box in account(dovecot.port)
        if box.kind == "imap"
    }

    assert found == {
        "INBOX": (False, False),
        "Angebote": (False, False),
        "Verschickt": (True, False),
        "Spamverdacht": (False, True),
    }


def test_a_sent_folder_without_attribute_is_known_by_its_name(dovecot: Dovecot, client: IMAPClient) -> None:
    client.create_folder("ارسال شده")

    assert [box.is_sent for box in account(dovecot.port, "ارسال شده")] == [True]


def test_drafts_and_trash_are_left_out_and_listed(dovecot: Dovecot, client: IMAPClient) -> None:
    fill(client, "Papierkorb", 1)
    fill(client, "Drafts", 1)
    base = f"imap://{USER_IN_URL}@127.0.0.1:{dovecot.port}"
    mailboxes = account(dovecot.port)

    assert sum(len(list(box.messages())) for box in mailboxes) == 0
    assert sorted(mailboxes[-1].unreadable) == [
        Unreadable(f"{base}/Drafts", "", "drafts_folder"),
        Unreadable(f"{base}/Papierkorb", "", "trash_folder"),
    ]


def test_all_of_many_messages_come_in_order(dovecot: Dovecot, client: IMAPClient) -> None:
    fill(client, "INBOX", 950)
    subjects = [head.split(b"\n")[2] for _, _, head, _ in inbox(dovecot.port).messages()]

    assert subjects == [b"Subject: Price %d" % number for number in range(1, 951)]


def test_a_line_that_breaks_is_taken_up_again_without_loss_or_double(
    dovecot: Dovecot, client: IMAPClient
) -> None:
    fill(client, "INBOX", 900)
    line = FlakyLine(dovecot.port, octets=60_000)
    uids = [start for start, _, _, _ in inbox(line.port).messages()]
    line.stop()
    client.select_folder("INBOX", readonly=True)

    assert (uids, line.connections) == (client.search(), 2)


def test_a_message_that_vanishes_meanwhile_is_listed(dovecot: Dovecot, client: IMAPClient) -> None:
    fill(client, "INBOX", 2)
    mailbox = inbox(dovecot.port)
    (first, end, _, _), _ = mailbox.messages()
    client.select_folder("INBOX")
    client.delete_messages([first])
    client.expunge()

    assert mailbox.octets(first, end) == b""
    assert mailbox.unreadable == [Unreadable(mailbox.name, str(first), "vanished")]


def test_a_folder_made_anew_is_refused_because_its_uids_mean_other_messages(
    dovecot: Dovecot, client: IMAPClient
) -> None:
    client.create_folder("Angebote")
    fill(client, "Angebote", 1)
    mailbox = account(dovecot.port, "Angebote")[0]
    start, end, _, _ = next(mailbox.messages())
    before = mailbox.fingerprint()
    client.delete_folder("Angebote")
    client.create_folder("Angebote")
    fill(client, "Angebote", 1)
    mailbox.close()

    with pytest.raises(Refused) as refusal:
        mailbox.octets(start, end)
    assert refusal.value.code == "imap_folder_changed"
    assert mailbox.fingerprint() != before


def test_the_fingerprint_changes_with_a_new_message_and_not_with_reading(
    dovecot: Dovecot, client: IMAPClient
) -> None:
    fill(client, "INBOX", 1)
    mailbox = inbox(dovecot.port)
    before = mailbox.fingerprint()
    client.select_folder("INBOX")
    client.add_flags(client.search(), [b"\\Seen"])
    seen = mailbox.fingerprint()
    fill(client, "INBOX", 1)

    assert (seen == before, mailbox.fingerprint() == before) == (True, False)


def test_tls_from_the_start_with_a_trusted_certificate(dovecot: Dovecot, client: IMAPClient) -> None:
    fill(client, "INBOX", 1)
    url = f"imaps://{USER_IN_URL}@localhost:{dovecot.tls_port}/INBOX"
    (mailbox,) = open_account(url, environment={**SECRET, "FIRSTREPLY_IMAP_CA_FILE": dovecot.certificate})

    assert len(list(mailbox.messages())) == 1


def test_an_unknown_certificate_is_refused(dovecot: Dovecot) -> None:
    url = f"imaps://{USER_IN_URL}@localhost:{dovecot.tls_port}/"
    with pytest.raises(Refused) as refusal:
        open_account(url, environment=SECRET)

    assert (refusal.value.code, refusal.value.facts["reason"]) == (
        "imap_tls_failed",
        "self-signed certificate",
    )


def test_a_server_that_takes_no_password_in_the_clear_gets_starttls(dovecot: Dovecot) -> None:
    strict = Dovecot(refuses_plain=True)
    try:
        url = f"imap://{USER_IN_URL}@localhost:{strict.port}/INBOX"
        (mailbox,) = open_account(url, environment={**SECRET, "FIRSTREPLY_IMAP_CA_FILE": strict.certificate})
        assert list(mailbox.messages()) == []
        mailbox.close()
    finally:
        strict.stop()


def test_a_wrong_password_is_refused_without_repeating_it(dovecot: Dovecot) -> None:
    with pytest.raises(Refused) as refusal:
        account(dovecot.port, FIRSTREPLY_IMAP_PASSWORD="not-this-one")

    assert refusal.value.code == "imap_login_failed"
    assert "not-this-one" not in str(refusal.value)


def test_a_folder_that_is_not_there_is_refused_with_those_that_are(
    dovecot: Dovecot, client: IMAPClient
) -> None:
    with pytest.raises(Refused) as refusal:
        account(dovecot.port, "Angebote")

    assert (refusal.value.code, refusal.value.facts["folder"]) == ("imap_no_such_folder", "Angebote")
    assert "INBOX" in str(refusal.value.facts["known"])


def test_a_url_stands_among_other_sources(dovecot: Dovecot, client: IMAPClient, tmp_path: Path) -> None:
    fill(client, "INBOX", 1)
    (tmp_path / "one.eml").write_bytes(LETTER % (7, 7))
    sources = [str(tmp_path / "one.eml"), f"imap://{USER_IN_URL}@127.0.0.1:{dovecot.port}/INBOX"]
    mailboxes = open_sources(sources, tmp_path / "scratch", environment=SECRET)

    assert [(box.kind, len(list(box.messages()))) for box in mailboxes] == [("eml", 1), ("imap", 1)]
