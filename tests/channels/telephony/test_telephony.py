"""Telephone systems of all kinds: how they prove themselves, and what their events say."""

import base64
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from standardwebhooks import Webhook

from firstreply.channels.base import ForgedError, Setup
from firstreply.channels.telephony.channel import CHANNEL, take
from firstreply.channels.telephony.party import outside
from firstreply.channels.telephony.reading import read
from firstreply.core.capture.brought import Called, Nothing, Rang
from firstreply.core.refusal import Refused
from tests.channels.telephony.account import CALLER, SECRET, event, request, setup, signed

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


def said(given: dict[str, Any], account: Setup | None = None) -> Any:
    """What an event says, read as it will be: from what `take` made of it."""
    own = account or setup()
    (piece,) = take(request(given), own, int(NOW.timestamp())).pieces
    return read(piece.payload, own, NOW)


def test_standard_webhooks_of_another_library_are_understood() -> None:
    body = b'{"call_id": "1"}'
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(NOW.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("msg_1", NOW, body.decode()),
    }
    assert len(take(request(body, headers), setup(), int(NOW.timestamp())).pieces) == 1
    with pytest.raises(ForgedError):
        take(request(body, headers), setup(), int(NOW.timestamp()) + 301)


BASIC = {"authorization": "Basic " + base64.b64encode(f"pbx:{SECRET}".encode()).decode()}
BEARER = {"authorization": f"Bearer {SECRET}"}
IN_ADDRESS = f"token={quote(SECRET, safe='')}"


def is_taken(
    proof: str | None, headers: dict[str, str] | None, query: str = "", method: str = "POST"
) -> bool:
    account = setup() if proof is None else setup(proof=proof)
    try:
        take(request(event(), headers, method, query), account, 0)
    except ForgedError as refused:
        return refused.status != 401
    return True


def test_secret_itself_is_taken_only_in_the_way_that_somebody_chose() -> None:
    ways = {
        "basic": (BASIC, ""),
        "bearer": (BEARER, ""),
        "address": ({}, IN_ADDRESS),
        "signature": (None, ""),
    }
    taken = {
        proof: [name for name, (headers, query) in ways.items() if is_taken(proof, headers, query)]
        for proof in (None, "signature", "password", "address", "nonsense")
    }
    assert taken == {
        None: ["signature"],
        "signature": ["signature"],
        "password": ["basic", "bearer"],
        "address": ["address"],
        "nonsense": ["signature"],
    }


@pytest.mark.parametrize(
    ("proof", "headers", "query"),
    [
        ("signature", {}, ""),
        ("signature", signed(b"other"), ""),
        ("signature", {"x-signature": "sha256="}, ""),
        ("password", {"authorization": "Basic !!!"}, ""),
        ("password", {"authorization": "Bearer "}, ""),
        ("password", {"authorization": "Basic " + base64.b64encode(b"pbx:wrong").decode()}, ""),
        ("address", {}, "token="),
        ("address", {}, "token=wrong"),
        ("address", {}, f"token=a&{IN_ADDRESS}"),
    ],
)
def test_what_does_not_prove_itself_is_refused(proof: str, headers: dict[str, str], query: str) -> None:
    assert not is_taken(proof, headers, query)


def test_account_without_a_secret_takes_nothing() -> None:
    from dataclasses import replace

    for proof, headers, query in (("password", {"authorization": "Bearer "}, ""), ("address", {}, "token=")):
        with pytest.raises(ForgedError):
            take(request(event(), headers, "POST", query), replace(setup(proof=proof), secret=""), 0)


def test_same_event_is_the_same_piece_and_another_of_the_call_is_not() -> None:
    names = [
        take(request(one), setup(), 0).pieces[0].id for one in (event(), event(), event(state="ringing"))
    ]
    assert names[0] == names[1] != names[2]


def test_events_may_come_together_as_a_form_or_in_the_address() -> None:
    several = take(request([event(), event(call_id="2")]), setup(), 0)
    assert len(several.pieces) == 2
    form = urlencode(event()).encode()
    headers = signed(form) | {"content-type": "application/x-www-form-urlencoded"}
    assert take(request(form, headers), setup(), 0).pieces[0].payload == event()
    query = f"{urlencode(event())}&{IN_ADDRESS}"
    got = take(request(b"", {}, "GET", query), setup(proof="address"), 0)
    assert got.pieces[0].payload == event()


@pytest.mark.parametrize("body", [b"not json", b"[]", b"[1]", b'"text"', b"null"])
def test_what_is_no_event_is_kept_as_it_came(body: bytes) -> None:
    (piece,) = take(request(body), setup(), 0).pieces
    assert (piece.raw, piece.payload) == (body, None)


