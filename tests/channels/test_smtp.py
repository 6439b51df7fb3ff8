"""Letters: what the mail server gets, octet by octet, and what its answers mean."""

import email
import email.policy
from datetime import UTC, datetime
from uuid import UUID

import pytest

from firstreply.channels.answer import Rejected, Sent, TryAgain
from firstreply.channels.smtp import Letter, Server, ascii_address, send, written
from tests.channels.smtp_peer import MailPeer, mail_server

ID = UUID("01900000-0000-7000-8000-000000000001")
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FROM = "FirstReply <alerts@our.example>"
TRICKS = (
    "New\r\nBcc: victim@evil.example",
    "=?utf-8?q?New=0D=0ABcc:_victim@evil.example?=",
    "=?utf-8?b?TmV3DQpCY2M6IHZpY3RpbUBldmlsLmV4YW1wbGU=?=",
    "New\x0bBcc: a\x0cX: b\u2028Bcc: c\u2029Bcc: d\x85Bcc: e\x00",
    "\n\nnot the body",
)


def letter(**changes: object) -> Letter:
    plain = {
        "id": ID, "to": "ana@our.example", "name": "Ana", "subject": "New lead: Omid", "text": "Omid waits.",
        "language": "en", "at": AT,
    }  # fmt: skip
    return Letter(**(plain | changes))  # type: ignore[arg-type]


def names(octets: bytes) -> list[str]:
    head = octets.partition(b"\n\n")[0] if b"\r\n\r\n" not in octets else octets.partition(b"\r\n\r\n")[0]
    lines = head.replace(b"\r\n", b"\n").split(b"\n")
    return [line.split(b":")[0].decode() for line in lines if line[:1] not in (b" ", b"\t")]


EXPECTED = [
    "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "From", "To", "Subject", "Date", "Message-ID",
    "Content-Language", "Auto-Submitted", "X-Auto-Response-Suppress",
]  # fmt: skip


def test_letter_arrives_as_it_was_meant() -> None:
    peer = MailPeer()
    with mail_server(peer) as url:
        told = letter(name="آنا", subject="سرنخ تازه: امید می\u200cپرسد", text="سلام\n.\nDots stay.")
        assert send(told, Server(url=url, sender=FROM)) == Sent()
    (taken,) = peer.taken
    assert (taken.sender, taken.recipients) == ("alerts@our.example", ("ana@our.example",))
    read = email.message_from_bytes(taken.octets, policy=email.policy.default)
    assert read["Subject"] == "سرنخ تازه: امید می\u200cپرسد"
    assert read["To"].addresses[0].display_name == "آنا"
    assert read["Message-ID"] == f"<{ID}@our.example>"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read.get_content().splitlines() == ["سلام", ".", "Dots stay."]


def test_letter_may_be_a_page_beside_its_text() -> None:
    page = '<p dir="rtl">میانه: ۴ د — =_' + "x" * 2000 + "</p>"
    octets = written(letter(text="میانه: ۴ د\n--=_" + ID.hex, html=page), FROM)
    read = email.message_from_bytes(octets, policy=email.policy.default)
    assert read.get_content_type() == "multipart/alternative"
    text, html = read.iter_parts()  # type: ignore[union-attr]
    assert text.get_content().splitlines() == ["میانه: ۴ د", "--=_" + ID.hex]
    assert (html.get_content_type(), html.get_content().strip()) == ("text/html", page)
    assert names(octets) == [one for one in EXPECTED if one != "Content-Transfer-Encoding"]
    assert octets.count(b"\r\n") == octets.count(b"\n") == octets.count(b"\r")


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("part", ["subject", "name"])
def test_no_text_becomes_a_header(trick: str, part: str) -> None:
    peer = MailPeer()
    with mail_server(peer) as url:
        assert send(letter(**{part: trick}), Server(url=url, sender=FROM)) == Sent()
    (taken,) = peer.taken
    assert names(taken.octets) == EXPECTED
    assert taken.recipients == ("ana@our.example",)
    assert b"\nBcc" not in taken.octets
    assert (
        email.message_from_bytes(taken.octets, policy=email.policy.default).get_content().strip()
        == "Omid waits."
    )


def test_encoded_word_in_a_name_stays_the_text_it_was() -> None:
    read = email.message_from_bytes(written(letter(subject=TRICKS[1]), FROM), policy=email.policy.compat32)
    shown = email.header.decode_header(read["Subject"])
    assert [
        (text.decode(charset or "ascii") if isinstance(text, bytes) else text) for text, charset in shown
    ] == [TRICKS[1]]


@pytest.mark.parametrize(
    "address",
    [
        "ana@our.example\r\nRCPT TO:<x@evil.example>",
        "a b@our.example",
        "ana",
        "<x@y.example>,z@y.example",
        "@",
        "",
    ],
)
def test_address_that_is_none_is_never_sent_to(address: str) -> None:
    peer = MailPeer()
    with mail_server(peer) as url:
        answer = send(letter(to=address), Server(url=url, sender=FROM))
    assert answer == Rejected(reason="address_not_understood")
    assert (peer.lines, peer.taken) == ([], [])


def test_domain_in_another_script_is_sent_to_in_its_ascii_form() -> None:
    assert ascii_address("ana@bücher.example") == "ana@xn--bcher-kva.example"


def test_what_the_servers_answers_mean() -> None:
    cases = {
        b"550 nobody": Rejected(reason="reader_refused: 550 nobody"),
        b"451 greylisted": TryAgain(reason="not_now: 451 greylisted"),
    }
    found = {}
    for answer in cases:
        with mail_server(MailPeer(RCPT=answer)) as url:
            found[answer] = send(letter(), Server(url=url, sender=FROM))
    assert found == cases


def test_a_letter_once_taken_is_sent_whatever_happens_to_the_goodbye() -> None:
    with mail_server(MailPeer(QUIT=b"")) as url:
        assert send(letter(), Server(url=url, sender=FROM)) == Sent()


def test_a_connection_that_ends_before_the_answer_is_tried_again() -> None:
    peer = MailPeer(SENT=b"")
    with mail_server(peer) as url:
        answer = send(letter(), Server(url=url, sender=FROM))
    assert answer == TryAgain(reason="maybe_taken: SMTPServerDisconnected")


def test_a_password_is_not_sent_without_encryption() -> None:
    peer = MailPeer()
    with mail_server(peer) as url:
        answer = send(letter(), Server(url=url.replace("//", "//user:secret@"), sender=FROM))
    assert answer == TryAgain(reason="no_encryption", unreachable=True)
    assert not any(b"AUTH" in line or b"secret" in line for line in peer.lines)
    assert "secret" not in repr(Server(url="smtp://user:secret@host", sender=FROM))
