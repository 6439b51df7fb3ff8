"""IMAP against a small server of our own: access tokens, Gmail's views, and servers that stumble."""

import socket
from collections.abc import Callable, Iterator

import pytest

from firstreply.channels.email.base import Mailbox, Unreadable
from firstreply.channels.email.imap import open_account
from firstreply.channels.email.imap_connection import Connection
from firstreply.channels.email.imap_login import Secret, Server
from firstreply.core.refusal import Refused
from tests.channels.imap_peer import TOKEN, Account, Peer

LETTER = b"From: Ann <ann@example.org>\r\nSubject: Price\r\n\r\nHow much?\r\n"


@pytest.fixture
def serve() -> Iterator[Callable[[Account], int]]:
    """Start a peer for an account; gives its port."""
    peers: list[Peer] = []

    def start(account: Account) -> int:
        peers.append(Peer(account))
        return peers[-1].port

    yield start
    for peer in peers:
        peer.stop()


def opened(port: int, folder: str = "", *, token: str = TOKEN) -> list[Mailbox]:
    url = f"imap://lead%40example.com@127.0.0.1:{port}/{folder}"
    return open_account(url, environment={"FIRSTREPLY_IMAP_TOKEN": token})


def test_an_access_token_logs_in(serve: Callable[[Account], int]) -> None:
    port = serve(Account(folders={"INBOX": [LETTER]}))
    (mailbox,) = opened(port)

    assert [start for start, _, _, _ in mailbox.messages()] == [1]


def test_a_refused_token_says_what_the_server_said_and_not_the_token(serve: Callable[[Account], int]) -> None:
    port = serve(Account(folders={"INBOX": []}))
    with pytest.raises(Refused) as refusal:
        opened(port, token="ya29.expired")

    assert refusal.value.code == "imap_login_failed"
    assert '"status": "400"' in str(refusal.value.facts["said"])
    assert "ya29.expired" not in str(refusal.value)


def test_on_gmail_all_mail_sent_and_spam_are_read_and_the_views_are_not(
    serve: Callable[[Account], int],
) -> None:
    views = {
        "INBOX": "\\HasNoChildren",
        "Work": "\\HasNoChildren",
        "[Gmail]": "\\Noselect",
        "[Gmail]/All Mail": "\\All",
        "[Gmail]/Drafts": "\\Drafts",
        "[Gmail]/Important": "\\Important",
        "[Gmail]/Sent Mail": "\\Sent",
        "[Gmail]/Spam": "\\Junk",
        "[Gmail]/Starred": "\\Flagged",
        "[Gmail]/Trash": "\\Trash",
    }
    port = serve(
        Account(
            folders={name: [LETTER] for name in views},
            attributes=views,
            capabilities="IMAP4rev1 AUTH=XOAUTH2 X-GM-EXT-1",
        )
    )
    mailboxes = opened(port)

    assert [(box.name.partition("[Gmail]/")[2], box.is_sent, box.is_junk) for box in mailboxes[:-1]] == [
        ("All Mail", False, False),
        ("Sent Mail", True, False),
        ("Spam", False, True),
    ]
    assert [each.reason for each in mailboxes[-1].unreadable] == ["drafts_folder", "trash_folder"]


def test_elsewhere_a_view_of_all_mail_is_not_read_again(serve: Callable[[Account], int]) -> None:
    folders = {"INBOX": [LETTER], "Virtual/All": [LETTER], "Archive": [LETTER]}
    port = serve(Account(folders=folders, attributes={"Virtual/All": "\\All"}))

    assert [box.name.rpartition("/")[2] for box in opened(port)] == ["INBOX", "Archive"]


def test_one_message_that_the_server_cannot_give_does_not_cost_the_others(
    serve: Callable[[Account], int],
) -> None:
    port = serve(Account(folders={"INBOX": [LETTER] * 9}, spoils=frozenset({4})))
    (mailbox,) = opened(port)

    assert [start for start, _, _, _ in mailbox.messages()] == [1, 2, 3, 5, 6, 7, 8, 9]
    assert mailbox.unreadable == [Unreadable(mailbox.name, "4", "read_error")]


def test_a_missing_server_time_is_none(serve: Callable[[Account], int]) -> None:
    port = serve(Account(folders={"INBOX": [LETTER, LETTER]}, without_date=frozenset({2})))
    (mailbox,) = opened(port)

    assert [received for _, _, _, received in mailbox.messages()] == [1772443800, None]


def test_a_message_without_headers_is_listed(serve: Callable[[Account], int]) -> None:
    port = serve(Account(folders={"INBOX": [b"\r\n\r\nonly text", LETTER]}))
    (mailbox,) = opened(port)

    assert [start for start, _, _, _ in mailbox.messages()] == [2]
    assert mailbox.unreadable == [Unreadable(mailbox.name, "1", "no_header")]


def test_a_folder_that_does_not_open_is_listed_and_the_others_are_read(
    serve: Callable[[Account], int],
) -> None:
    account = Account(folders={"Closed": [LETTER], "INBOX": [LETTER]}, closed=frozenset({"Closed"}))
    closed, inbox = opened(serve(account))

    assert list(closed.messages()) == []
    assert closed.unreadable == [Unreadable(closed.name, "", "permission_denied")]
    assert len(list(inbox.messages())) == 1


def test_bodies_are_not_fetched_with_the_headers(serve: Callable[[Account], int]) -> None:
    account = Account(folders={"INBOX": [LETTER]})
    (mailbox,) = opened(serve(account))
    list(mailbox.messages())

    assert account.fetches == ["1 (UID INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])"]


def test_a_port_where_nobody_listens_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = int(listening.getsockname()[1])
    with pytest.raises(Refused) as refusal:
        opened(port)

    assert refusal.value.code == "imap_unreachable"


def test_a_server_that_is_no_imap_server_is_unreachable(serve: Callable[[Account], int]) -> None:
    with pytest.raises(Refused) as refusal:
        opened(serve(Account(greeting="220 smtp.example.com ESMTP")))

    assert refusal.value.code == "imap_unreachable"


def test_a_server_elsewhere_without_starttls_is_refused_before_the_password_is_sent(
    serve: Callable[[Account], int],
) -> None:
    port = serve(Account(folders={"INBOX": []}))
    server = Server(host="127.0.0.1", port=port, user="lead@example.com", is_tls=False, may_be_plain=False)
    with pytest.raises(Refused) as refusal:
        Connection(server, Secret(text=TOKEN, is_token=True))

    assert (refusal.value.code, refusal.value.facts["reason"]) == ("imap_tls_failed", "no_starttls")


def test_attempts_to_come_back_are_counted_and_end(serve: Callable[[Account], int]) -> None:
    peer = Peer(Account(folders={"INBOX": [LETTER]}))
    pauses: list[float] = []
    server = Server(
        host="127.0.0.1", port=peer.port, user="lead@example.com", is_tls=False, may_be_plain=True
    )
    connection = Connection(server, Secret(text=TOKEN, is_token=True), pause=pauses.append)
    connection.close()
    peer.stop()
    with pytest.raises(Refused) as refusal:
        connection.folders()

    assert (refusal.value.code, pauses) == ("imap_unreachable", [0.5, 3.0, 10.0])
