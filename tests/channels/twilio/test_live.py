"""Twilio from end to end: connected, written to by text message and called, answered, reported."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from firstreply.channels.peering import Brought
from firstreply.channels.twilio.peer import Twilio
from tests.api.conftest import Office, office
from tests.journey.office import couriers, wait_until

pytestmark = pytest.mark.postgres
__all__ = ["office"]  # a fixture
CUSTOMER, MOBILE = "+491701234567", "+491701111111"


class Line:
    """A number at a small Twilio, and an office that answers it."""

    def __init__(self, office: Office, peer: Twilio) -> None:
        self.office, self.peer = office, peer
        settings = {"account_sid": peer.account, "number": peer.number, "base_url": peer.url, "voice": "forward",
                    "forward_to": [MOBILE], "agents": {MOBILE: "rita@example.net"}}  # fmt: skip
        given = {
            "name": "Phone",
            "kind": "twilio",
            "settings": settings,
            "sealed": {"auth_token": peer.token},
        }
        made = office.ask("POST", "/sources", given)
        assert made.status_code == 201, made.json()
        assert office.ask("POST", f"/sources/{made.json()['id']}/connect").json()["ok"] is True

    def carry(self, url: str, body: bytes, headers: Mapping[str, str], method: str) -> Brought:
        """A request of Twilio, to the real door."""
        parts = urlsplit(url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        told = {name: value for name, value in headers.items() if name != "Content-Type"}
        answer = self.office.client.generic(
            method, path, body, content_type=headers["Content-Type"], headers=told
        )
        return Brought(answer.status_code, answer.content)

    def always_theirs(self) -> None:
        """Addresses of ours were ours before the calls that a test speaks of."""
        from firstreply.store.models import Identity

        with self.office.acting():
            Identity.objects.update(since=None)

    def arrive(self) -> None:
        from firstreply.journey import flow

        flow.arrived(self.office.id, now=datetime.now(UTC))

    def rows(self, model: str, *columns: str) -> list[Any]:
        from firstreply.store import models

        with self.office.acting():
            return list(getattr(models, model).objects.order_by("id").values_list(*columns))


@pytest.fixture
def line(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    from django.conf import settings

    monkeypatch.setattr(settings, "FIRSTREPLY_PRIVATE_HOSTS", ("127.0.0.1",))
    with Twilio().running() as peer:
        made = Line(office, peer)
        peer.carry = made.carry
        yield made


def test_text_message_is_answered_and_its_report_moves_the_answer(line: Line) -> None:
    assert line.peer.write(CUSTOMER, "Do you have chairs?").status == 200
    line.arrive()
    assert line.rows("Wait", "channel", "party", "outcome") == [("sms", CUSTOMER, "open")]
    ((lead,),) = line.rows("Lead", "id")
    asked = line.office.ask("POST", f"/leads/{lead}/replies", {"text": "Yes, 200 of them."})
    assert asked.status_code == 202, asked.json()
    with couriers():
        wait_until(lambda: line.rows("Outgoing", "state") != [("queued",)])
    line.arrive()
    assert line.rows("Outgoing", "state", "external_id") == [("accepted", line.peer.sent[0]["sid"])]
    assert line.rows("Wait", "outcome") == [("answered",)]
    for status in ("delivered", "sent", "queued"):  # in any order
        assert line.peer.report(line.peer.sent[0]["sid"], status, CUSTOMER).status == 200
    line.arrive()
    assert line.rows("Outgoing", "state") == [("delivered",)]


def test_text_message_that_was_not_delivered_answered_nothing(line: Line) -> None:
    line.peer.write(CUSTOMER, "Hello?")
    line.arrive()
    ((lead,),) = line.rows("Lead", "id")
    line.office.ask("POST", f"/leads/{lead}/replies", {"text": "Hello!"})
    with couriers():
        wait_until(lambda: line.rows("Outgoing", "state") != [("queued",)])
    line.arrive()
    line.peer.report(line.peer.sent[0]["sid"], "undelivered", CUSTOMER, "30006")
    line.arrive()
    assert line.rows("Outgoing", "state", "reason") == [("hard_bounced", "twilio 30006")]
    assert line.rows("Wait", "outcome") == [("open",)]


def test_stop_owes_nobody_an_answer(line: Line) -> None:
    line.peer.write(CUSTOMER, "STOP")
    line.arrive()
    assert line.rows("Wait", "id") == []
    assert line.rows("Message", "kind", "body") == [("INBOUND_AUTO", "STOP")]


def test_call_that_nobody_took_is_owed_a_call_with_what_they_said(line: Line) -> None:
    peer = line.peer
    assert b"<Dial" in peer.call(CUSTOMER, "CA1", "ringing").body
    line.arrive()
    ((told,),) = [row for row in line.rows("LiveEvent", "payload") if row[0].get("call") == "CA1"]
    assert (told["number"], told["direction"]) == (CUSTOMER, "in")
    assert (
        b"<Record" in peer.call(CUSTOMER, "CA1", "in-progress", "?on=dial", DialCallStatus="no-answer").body
    )
    line.arrive()
    assert line.rows("Wait", "channel", "party", "outcome") == [("phone", CUSTOMER, "open")]
    recording = {"RecordingSid": "RE1", "RecordingUrl": "https://api.twilio.com/RE1"}
    peer.call(CUSTOMER, "CA1", "completed", "?on=recording", **recording)
    words = {"TranscriptionSid": "TR1", "TranscriptionStatus": "completed", "TranscriptionText": "Call me."}
    peer.call(CUSTOMER, "CA1", "completed", "?on=words", **recording, **words)
    peer.call(CUSTOMER, "CA1", "completed", "?on=status", CallDuration="30")
    line.arrive()
    (call,) = line.office.get("/calls").json()["items"]
    assert (call["reached"], call["text"], call["link"]) == (False, "Call me.", "https://api.twilio.com/RE1")
    assert line.rows("Message", "body") == [("Call me.",)]
    assert len(line.rows("Wait", "id")) == 1


def test_call_that_a_colleague_took_is_theirs_and_owes_nothing(line: Line) -> None:
    rita, _ = line.office.member("rep")
    line.always_theirs()
    peer = line.peer
    peer.call(CUSTOMER, "CA1", "ringing", CallerName="Sara")
    peer.call(CUSTOMER, "CA1", "completed", "?on=status", CallDuration="52")  # before all others
    line.arrive()
    leg = {
        "CallSid": "CA2",
        "ParentCallSid": "CA1",
        "From": CUSTOMER,
        "To": MOBILE,
        "Direction": "outbound-dial",
    }
    peer.bring({**leg, "CallStatus": "completed", "CallDuration": "40"}, "?on=leg")
    peer.call(CUSTOMER, "CA1", "in-progress", "?on=dial", DialCallStatus="completed", DialCallDuration="40")
    line.arrive()
    (call,) = line.office.get("/calls").json()["items"]
    assert (call["reached"], call["seconds"], call["member"]) == (True, 40, str(rita))
    assert line.rows("Wait", "id") == []
    assert line.rows("Fact", "kind").count(("talked",)) == 1


def test_forged_call_gets_no_instructions(line: Line) -> None:
    answer = line.peer.bring(
        {"CallSid": "CA1", "CallStatus": "ringing", "Direction": "inbound"}, token="other"
    )
    assert answer.status == 403
    assert b"<Response" not in answer.body
