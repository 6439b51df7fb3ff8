"""Requests of Twilio: signed as published, each thing one piece, each call answered in TwiML."""

import hashlib
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from firstreply.channels.base import ForgedError
from firstreply.channels.twilio.channel import CHANNEL, take
from firstreply.channels.twilio.signing import fits, signed
from firstreply.core.refusal import Refused
from tests.channels.twilio.account import ADDRESS, TOKEN, request, setup, sms, step

#: The example of Twilio's documentation.
EXAMPLE = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675309",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
}


def test_published_example_has_the_published_signature() -> None:
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert signed(url, list(EXAMPLE.items()), "12345") == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@pytest.mark.parametrize("url", ["https://a.example/in/1", "https://a.example:443/in/1"])
def test_port_that_goes_without_saying_may_be_said(url: str) -> None:
    there = signed("https://a.example/in/1", [("a", "b")], TOKEN)
    assert fits(url, [("a", "b")], b"", there, TOKEN)


def test_json_is_signed_by_its_digest_in_the_address() -> None:
    body = b'{"specversion": "1.0"}'
    url = f"{ADDRESS}?bodySHA256={hashlib.sha256(body).hexdigest()}"
    signature = signed(url, (), TOKEN)
    assert fits(url, None, body, signature, TOKEN)
    assert not fits(url, None, body + b" ", signature, TOKEN)
    assert not fits(ADDRESS, None, body, signed(ADDRESS, (), TOKEN), TOKEN)


FORGED: dict[str, dict[str, Any]] = {
    "no signature": {"headers": {"content-type": "application/x-www-form-urlencoded"}},
    "another body": {"body": b"MessageSid=SM1&Body=Other"},
    "another address": {"url": ADDRESS.replace("0001", "0002")},
    "another query": {"url": f"{ADDRESS}?on=dial", "query": "on=dial"},
    "truncated": {"body": b"MessageSid=SM1&SmsSid=SM1&Sms"},
}


@pytest.mark.parametrize("how", FORGED)
def test_what_twilio_did_not_sign_is_refused(how: str) -> None:
    with pytest.raises(ForgedError) as refused:
        take(request(sms(), **FORGED[how]), setup(), 0)
    assert refused.value.status == 403


def test_account_without_a_token_takes_nothing() -> None:
    with pytest.raises(ForgedError):
        take(request(sms()), replace(setup(), sealed={}), 0)


def test_same_message_is_the_same_piece_and_each_report_its_own() -> None:
    def name(fields: dict[str, str], query: str = "") -> str:
        (piece,) = take(request(fields, query), setup(), 0).pieces
        return piece.id

    assert name(sms()) == name(sms()) == "SM1"
    names = [
        name({"MessageSid": "SM1", "MessageStatus": "sent", "SmsStatus": "sent"}),
        name({"MessageSid": "SM1", "MessageStatus": "delivered", "SmsStatus": "delivered"}),
        name(step()),
        name(step("completed"), "?on=status"),
        name(step("in-progress", DialCallStatus="completed"), "?on=dial"),
        name(step("completed", RecordingSid="RE1"), "?on=recording"),
    ]
    assert len(set(names)) == len(names)


def verbs(fields: dict[str, str], query: str = "", **settings: Any) -> list[str]:
    """What the call is told to do, verb by verb."""
    taken = take(request(fields, query), setup(**settings), 0)
    assert taken.content_type == "text/xml; charset=utf-8"
    return [one.tag for one in ElementTree.fromstring(taken.body)]


DIALLED: dict[str, Any] = {"voice": "forward", "forward_to": ["+491701111111"]}


def test_call_goes_on_as_the_account_says() -> None:
    assert verbs(step()) == ["Say", "Record", "Hangup"]
    assert verbs(step(), voice="reject") == ["Reject"]
    assert verbs(step(), **DIALLED) == ["Dial"]
    assert verbs(step("in-progress", DialCallStatus="no-answer"), "?on=dial", **DIALLED) == [
        "Say",
        "Record",
        "Hangup",
    ]
    assert verbs(step("in-progress", DialCallStatus="completed"), "?on=dial", **DIALLED) == ["Hangup"]
    assert verbs(step("completed"), "?on=status") == []
    assert verbs(sms()) == []


def test_numbers_ring_at_once_and_whoever_picks_up_can_be_asked_for_a_key() -> None:
    taken = take(request(step()), setup(**DIALLED, confirm=True, ring_seconds=15), 0)
    (dial,) = ElementTree.fromstring(taken.body)
    assert (dial.get("timeout"), dial.get("action")) == ("15", f"{ADDRESS}?on=dial")
    assert [(one.text, one.get("url")) for one in dial] == [("+491701111111", f"{ADDRESS}?on=accept")]
    assert verbs(step("in-progress", ParentCallSid="CA0"), "?on=accept", **DIALLED) == ["Gather", "Hangup"]


@pytest.mark.parametrize("language", ["en", "ar", "fa"])
def test_announcement_is_spoken_where_twilio_speaks_the_language(language: str) -> None:
    body = take(request(step()), setup(language=language), 0).body
    said = [(one.get("language"), bool(one.text)) for one in ElementTree.fromstring(body) if one.tag == "Say"]
    assert said == {"en": [("en-US", True)], "ar": [("arb", True)], "fa": []}[language]


def test_words_of_the_account_are_text_and_never_markup() -> None:
    body = take(request(step()), setup(greeting="<Dial>+4915</Dial> & more"), 0).body
    assert [one.tag for one in ElementTree.fromstring(body)] == ["Say", "Record", "Hangup"]


WRONG = [
    {"account_sid": "SK1"},
    {"number": "030 1"},
    {"voice": "forward"},
    {"forward_to": ["101"]},
    {"greeting_audio": "http://a.example/x.mp3"},
    {"messaging_service": "XX"},
]


@pytest.mark.parametrize("settings", WRONG)
def test_setting_that_cannot_be_is_refused(settings: dict[str, object]) -> None:
    assert CHANNEL.validate is not None
    with pytest.raises(Refused, match="setting_wrong"):
        CHANNEL.validate(settings)
