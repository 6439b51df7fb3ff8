"""Text messages of ours, through a small Twilio that checks what it gets."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from firstreply.channels.answer import Rejected, Sent, TryAgain
from firstreply.channels.base import Outgoing, Setup
from firstreply.channels.twilio.peer import Twilio
from firstreply.channels.twilio.rest import check, connect
from firstreply.channels.twilio.sending import fit, send
from firstreply.core.refusal import Refused

CUSTOMER = "+491701234567"


@pytest.fixture
def peer() -> Iterator[Twilio]:
    with Twilio().running() as running:
        yield running


def account(peer: Twilio, token: str = "", **settings: Any) -> Setup:
    """Our account there."""
    plain = {"account_sid": peer.account, "number": peer.number, "base_url": peer.url}
    return Setup(
        id=UUID(int=1),
        kind="twilio",
        name="Text messages",
        address="https://crm.example/in/1",
        settings={**plain, **settings},
        sealed={"auth_token": token or peer.token},
        hosts=("127.0.0.1",),
    )


def message(to: str = CUSTOMER, text: str = "An offer follows.", attempt: int = 1) -> Outgoing:
    """One of ours."""
    at = datetime.now(UTC)
    return Outgoing(
        id=UUID(int=2), to=to, name="", subject="", text=text, author="Ann", author_id="", language="en", at=at,
        automatic=False, attempt=attempt,
    )  # fmt: skip


def test_text_is_taken_and_told_of_at_our_address(peer: Twilio) -> None:
    answer = send(message(), account(peer))
    assert answer == Sent(peer.sent[0]["sid"])
    assert [(one["to"], one["from"], one["body"], one["callback"]) for one in peer.sent] == [
        (CUSTOMER, peer.number, "An offer follows.", "https://crm.example/in/1")
    ]


def test_messaging_service_goes_before_the_number(peer: Twilio) -> None:
    send(message(), account(peer, messaging_service="MG1"))
    assert b"MessagingServiceSid=MG1" in peer.got[0].body
    assert b"From=" not in peer.got[0].body


@pytest.mark.parametrize(
    ("to", "answer"),
    [
        ("+15005550004", Rejected(reason="sms_opted_out")),
        ("+15005550001", Rejected(reason="sms_no_such_number", gone=True)),
        ("+15005550009", Rejected(reason="sms_no_mobile", gone=True)),
    ],
)
def test_number_that_gets_no_message_is_not_tried_again(peer: Twilio, to: str, answer: Rejected) -> None:
    assert send(message(to), account(peer)) == answer


def test_wrong_token_is_the_accounts_trouble_and_tried_again(peer: Twilio) -> None:
    assert send(message(), account(peer, token="other")) == TryAgain(
        reason="sms_account_refused", unreachable=True
    )
    assert peer.sent == []


@pytest.mark.parametrize(
    ("status", "data", "reason"),
    [
        (429, {"code": 20429}, "sms_rate_limited"),
        (503, None, "status 503"),
        (500, {"code": 20500}, "twilio 20500"),
    ],
)
def test_what_passes_is_tried_again(peer: Twilio, status: int, data: Any, reason: str) -> None:
    peer.failing.append((status, data))
    assert send(message(), account(peer)) == TryAgain(reason=reason)
    assert isinstance(send(message(attempt=2), account(peer)), Sent)


def test_message_that_was_taken_without_a_word_is_not_sent_again(peer: Twilio) -> None:
    peer.lose_answers = 1
    one = message()
    assert isinstance(send(one, account(peer)), TryAgain)
    again = Outgoing(**{name: getattr(one, name) for name in one.__slots__} | {"attempt": 2})
    assert send(again, account(peer)) == Sent(peer.sent[0]["sid"])
    assert len(peer.sent) == 1
    send(message(text="Another one.", attempt=2), account(peer))
    assert len(peer.sent) == 2


def test_nobody_there_is_tried_again() -> None:
    with Twilio().running() as gone:
        account_there = account(gone)
    answer = send(message(), account_there)
    assert isinstance(answer, TryAgain)
    assert answer.unreachable


def test_private_address_is_not_asked(peer: Twilio) -> None:
    from dataclasses import replace

    answer = send(message(), replace(account(peer), hosts=()))
    assert isinstance(answer, Rejected)
    assert peer.got == []


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (message("lea@there.example"), "recipient_wrong"),
        (message(text=" "), "text_missing"),
        (message(text="x" * 1601), "text_too_long"),
    ],
)
def test_what_cannot_be_sent_is_refused_before(one: Outgoing, code: str) -> None:
    with pytest.raises(Refused) as refused:
        fit(one, account(Twilio()))
    assert refused.value.code == code


def test_account_is_looked_at_and_connected(peer: Twilio) -> None:
    assert check(account(peer)).facts["friendly_name"] == "Acme"
    assert check(account(peer, token="other")).code == "channel_token_refused"
    assert connect(account(peer)).ok
    assert peer.addresses == {
        "SmsUrl": "https://crm.example/in/1",
        "SmsMethod": "POST",
        "VoiceUrl": "https://crm.example/in/1",
        "VoiceMethod": "POST",
        "StatusCallback": "https://crm.example/in/1?on=status",
        "StatusCallbackMethod": "POST",
    }
    assert connect(account(peer, number="+4930901999")).code == "channel_refused"


def test_secret_is_in_no_text_of_ours(peer: Twilio) -> None:
    shown = f"{account(peer)!r} {send(message(), account(peer, token='very-secret'))!r}"
    assert "very-secret" not in shown
    assert peer.token not in shown
