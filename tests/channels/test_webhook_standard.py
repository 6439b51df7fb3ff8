"""Webhooks as the specification's own library reads them, and what is kept of the answers."""

import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from uuid import UUID

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from firstreply.channels import post
from firstreply.channels.answer import Heard, Sent, TryAgain
from firstreply.channels.webhook import Event, new_secret, send
from tests.channels.receiver import Got, Receiver, receiving

ID = UUID("01900000-0000-7000-8000-000000000001")
BODY = '{"type":"lead.created","data":{"name":"امید"}}'.encode()
HERE = ("127.0.0.1",)


def sent(secret: str, before: str = "", *, at: int | None = None) -> Got:
    receiver = Receiver(204)
    with receiving(receiver) as url:
        event = Event(id=ID, url=url, secret=secret, secret_before=before, body=BODY, hosts=HERE)
        assert send(event, at=at or int(time.time())) == Sent()
    return receiver.got[0]


def test_the_library_of_the_specification_takes_what_we_sign() -> None:
    for _ in range(20):
        secret = new_secret()
        got = sent(secret)
        assert Webhook(secret).verify(got.body, got.headers)["type"] == "lead.created"


def test_the_library_refuses_another_secret_another_body_and_another_time() -> None:
    secret = new_secret()
    got = sent(secret)
    old = sent(secret, at=int(time.time()) - 400)
    for key, body, headers in (
        (new_secret(), got.body, got.headers),
        (secret, got.body + b" ", got.headers),
        (secret, got.body, got.headers | {"webhook-id": "other"}),
        (secret, old.body, old.headers),
    ):
        with pytest.raises(WebhookVerificationError):
            Webhook(key).verify(body, headers)


def test_while_a_secret_is_changed_over_both_sides_take_what_we_sign() -> None:
    old, new = new_secret(), new_secret()
    got = sent(new, old)
    assert len(got.headers["webhook-signature"].split(" ")) == 2
    for secret in (old, new):
        assert Webhook(secret).verify(got.body, got.headers)["type"] == "lead.created"
    with pytest.raises(WebhookVerificationError):
        Webhook(new_secret()).verify(got.body, got.headers)


def test_secrets_are_in_no_text_of_an_event() -> None:
    event = Event(id=ID, url="https://x.example/", secret="whsec_now", secret_before="whsec_then", body=b"{}")
    assert "whsec_" not in repr(event)


def heard(
    status: int, body: bytes, *, length: int | None = None, headers: dict[str, str] | None = None
) -> object:
    """What is kept of an answer; a `length` longer than the body leaves the rest to be waited for."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)
        handler.wfile.flush()
        if length is not None:
            time.sleep(0.6)

    with receiving(Receiver(answer)) as url:
        return send(Event(id=ID, url=url, secret=new_secret(), body=b"{}", hosts=HERE), at=1)


def test_an_answer_is_kept_as_far_as_500_octets() -> None:
    found = heard(500, b"x" * 300 + b"\0\xff" + b"y" * 1000)
    assert isinstance(found, TryAgain)
    assert found.heard == Heard(500, "x" * 300 + "�" + "y" * 198)


def test_a_receiver_that_took_it_has_taken_it_even_if_it_never_ends_its_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(post, "_PATIENCE", 0.1)
    begun = time.monotonic()
    assert heard(200, b"thanks", length=1000) == Sent()
    assert time.monotonic() - begun < 2


NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("120", 120.0),
        ("999999999999", 86_400.0),
        (format_datetime(NOW + timedelta(minutes=3), usegmt=True), 180.0),
        (format_datetime(NOW - timedelta(minutes=3), usegmt=True), 0.0),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
def test_how_long_it_asks_us_to_wait(asked: str, seconds: float | None) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response_only(503)
        handler.send_header("Date", format_datetime(NOW, usegmt=True))
        handler.send_header("Retry-After", asked)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    with receiving(Receiver(answer)) as url:
        found = send(Event(id=ID, url=url, secret=new_secret(), body=b"{}", hosts=HERE), at=1)
    assert found == TryAgain(reason="status 503", after=seconds)
