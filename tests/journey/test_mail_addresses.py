"""Mails whose sender's address is none: kept, their sender known by what stands there, and never in the way."""

from dataclasses import replace

import pytest

from tests.journey.conftest import NOW, Office

pytestmark = pytest.mark.postgres
ODD = (
    b"arpit@there.example<mailto:arpit@there.example>",
    b'"A B" <a b@there.example>',
    b"x@y.z",
    b"someone",
    b"@there.example",
    b"a@b@there.example",
    b'"" <>',
)


def letter(sender: bytes, number: int) -> bytes:
    return (
        b"From: %s\nTo: sales@ours.example\nMessage-ID: <%d@there.example>\n"
        b"Date: Tue, 24 Nov 2026 09:00:00 +0000\nSubject: Chairs\n\nHow much are they?\n" % (sender, number)
    )


@pytest.mark.parametrize("sender", ODD)
def test_odd_sender_is_heard_each_time_he_writes(office: Office, sender: bytes) -> None:
    for number in range(3):
        one = office.incoming(None, NOW, str(number), kind="message")
        office.bring([replace(one, payload=None, raw=letter(sender, number))])
        assert office.arrived() == 1
    assert office.rows("Arrival", "state", "reason") == [("done", "")] * 3
    assert len(office.rows("Lead", "id")) <= 1


CODED = b"From: sara@there.example\nContent-Transfer-Encoding: base64\nContent-Type: text/plain; "
NULS = (
    b"From: Sara <sara@there\0.example>\nMessage-ID: <\0one@there.example>\nSubject: Ch\0airs\n\nHow much\0?\n",
    b"From: =?utf-8?b?U2EAcmE=?= <sara@there.example>\nSubject: =?utf-8?b?Q2gAYWlycw==?=\n\nHow much?\n",
    CODED + b"charset=utf-8\n\nSG93AG11Y2g/",
    b"From: sara@there.example\nContent-Type: text/html; charset=utf-8\n\n<p>How&#0;much&#x0;?</p>",
    CODED + b"charset=utf-16\n\nAABIAA==",
    b"From: <=00@there.example>\nReferences: <a\0b@c> <d@e>\nIn-Reply-To: \0\n\nOn Tue, \0Ann wrote:\n> \0\n",
)  # fmt: skip


@pytest.mark.parametrize("raw", NULS)
def test_what_no_text_can_hold_is_left_out_of_a_mail(office: Office, raw: bytes) -> None:
    office.bring([replace(office.incoming(None, NOW, "1", kind="message"), payload=None, raw=raw)])
    office.arrived()
    assert office.rows("Arrival", "state", "reason") == [("done", "")]
    assert "\0" not in "".join(office.rows("Message", "body"))


def nameless(sign: bytes) -> bytes:
    return (
        b"From: MAIL%sER-DAEMON <>\nMessage-ID: <e0720@there.example>\nDate: Tue, 11 Jun 2024 18:09:35 +0900\n"
        b"Subject: Mail delivery failed\n\nNobody of that name.\n" % sign
    )


def test_mails_of_nobody_under_one_id_are_all_taken(office: Office) -> None:
    """None of them is left at the door, where it would be taken up for ever."""
    for batch in ((b"-", b"=", b"~"), (b"+", b"-"), (b"#",)):
        taken = [
            replace(
                office.incoming(None, NOW, repr((batch, sign)), kind="message"),
                payload=None,
                raw=nameless(sign),
            )
            for sign in batch
        ]
        office.bring(taken)
        assert office.arrived() == len(batch)
    assert office.rows("Arrival", "state", "reason") == [("done", "")] * 6
