"""Letters as octets: what was meant, and nothing else, whatever the texts hold."""

import email
import email.policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstreply.channels.email.letter import envelope_of
from firstreply.channels.email.send import header
from firstreply.channels.email.send.letter import written
from firstreply.channels.email.send.proof import Meant, proven
from firstreply.core.mail.ids import answer_subject, marked_address, marked_ids
from firstreply.core.refusal import Refused
from tests.channels.email_send.made import OWN, letter

PLAIN = [
    "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "From", "To", "Subject", "Date", "Message-ID",
    "Content-Language",
]  # fmt: skip
#: Pieces of which bad texts are made.
EVIL = (
    "\r\n", "\n", "\r", "\0", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\ud800",
    "\ufeff", "Bcc: x@evil.example", "To: x@evil.example", "<x@evil.example>", ", x@evil.example",
    ";", ":", '"', "\\", "(", ")",
    "=?utf-8?q?=0D=0ABcc:_x@evil.example?=", "=?utf-8?b?DQpCY2M6IHhAZXZpbC5leGFtcGxl?=", "=?", "?=", "=0A", "%0d%0a",
    "\r\n\r\n.\r\nMAIL FROM:<x@evil.example>", "سلام", "‌", "é", "😀", "x" * 300, " ", "\t", "a@b", ".", "\n.\n",
)  # fmt: skip
bad = st.lists(st.one_of(st.sampled_from(EVIL), st.text(max_size=12)), max_size=8).map("".join)


