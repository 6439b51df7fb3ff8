"""Webhooks: what a receiver gets, how it knows that it is us, and where we never go."""

import base64
import hashlib
import hmac
import http.client
import time
from http.server import BaseHTTPRequestHandler
from uuid import UUID

import pytest

from firstreply.channels import post
from firstreply.channels.answer import Rejected, Sent, TryAgain
from firstreply.channels.outward import is_public
from firstreply.channels.webhook import Event, new_secret, send
from tests.channels.receiver import Receiver, receiving

ID = UUID("01900000-0000-7000-8000-000000000001")
HERE = ("127.0.0.1", "localhost")


def event(url: str, **changes: object) -> Event:
    plain = {
        "id": ID,
        "url": url,
        "secret": "whsec_" + base64.b64encode(b"k" * 32).decode(),
        "body": b'{"a":1}',
    }
    return Event(**(plain | {"hosts": HERE} | changes))  # type: ignore[arg-type]


def test_receiver_can_prove_that_it_was_us() -> None:
    receiver = Receiver(200)
    secret = new_secret()
    with receiving(receiver) as url:
        assert send(event(url + "/hook?x=1", secret=secret), at=1_700_000_000) == Sent()
    (got,) = receiver.got
    key = base64.b64decode(secret.split("_")[1])
    signed = b"%s.1700000000.%s" % (str(ID).encode(), got.body)
    expected = "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
    assert got.path == "/hook?x=1"
    assert (got.headers["webhook-id"], got.headers["webhook-timestamp"]) == (str(ID), "1700000000")
    assert got.headers["webhook-signature"] == expected
    assert got.headers["content-type"] == "application/json"
    assert len(key) == hashlib.sha256().digest_size


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (204, Sent()),
        (410, Rejected(reason="status 410", gone=True)),
        (404, TryAgain(reason="status 404")),
        (500, TryAgain(reason="status 500")),
        (429, TryAgain(reason="status 429", after=7.0)),
        (302, TryAgain(reason="status 302", after=7.0)),
    ],
)
def test_what_the_status_means(status: int, answer: object) -> None:
    receiver = Receiver(status)
    receiver.headers = {"Retry-After": "7", "Location": "/elsewhere"} if status in (429, 302) else {}
    with receiving(receiver) as url:
        assert send(event(url), at=1) == answer
    assert len(receiver.got) == 1  # a redirect is not followed


def test_receiver_that_drips_is_left_when_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        for octet in b"HTTP/1.1 " + b"2" * 400:
            try:
                handler.wfile.write(bytes([octet]))
                handler.wfile.flush()
            except OSError:
                return
            time.sleep(0.02)

    monkeypatch.setattr(post, "SECONDS", 0.3)
    with receiving(Receiver(drip)) as url:
        begun = time.monotonic()
        answer = send(event(url), at=1)
        took = time.monotonic() - begun
    assert isinstance(answer, TryAgain)
    assert answer.unreachable
    assert took < 3


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "0.0.0.0", "[::ffff:127.0.0.1]"]
)
def test_no_connection_into_our_own_network(host: str) -> None:
    receiver = Receiver(200)
    with receiving(receiver) as url:
        port = url.rpartition(":")[2]
        answer = send(event(f"https://{host}:{port}/", hosts=()), at=1)
    assert answer == Rejected(reason="address_not_public")
    assert receiver.got == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://hooks.example/", "address_not_https"),
        ("ftp://hooks.example/", "address_not_understood"),
        ("https://user:secret@hooks.example/", "address_not_understood"),
        ("https://hooks.example:99999/", "address_not_understood"),
        ("file:///etc/passwd", "address_not_understood"),
    ],
)
def test_addresses_that_are_not_for_webhooks(url: str, reason: str) -> None:
    assert send(event(url), at=1) == Rejected(reason=reason)


def test_path_cannot_carry_a_second_request() -> None:
    receiver = Receiver(200)
    with receiving(receiver) as url:
        answer = send(event(url + "/a HTTP/1.1\r\nX-Evil: 1\r\n\r\nGET /b"), at=1)
    assert all("x-evil" not in got.headers for got in receiver.got)
    assert len(receiver.got) <= 1
    assert answer in (Sent(), Rejected(reason="request_not_sendable"))


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1", "172.16.3.4", "192.168.1.1", "127.0.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "198.18.0.1", "192.0.2.1", "::", "::1", "fe80::1%eth0", "fd00::1", "ff02::1",
        "::ffff:10.0.0.1", "64:ff9b::a9fe:a9fe", "2002:a00:1::", "2001:0:1:2:3:4:5:6", "fec0::1", "nonsense", "",
    ],
)  # fmt: skip
def test_addresses_that_are_nobodys_business_outside(address: str) -> None:
    assert is_public(address) is False


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_of_the_internet(address: str) -> None:
    assert is_public(address) is True


def test_our_own_connections_are_not_watched() -> None:
    receiver = Receiver(200)
    with receiving(receiver) as url:
        send(event("https://127.0.0.1:1/", hosts=()), at=1)
        line = http.client.HTTPConnection(url.removeprefix("http://"), timeout=5)
        line.request("GET", "/")
        assert line.getresponse().status == 200
        line.close()
