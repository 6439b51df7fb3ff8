"""What mail servers say of our messages: every word of a report, by message and reader."""

import pytest

from firstreply.core.capture.bounce import Word, bounced, words
from firstreply.core.passage import Passage

OURS = "our-1@firm.example"


def report(groups: str, *, about: str = f"Message-ID: <{OURS}>", kind: str = "delivery-status") -> bytes:
    return (
        "From: MAILER-DAEMON@mx.example\r\nMessage-ID: <report@mx.example>\r\n"
        f'Content-Type: multipart/report; report-type={kind}; boundary="b"\r\n\r\n--b\r\n\r\nA human text.\r\n\r\n'
        f"--b\r\nContent-Type: message/{kind}\r\n\r\n{groups}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: chairs\r\n{about}\r\n\r\n--b--\r\n"
    ).encode()


def group(party: str, action: str, status: str, said: str = "") -> str:
    more = f"Diagnostic-Code: smtp; {said}\r\n" if said else ""
    return f"Final-Recipient: rfc822; {party}\r\nAction: {action}\r\nStatus: {status}\r\n{more}"


@pytest.mark.parametrize(
    ("action", "status", "wanted"),
    [
        ("failed", "5.1.1", Passage.HARD_BOUNCED),
        ("failed", "4.4.7", Passage.FAILED),
        ("delayed", "4.2.2", Passage.SOFT_BOUNCED),
        ("delivered", "2.0.0", Passage.DELIVERED),
        ("relayed", "2.0.0", Passage.ACCEPTED),
    ],
)
def test_action_and_status_say_how_far_it_got(action: str, status: str, wanted: Passage) -> None:
    found = words(report(group("Ana@Client.example", action, status)), "report@mx.example")
    assert found == (Word(OURS, wanted, "ana@client.example", status),)


def test_each_reader_has_a_word_of_its_own_with_what_was_said() -> None:
    groups = (
        group("a@x.example", "failed", "5.1.1", "550 nobody\r\n of that name")
        + "\r\n"
        + group("b@x.example", "delivered", "2.1.5")
    )
    assert words(report(groups), "") [-2:] == (
        Word(OURS, Passage.HARD_BOUNCED, "a@x.example", "smtp; 550 nobody of that name"),
        Word(OURS, Passage.DELIVERED, "b@x.example", "2.1.5"),
    )  # fmt: skip


def test_complaint_and_receipt() -> None:
    abuse = "Feedback-Type: abuse\r\nVersion: 1\r\nOriginal-Rcpt-To: <ana@client.example>\r\n"
    assert words(report(abuse, kind="feedback-report"), "report@mx.example") == (
        Word(OURS, Passage.COMPLAINED, "", "abuse"),
    )
    assert words(report("Feedback-Type: not-spam\r\n", kind="feedback-report"), "report@mx.example") == ()
    seen = f"Original-Message-ID: <{OURS}>\r\nDisposition: manual-action/MDN-sent-manually; displayed\r\n"
    assert words(report(seen, about="", kind="disposition-notification"), "report@mx.example") == (
        Word(OURS, Passage.READ, "", ""),
    )


def test_a_report_that_names_thousands_of_messages_and_readers_is_cut_off() -> None:
    named = "\r\n".join(f"Message-ID: <{n}@firm.example>" for n in range(2000))
    readers = "".join(f"Final-Recipient: rfc822; x{n}@c.example\r\n" for n in range(2000))
    raw = report(f"{readers}Action: failed\r\nStatus: 5.1.1", about=named)
    assert (len(words(raw, "")), len(bounced(raw))) == (20 * 200, 20)
    assert {len(lost) for lost in bounced(raw).values()} == {200}


def test_a_report_has_no_word_about_what_is_no_mail() -> None:
    raw = report(group("a@x.example", "failed", "5.1.1"), about="Message-ID: <telegram:123:4711:2>")
    assert (words(raw, "report@mx.example"), set(bounced(raw))) == (
        (Word("", Passage.HARD_BOUNCED, "a@x.example", "5.1.1"),),
        {"report@mx.example"},
    )


def test_report_of_a_servers_own_making() -> None:
    raw = (
        b"From: postmaster@old.example\r\nSubject: Undeliverable: chairs\r\nMessage-ID: <r@old.example>\r\n"
        b"X-Failed-Recipients: ana@client.example\r\n\r\n550 5.1.1 #5.1.1 unknown\r\n"
    )
    assert words(raw, "r@old.example") == (Word("", Passage.HARD_BOUNCED, "ana@client.example", ""),)


@pytest.mark.parametrize(
    "raw", [b"", b"\r\n" * 50_000, b"Status: 5" * 20_000, b"Diagnostic-Code: " + b" \n" * 100_000]
)
def test_nonsense_takes_no_time_and_breaks_nothing(raw: bytes) -> None:
    assert all(isinstance(one, Word) for one in words(raw, ""))