def read(octets: bytes) -> EmailMessage:
    found = email.message_from_bytes(octets, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    return found


def names(octets: bytes) -> list[str]:
    head = octets.partition(b"\r\n\r\n")[0]
    return [line.split(b":")[0].decode() for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")]


def test_letter_says_what_it_is() -> None:
    octets = written(letter(to_name="آنا", subject="Re: دویست صندلی", text="سلام،\nداریم.\n"))
    found = read(octets)
    assert names(octets) == PLAIN
    assert found["From"] == "Maryam <sales@firm.example>"
    assert (found["To"].addresses[0].display_name, found["To"].addresses[0].addr_spec) == (
        "آنا",
        "ana@client.example",
    )
    assert found["Subject"] == "Re: دویست صندلی"
    assert found["Message-ID"] == f"<{OWN}@firm.example>"
    assert found["Date"].datetime.isoformat() == "2026-03-02T09:00:00+00:00"
    assert found.get_content().splitlines() == ["سلام،", "داریم."]


def test_answer_names_the_thread_and_itself_the_same_each_time() -> None:
    given_ids = tuple(f"{n}@client.example" for n in range(30))
    octets = written(letter(answers=given_ids))
    found = read(octets)
    assert found["In-Reply-To"] == "<29@client.example>"
    named = found["References"].split()
    assert named == [f"<{n}@client.example>" for n in (0, *range(11, 30))]
    assert octets == written(letter(answers=given_ids))


def test_ids_that_are_none_are_not_named() -> None:
    strange = ("sha256:abc", "a b@c", "x\r\nBcc: y", "<a@b", "", "a" * 400, "ok@client.example")
    found = read(written(letter(answers=strange)))
    assert (found["In-Reply-To"], found["References"]) == ("<ok@client.example>", "<ok@client.example>")


def test_automatic_letter_says_so() -> None:
    octets = written(letter(automatic="auto-replied", reply_to="desk@firm.example"))
    assert names(octets) == [*PLAIN, "Reply-To", "Auto-Submitted", "X-Auto-Response-Suppress"]
    assert read(octets)["Auto-Submitted"] == "auto-replied"


def test_name_with_a_comma_is_one_person() -> None:
    found = read(written(letter(sender_name="Doe, Jane (sales)", to_name='Ana "the" <b@c>, d@e')))
    assert [one.display_name for one in found["From"].addresses] == ["Doe, Jane (sales)"]
    assert [one.addr_spec for one in found["To"].addresses] == ["ana@client.example"]


@settings(max_examples=200, deadline=None)
@given(name=bad, subject=bad, author=bad, text=bad, ids=st.lists(bad, max_size=3), language=bad)
def test_no_text_becomes_a_header_a_reader_or_a_command(
    name: str, subject: str, author: str, text: str, ids: list[str], language: str
) -> None:
    octets = written(
        letter(
            to_name=name,
            subject=subject,
            sender_name=author,
            text=text,
            answers=tuple(ids),
            language=language,
        )
    )
    allowed = {*PLAIN, "In-Reply-To", "References"}
    assert set(names(octets)) <= allowed
    assert len(set(names(octets))) == len(names(octets))
    found = read(octets)
    assert [one.addr_spec for one in found["To"].addresses] == ["ana@client.example"]
    assert [one.addr_spec for one in found["From"].addresses] == ["sales@firm.example"]
    assert (found["Bcc"], found["Cc"], found["Reply-To"]) == (None, None, None)
    assert octets.count(b"\r\n") == octets.count(b"\n") == octets.count(b"\r")
    assert b"\0" not in octets
    assert max(map(len, octets.split(b"\r\n"))) <= 998


@settings(max_examples=300, deadline=None)
@given(local=bad, domain=bad)
def test_address_that_is_none_is_refused_and_one_that_is_stays_alone(local: str, domain: str) -> None:
    given_address = f"{local}@{domain}"
    found = header.address_of(given_address)
    if found is None:
        with pytest.raises(Refused, match="address_not_understood"):
            written(letter(to=given_address))
        return
    octets = written(letter(to=given_address))
    assert f"To: Ana <{found}>\r\n".encode() in octets


def test_addresses_in_other_scripts() -> None:
    cases = {
        "ana@bücher.example": "ana@xn--bcher-kva.example",
        "آنا@client.example": "آنا@client.example",
        " ana@client.example ": "ana@client.example",
        "a..b@client.example": None,
        "ana@-client.example": None,
        "ana@client..example": None,
        "an\u202ea@client.example": None,
        "ana@client.example\r\nRCPT TO:<x@evil.example>": None,
        "ana": None,
        "@client.example": None,
        "ana@": None,
    }
    assert {one: header.address_of(one) for one in cases} == cases


def test_proof_sees_what_was_not_meant() -> None:
    octets = written(letter())
    meant = Meant(tuple(PLAIN), {"From": "sales@firm.example", "To": "ana@client.example"})
    assert proven(octets, meant)
    forged = {
        "another header": octets.replace(b"Subject:", b"Bcc: x@evil.example\r\nSubject:"),
        "another reader": octets.replace(b"<ana@client.example>", b"<ana@client.example>, x@evil.example"),
        "a lone line feed": octets.replace(b"\r\nSubject", b"\nSubject"),
        "a lone return": octets.replace(b"have", b"ha\rve"),
        "an octet of zero": octets.replace(b"have", b"ha\0ve"),
        "eight bits": octets.replace(b"have", b"h\xe4ve"),
        "a hidden line": octets.replace(b"Re: 200 chairs", b"=?utf-8?q?a=0D=0ABcc:_x@evil.example?="),
        "no body": octets.partition(b"\r\n\r\n")[0],
    }
    assert {name: proven(forgery, meant) for name, forgery in forged.items()} == dict.fromkeys(forged, False)


@pytest.mark.parametrize(
    ("given_subject", "wanted"),
    [
        ("200 chairs", "Re: 200 chairs"),
        ("Re: RE: AW: 200 chairs", "Re: 200 chairs"),
        ("پاسخ: ۲۰۰ صندلی", "Re: ۲۰۰ صندلی"),
        ("Fwd: 200 chairs", "Re: Fwd: 200 chairs"),
        ("", "Re:"),
    ],
)
def test_subject_of_an_answer_has_one_prefix(given_subject: str, wanted: str) -> None:
    assert answer_subject(given_subject) == wanted


def test_marked_address_leads_back() -> None:
    assert marked_address("sales@firm.example", OWN) == "sales+01900000000070008000000000000001@firm.example"
    back = marked_ids(["x@y.example", marked_address("sales@firm.example", OWN), "sales+news@firm.example"])
    assert back == (letter().message_id,)


def test_answer_to_a_marked_address_answers_the_letter_though_it_names_none() -> None:
    raw = (
        f"From: ana@client.example\r\nTo: Sales <{marked_address('sales@firm.example', OWN)}>\r\n"
        "Date: Mon, 2 Mar 2026 10:00:00 +0000\r\nMessage-ID: <a@client.example>\r\nSubject: chairs\r\n\r\nyes\r\n"
    ).encode()
    assert envelope_of(raw, source=0).references == (letter().message_id,)
    named = raw.replace(b"Subject:", b"In-Reply-To: <x@y.example>\r\nSubject:")
    assert envelope_of(named, source=0).references == ("x@y.example",)