def test_sipgate_is_asked_to_tell_how_the_call_went_on() -> None:
    taken = take(request(event()), setup(sipgate=True), 0)
    assert taken.content_type == "application/xml"
    assert b'onHangup="https://crm.example/in/1"' in taken.body


STATES = [
    ({"state": "missed"}, (False, 0)),
    ({"state": "no-answer"}, (False, 0)),
    ({"state": "VOICEMAIL"}, (False, 0)),
    ({"state": "answered"}, (True, 0)),
    ({"state": "hangup"}, (False, 0)),
    ({"state": "hangup", "duration": 61}, (True, 61)),
    ({"state": "completed", "duration": "00:01:01"}, (True, 61)),
    ({"state": "", "answered_at": "2026-09-01T11:00:00Z", "ended_at": "2026-09-01T11:01:01Z"}, (True, 61)),
    ({"state": "ended", "reached": False, "duration": 30}, (False, 30)),
    ({"state": "ended", "reached": "true"}, (True, 0)),
]


@pytest.mark.parametrize(("more", "told"), STATES)
def test_words_of_many_systems_say_whether_two_people_spoke(
    more: dict[str, Any], told: tuple[bool, int]
) -> None:
    call = said(event(**more))
    assert isinstance(call, Called)
    assert (call.reached, call.seconds) == told


def test_ringing_is_told_with_whoever_it_rings_at() -> None:
    account = setup(agents={"101": "ann@ours.example"})
    rang = said(event(state="ringing", name="Lea"), account)
    assert rang == Rang(id="1", inbound=True, party=CALLER, at=NOW, name="Lea", agent="ann@ours.example")


@pytest.mark.parametrize(
    ("told", "at"),
    [
        ("2026-09-01T10:00:00+02:00", datetime(2026, 9, 1, 8, tzinfo=UTC)),
        ("2026-09-01 10:00:00", datetime(2026, 9, 1, 6, 30, tzinfo=UTC)),
        ("2026/09/01 10:00:00", datetime(2026, 9, 1, 6, 30, tzinfo=UTC)),
        (1_788_249_600, datetime(2026, 9, 1, 8, tzinfo=UTC)),
        ("1788249600000", datetime(2026, 9, 1, 8, tzinfo=UTC)),
        ("2027-01-01T00:00:00Z", NOW),
    ],
)
def test_times_are_read_as_they_are_written(told: Any, at: datetime) -> None:
    assert said(event(started_at=told), setup(zone="Asia/Tehran")).at == at


def test_mapping_says_where_each_field_stands() -> None:
    mapping = {"call_id": "data.uuid", "direction": "data.type", "from": "data.caller.number", "state": "event",
               "to": "data.callee", "duration": "data.talk"}  # fmt: skip
    given = {"event": "hangup", "data": {"uuid": 7, "type": "inbound", "caller": {"number": CALLER}, "callee": "101",
             "talk": 12}}  # fmt: skip
    call = said(given, setup(mapping))
    assert (call.id, call.party, call.agent, call.seconds) == ("7", CALLER, "101", 12)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (event(call_id=""), "call_id"),
        (event(direction="up"), "direction"),
        (event(state="dancing"), "state"),
        (event(started_at="soon"), "started_at"),
        (event(ended_at=1e300), "ended_at"),
    ],
)
def test_what_cannot_be_read_names_the_field(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        said(given)
    assert (refused.value.code, refused.value.facts) == ("call_field_wrong", {"field": field})


def test_call_among_ourselves_is_nothing() -> None:
    assert said(event(**{"from": "102"})) == Nothing(what="internal")
    assert said(event(direction="internal")) == Nothing(what="internal")


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("sip:+4930901820@pbx.example;user=phone", CALLER),
        ("<sip:+4930901820@pbx.example>", CALLER),
        ("tel:+4930901820", CALLER),
        ("Anonymous", ""),
        ("anonymous@anonymous.invalid", ""),
        ("sip:anonymous@anonymous.invalid", ""),
        ("+266696687", ""),
        ("  ", ""),
        ("030 901820", "030 901820"),
    ],
)
def test_number_outside_is_taken_out_of_whatever_it_is_written_in(given: str, number: str) -> None:
    assert outside(given) == number


def test_link_that_is_no_web_address_is_left_out() -> None:
    assert said(event(recording="javascript:alert(1)")).link == ""
    assert said(event(recording="https://pbx.example/1.wav")).link == "https://pbx.example/1.wav"


@pytest.mark.parametrize("settings", [{"agents": ["101"]}, {"agents": {"101": 1}}, {"zone": "Nowhere/Here"}])
def test_setting_that_cannot_be_is_refused(settings: dict[str, Any]) -> None:
    assert CHANNEL.validate is not None
    with pytest.raises(Refused, match="setting_wrong"):
        CHANNEL.validate(settings)
