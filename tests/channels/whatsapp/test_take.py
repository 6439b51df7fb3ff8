"""What Meta brings: only what it signed, each thing once, and nothing lost beside what is broken."""

import json
from urllib.parse import urlencode

import pytest

from firstreply.channels.base import ForgedError
from firstreply.channels.meta import MOST
from firstreply.channels.whatsapp.channel import take
from tests.channels.whatsapp.account import VERIFY, asks, call, delivery, setup, text

NOW = 1_780_000_100


def status(body: bytes, **how: str) -> int:
    """By which a forged request is answered; 200 for one that is taken."""
    try:
        return take(call(body, **how), setup(), NOW).status
    except ForgedError as forged:
        return forged.status


def test_only_octets_signed_with_the_apps_secret_are_taken() -> None:
    body = delivery({"messages": [text()]})
    right = call(body)
    assert [
        status(body),
        status(body, secret="another"),
        status(body, **{"x-hub-signature-256": ""}),
        status(body, **{"x-hub-signature-256": right.headers["x-hub-signature-256"][:-1]}),
        status(body + b" ", **{"x-hub-signature-256": right.headers["x-hub-signature-256"]}),
        status(body, **{"x-hub-signature-256": right.headers["x-hub-signature-256"].removeprefix("sha256=")}),
    ] == [200, 401, 401, 401, 401, 401]


def test_an_account_without_its_apps_secret_takes_nothing() -> None:
    body = delivery({"messages": [text()]})
    with pytest.raises(ForgedError):
        take(call(body, secret=""), type(setup())(id=setup().id, kind="whatsapp", name="", address=""), NOW)


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ({"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158201444"}, b"1158201444"),
        ({"hub.mode": "subscribe", "hub.verify_token": "x", "hub.challenge": "1158201444"}, 403),
        ({"hub.mode": "unsubscribe", "hub.verify_token": VERIFY, "hub.challenge": "1"}, 403),
        ({"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "<script>"}, 403),
        ({"hub.mode": "subscribe", "hub.challenge": "1"}, 403),
        ({}, 403),
    ],
)
def test_address_proves_itself_to_who_knows_its_secret(query: dict[str, str], answer: object) -> None:
    assert proved(urlencode(query)) == answer


def proved(query: str) -> object:
    """What Meta gets back, or the status of a refusal."""
    try:
        taken = take(asks(query), setup(), NOW)
    except ForgedError as forged:
        return forged.status
    assert taken.content_type == "text/plain; charset=utf-8"
    return taken.body


def test_each_message_and_report_of_a_request_is_a_piece_of_its_own() -> None:
    reports = [{"id": "wamid.0", "status": "sent"}, {"id": "wamid.0", "status": "read"}]
    body = delivery(
        {"messages": [text("wamid.1"), text("wamid.2")]},
        {"statuses": reports},
        {"messages": [text("wamid.3")]},
    )
    taken = take(call(body), setup(), NOW)
    assert [one.id for one in taken.pieces] == [
        "wamid.1",
        "wamid.2",
        "wamid.0:sent",
        "wamid.0:read",
        "wamid.3",
    ]
    assert {one.kind for one in taken.pieces} == {"piece"}


def test_what_is_broken_stands_beside_what_is_whole() -> None:
    body = delivery(
        {"messages": [7, {"type": []}, text("wamid.2")]}, {"messages": "none"}, {"statuses": [None]}
    )
    taken = take(call(body), setup(), NOW)
    assert [one.id for one in taken.pieces if not one.id.startswith("sha256:")] == ["wamid.2"]
    assert len(taken.pieces) == 4


@pytest.mark.parametrize("body", [b"", b"no json", b"[" * 2000, b'"text"', b"\xff\xfe"])
def test_signed_octets_that_are_no_delivery_are_kept_or_mean_nothing(body: bytes) -> None:
    taken = take(call(body), setup(), NOW)
    assert [one.raw for one in taken.pieces] == ([] if body == b'"text"' else [body])


def test_too_many_things_are_kept_in_one() -> None:
    body = delivery({"statuses": [{"id": f"wamid.{n}", "status": "read"} for n in range(MOST + 1)]})
    assert [one.raw for one in take(call(body), setup(), NOW).pieces] == [body]


def test_other_subscriptions_of_the_app_are_let_go() -> None:
    assert (
        take(
            call(delivery({"event": "APPROVED"}, field="message_template_status_update")), setup(), NOW
        ).pieces
        == ()
    )


def test_the_same_delivery_has_the_same_ids() -> None:
    body = json.dumps(json.loads(delivery({"messages": [text(), {"type": "odd"}]}))).encode()
    first, again = (take(call(body), setup(), NOW + later) for later in (0, 6 * 86400))
    assert [one.id for one in first.pieces] == [one.id for one in again.pieces]
