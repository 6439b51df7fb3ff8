"""A mailbox's settings: what fits, where the big services keep theirs, and who files what was sent."""

from typing import Any
from uuid import uuid4

import pytest

from firstreply.channels.answer import Sent, TryAgain
from firstreply.channels.email import outbox
from firstreply.channels.email.channel import CHANNEL, validate
from firstreply.channels.email.fields import place
from firstreply.channels.email.peer import MailPeer
from firstreply.channels.email.send.filed import is_wanted
from firstreply.channels.email.send.letter import written
from firstreply.core.refusal import Refused
from tests.channels.dovecot_server import PASSWORD, USER, Dovecot
from tests.channels.email_send.made import letter, mailbox, outgoing

OWN = {"address": "sales@firm.example", "smtp_host": "mail.firm.example"}


def refusal(**settings: Any) -> tuple[str, Any]:
    try:
        validate({**OWN, **settings})
    except Refused as refused:
        return refused.code, refused.facts.get("field")
    return "", None


def test_settings_that_fit() -> None:
    fitting: list[dict[str, Any]] = [
        {},
        {"login": "google", "smtp_host": ""},
        {"provider": "postmark", "smtp_host": ""},
        {"smtp_port": 2525, "smtp_security": "tls", "per_minute": 0, "reply_to": "desk@firm.example"},
    ]
    assert [refusal(**one) for one in fitting] == [("", None)] * len(fitting)


def test_settings_that_do_not() -> None:
    cases: dict[str, dict[str, Any]] = {
        "address": {"address": "sales"},
        "reply_to": {"reply_to": "desk\r\nBcc: x@evil.example"},
        "login": {"login": "magic"},
        "provider": {"provider": "pigeon"},
        "smtp_security": {"smtp_security": "maybe"},
        "smtp_port": {"smtp_port": 70_000},
        "per_minute": {"per_minute": -1},
        "per_day": {"per_day": True},
        "file_sent": {"file_sent": "sometimes"},
    }
    assert {name: refusal(**one) for name, one in cases.items()} == {
        name: ("mailbox_setting_wrong", name) for name in cases
    }
    assert refusal(smtp_host="") == ("mailbox_without_server", None)


def test_where_letters_are_handed_in() -> None:
    cases: list[tuple[dict[str, Any], tuple[str, int, str]]] = [
        ({"login": "google"}, ("smtp.gmail.com", 465, "tls")),
        ({"login": "microsoft"}, ("smtp.office365.com", 587, "starttls")),
        ({"smtp_host": "m.example"}, ("m.example", 587, "starttls")),
        ({"smtp_host": "m.example", "smtp_security": "tls"}, ("m.example", 465, "tls")),
        ({"smtp_host": "m.example", "smtp_port": 26, "smtp_security": "none"}, ("m.example", 26, "none")),
        ({}, ("", 0, "")),
    ]
    assert [place(settings, "smtp") for settings, _ in cases] == [wanted for _, wanted in cases]


def test_who_files_what_was_sent() -> None:
    imap = {"imap_host": "imap.firm.example"}
    cases: list[tuple[dict[str, Any], bool]] = [
        ({**OWN, **imap}, True),
        (OWN, False),
        ({"login": "google"}, False),
        ({"login": "microsoft"}, False),
        ({"login": "google", "provider": "postmark"}, True),
        ({"login": "google", "file_sent": "always"}, True),
        ({**OWN, **imap, "file_sent": "never"}, False),
        ({**imap, "smtp_host": "smtp.gmail.com"}, False),
        ({**imap, "smtp_host": "notgmail.com"}, True),
    ]
    assert [is_wanted(settings) for settings, _ in cases] == [wanted for _, wanted in cases]


def test_channel_says_what_it_can() -> None:
    assert (CHANNEL.kind, CHANNEL.channel, CHANNEL.reaches) == ("email", "email", ("email",))
    names = [field.name for field in CHANNEL.fields]
    assert len(set(names)) == len(names)
    secret = {field.name for field in CHANNEL.fields if field.kind == "secret"}
    assert secret == {
        "password", "client_secret", "refresh_token", "smtp_password", "api_key", "api_secret", "webhook_key",
    }  # fmt: skip


@pytest.mark.dovecot
def test_copy_is_filed_once_in_the_folder_for_sent_mail_or_in_one_that_is_made(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIRSTREPLY_IMAP_CA_FILE", dovecot.certificate)
    imap: dict[str, Any] = {"imap_host": "127.0.0.1", "imap_port": dovecot.tls_port}
    setup = mailbox(25, sealed={"password": PASSWORD}, address=USER, **imap)
    octets = written(letter(sender=USER))
    assert CHANNEL.file is not None
    assert [CHANNEL.file(letter(sender=USER).message_id, octets, setup) for _ in range(3)] == [
        Sent(letter(sender=USER).message_id)
    ] * 3
    folder = dovecot.home / "mail" / USER / ".Verschickt"
    (filed,) = [one for part in ("new", "cur") for one in (folder / part).iterdir()]
    assert filed.read_bytes().replace(b"\r\n", b"\n") == octets.replace(b"\r\n", b"\n")
    assert filed.name.endswith("S")  # nobody has to read it


@pytest.mark.dovecot
def test_letter_that_the_server_filed_itself_is_not_sent_again(
    dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that files what it sends (Gmail) took it and hung up: its sent mail says so."""
    monkeypatch.setenv("FIRSTREPLY_IMAP_CA_FILE", dovecot.certificate)
    imap: dict[str, Any] = {"imap_host": "127.0.0.1", "imap_port": dovecot.tls_port}
    told = [outgoing(id=uuid4(), to=f"{name}@client.example") for name in ("kept", "lost")]
    peer = MailPeer(
        lambda to, nth: "take" if nth > 1 else f"{'keep' if to[0] == 'k' else 'lose'}_and_hang_up"
    )
    with peer.running():
        keeps = mailbox(peer.port, sealed={"password": PASSWORD}, address=USER, file_sent="never", **imap)
        first = [outbox.send(one, keeps) for one in told]
        filing = mailbox(peer.port, sealed={"password": PASSWORD}, address=USER, file_sent="always", **imap)
        assert CHANNEL.file is not None
        CHANNEL.file(f"{told[0].id}@example.com", peer.taken[0].octets, filing)  # as its server would
        again = [outbox.send(one, keeps) for one in told]
    assert [type(one) for one in (*first, *again)] == [TryAgain, TryAgain, Sent, Sent]
    assert [one.recipient for one in peer.taken] == ["kept@client.example", "lost@client.example"]
