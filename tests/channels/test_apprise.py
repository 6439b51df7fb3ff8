"""Chat and SMS services by their addresses: what arrives, what is never reached, what is never shown."""

import json
import logging
import time
from http.server import BaseHTTPRequestHandler

import pytest

from firstreply.channels import apprise
from firstreply.channels.answer import Rejected, Sent, TryAgain
from firstreply.channels.apprise import Note, send, understood
from tests.channels.receiver import Receiver, receiving


def note(address: str, **changes: object) -> Note:
    plain = {"address": address, "title": "New lead: Omid", "text": "Omid waits.", "hosts": ("127.0.0.1",)}
    return Note(**(plain | changes))  # type: ignore[arg-type]


def test_message_reaches_the_service() -> None:
    receiver = Receiver(200)
    with receiving(receiver) as url:
        assert send(note(url.replace("http", "json") + "/room")) == Sent()
    (got,) = receiver.got
    body = json.loads(got.body)
    assert (got.path, body["title"], body["message"]) == ("/room", "New lead: Omid", "Omid waits.")


def test_service_that_refuses_is_tried_again() -> None:
    with receiving(Receiver(500)) as url:
        answer = send(note(url.replace("http", "json")))
    assert answer == TryAgain(reason="service_refused", unreachable=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433"])
def test_our_own_network_is_not_reached(host: str) -> None:
    receiver = Receiver(200)
    with receiving(receiver) as url:
        answer = send(note(f"json://{host}:{url.rpartition(':')[2]}/", hosts=()))
    assert isinstance(answer, TryAgain)
    assert receiver.got == []


def test_redirect_into_our_own_network_is_not_followed() -> None:
    inner, outer = Receiver(200), Receiver(307)
    with receiving(inner) as secret, receiving(outer) as url:
        outer.headers = {"Location": secret.replace("127.0.0.1", "127.0.0.2") + "/"}
        send(note(url.replace("http", "json")))
    assert (len(outer.got) >= 1, inner.got) == (True, [])


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nonsense",
        "syslog://",
        "dbus://",
        "mqtt://host/topic",
        "file:///etc/passwd",
        "unknown://x",
        "json://",
    ],
)
def test_addresses_that_name_no_service_of_the_outside(address: str) -> None:
    assert understood(address) is False
    assert send(note(address)) == Rejected(reason="address_not_understood")


def test_service_that_drips_is_left_when_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        for octet in b"HTTP/1.1 " + b"2" * 400:
            try:
                handler.wfile.write(bytes([octet]))
                handler.wfile.flush()
            except OSError:
                return
            time.sleep(0.02)

    monkeypatch.setattr(apprise, "SECONDS", 0.3)
    with receiving(Receiver(drip)) as url:
        begun = time.monotonic()
        answer = send(note(url.replace("http", "json")))
    assert isinstance(answer, TryAgain)
    assert time.monotonic() - begun < 3


def test_secret_in_the_address_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), receiving(Receiver(500)) as url:
        send(note(url.replace("http://", "json://user:topsecret@") + "/topsecret"))
    assert "topsecret" not in caplog.text
    assert "topsecret" not in repr(note("json://topsecret@host"))
