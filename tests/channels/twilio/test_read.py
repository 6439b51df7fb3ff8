"""What requests of Twilio say: messages, what became of ours, and calls, whoever was rung."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from firstreply.channels.twilio.channel import take
from firstreply.channels.twilio.reading import read
from firstreply.core.capture.brought import Called, Nothing, Rang, Said, Told
from firstreply.core.capture.call import Known, known, together
from firstreply.core.passage import Passage
from tests.channels.twilio.account import CUSTOMER, NUMBER, request, setup, sms, step

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
FORWARD = {"voice": "forward", "forward_to": ["+491701111111"]}
DELETED = "+266696687"  #: how Twilio writes a number that was withheld


def brought(fields: dict[str, str], query: str = "", **settings: Any) -> Any:
    """What a request says, read as it will be: from what `take` made of it."""
    account = setup(**settings)
    (piece,) = take(request(fields, query), account, 0).pieces
    return read(piece.payload, account, NOW)


def test_text_message_is_said_by_its_number() -> None:
    said = brought(sms("Hello"))
    assert isinstance(said, Said)
    assert dict(said.message) == {
        "direction": "in", "channel": "sms", "party": CUSTOMER, "name": "", "id": "SM1", "text": "Hello",
        "automatic": False,
    }  # fmt: skip


def test_pictures_are_told_by_kind_and_place() -> None:
    said = brought(
        sms("", NumMedia="1", MediaContentType0="image/jpeg", MediaUrl0="https://api.twilio.com/x")
    )
    assert said.message["text"] == "[image/jpeg] https://api.twilio.com/x"


@pytest.mark.parametrize(
    ("text", "automatic"), [("STOP", True), ("stop.", True), ("Start", True), ("Stop by?", False)]
)
def test_words_that_twilio_answers_itself_are_owed_nothing(text: str, automatic: bool) -> None:
    assert brought(sms(text)).message["automatic"] is automatic
    assert brought(sms("Arrêt", OptOutType="STOP")).message["automatic"] is True


STATES = [
    ("queued", "", Passage.ACCEPTED, ""),
    ("sent", "", Passage.ACCEPTED, ""),
    ("delivered", "", Passage.DELIVERED, ""),
    ("undelivered", "30003", Passage.FAILED, "twilio 30003"),
    ("undelivered", "30006", Passage.HARD_BOUNCED, "twilio 30006"),
    ("failed", "21610", Passage.FAILED, "sms_opted_out"),
]


@pytest.mark.parametrize(("status", "code", "passage", "reason"), STATES)
def test_report_tells_what_became_of_ours(status: str, code: str, passage: Passage, reason: str) -> None:
    fields = {"MessageSid": "SM9", "MessageStatus": status, "To": CUSTOMER, "From": NUMBER}
    told = brought(fields | ({"ErrorCode": code} if code else {}))
    assert told == Told(id="SM9", passage=passage, at=NOW, reason=reason, party=CUSTOMER)


def test_call_that_comes_in_rings() -> None:
    assert brought(step(CallerName="Lea")) == Rang(
        id="CA1", inbound=True, party=CUSTOMER, at=NOW, name="Lea", agent=NUMBER
    )


def of_call(*steps: tuple[str, dict[str, str]], **settings: Any) -> Known:
    """What all steps of a call say together."""
    found = [brought(fields, query, **settings) for query, fields in steps]
    calls = [known(one) for one in found if isinstance(one, Called)]
    assert {one.id for one in found if isinstance(one, Called)} == {"CA1"}
    told = calls[0]
    for one in calls[1:]:
        told = together(told, one)
    backwards = calls[-1]
    for one in calls[-2::-1]:
        backwards = together(backwards, one)
    assert told == backwards
    return told


def leg(status: str, seconds: int, **more: str) -> dict[str, str]:
    told = {"CallSid": "CA2", "ParentCallSid": "CA1", "From": CUSTOMER, "To": "+491701111111"}
    return {**told, "Direction": "outbound-dial", "CallStatus": status, "CallDuration": str(seconds), **more}


def test_call_that_a_colleague_took_was_answered_by_them() -> None:
    told = of_call(
        ("?on=leg", leg("completed", 40)),
        (
            "?on=dial",
            step("in-progress", DialCallStatus="completed", DialCallDuration="40", DialBridged="true"),
        ),
        ("?on=status", step("completed", CallDuration="52")),
        **FORWARD,
        agents={"+491701111111": "ann@ours.example"},
    )
    assert (told.reached, told.seconds, told.agent, told.party) == (True, 40, "ann@ours.example", CUSTOMER)
    assert told.at == NOW - timedelta(seconds=52)


def test_message_on_the_mailbox_is_a_missed_call_with_words_and_a_link() -> None:
    recording = {"RecordingSid": "RE1", "RecordingUrl": "https://api.twilio.com/RE1"}
    told = of_call(
        ("?on=dial", step("in-progress", DialCallStatus="no-answer")),
        ("?on=recorded", step("in-progress", **recording)),
        (
            "?on=words",
            step("completed", TranscriptionStatus="completed", TranscriptionText="Call me", **recording),
        ),
        ("?on=status", step("completed", CallDuration="30")),
        **FORWARD,
    )
    assert (told.reached, told.seconds, told.text, told.link) == (
        False,
        0,
        "Call me",
        "https://api.twilio.com/RE1",
    )


def test_colleagues_own_mailbox_that_answered_presses_no_key_and_is_nobody() -> None:
    unheard = step("in-progress", DialCallStatus="completed", DialBridged="false")
    told = of_call(
        ("?on=dial", unheard), ("?on=status", step("completed", CallDuration="25")), **FORWARD, confirm=True
    )
    assert told.reached is False
    assert brought(leg("completed", 20), "?on=leg", **FORWARD, confirm=True) == Nothing(what="leg")
    pressed = brought(leg("in-progress", 0, Digits="1"), "?on=accepted", **FORWARD, confirm=True)
    assert (pressed.id, pressed.reached) == ("CA1", True)


@pytest.mark.parametrize(
    ("status", "seconds", "machine", "reached"),
    [
        ("completed", 30, "", True),
        ("completed", 30, "human", True),
        ("completed", 30, "machine_start", False),
        ("completed", 30, "fax", False),
        ("busy", 0, "", False),
        ("no-answer", 0, "", False),
    ],
)
def test_call_of_ours_reached_somebody_unless_a_machine_took_it(
    status: str, seconds: int, machine: str, reached: bool
) -> None:
    fields = step(status, Direction="outbound-api", CallDuration=str(seconds), AnsweredBy=machine)
    told = brought({**fields, "From": NUMBER, "To": CUSTOMER}, "?on=status")
    assert (told.inbound, told.party, told.reached) == (False, CUSTOMER, reached)


def test_call_that_is_handled_elsewhere_was_answered_if_it_lasted() -> None:
    over = step("completed", CallDuration="30")
    assert brought(over, "?on=status", voice="elsewhere").reached is True
    assert brought(step("no-answer"), "?on=status", voice="elsewhere").reached is False


def test_withheld_number_is_nobodys() -> None:
    assert brought(step("completed", From=DELETED), "?on=status").party == ""
