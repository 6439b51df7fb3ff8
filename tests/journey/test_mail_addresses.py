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
