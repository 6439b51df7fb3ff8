"""Push: a service of the test that reads the message as a browser would, and checks who signed it."""

import base64
import json
import os

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from firstreply.channels.answer import Rejected, Sent, TryAgain
from firstreply.channels.push import LARGEST, Push, Sender, send
from tests.channels.receiver import Receiver, receiving

OURS = ec.generate_private_key(ec.SECP256R1())
BROWSER = ec.generate_private_key(ec.SECP256R1())
AUTH = os.urandom(16)


def text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()


def octets(text_: str) -> bytes:
    return base64.urlsafe_b64decode(text_ + "=" * (-len(text_) % 4))


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


SENDER = Sender(
    private_key=text(OURS.private_numbers().private_value.to_bytes(32, "big")), contact="mailto:a@b.example"
)


def push(url: str, **changes: object) -> Push:
    plain = {
        "endpoint": url + "/send/abc", "p256dh": text(point(BROWSER)), "auth": text(AUTH), "body": b'{"title":"x"}',
        "topic": "wait 1", "seconds": 600, "urgent": True, "hosts": ("127.0.0.1",),
    }  # fmt: skip
    return Push(**(plain | changes))  # type: ignore[arg-type]


def test_only_the_browser_reads_it_and_the_service_knows_us() -> None:
    receiver = Receiver(201)
    with receiving(receiver) as url:
        assert send(push(url), SENDER, at=1_700_000_000) == Sent()
    (got,) = receiver.got
    assert got.headers["content-encoding"] == "aes128gcm"
    read = http_ece.decrypt(got.body, private_key=BROWSER, auth_secret=AUTH, version="aes128gcm")
    assert read == b'{"title":"x"}'
    scheme, _, rest = got.headers["authorization"].partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, claims, signature = parts["t"].split(".")
    raw = octets(signature)
    whole = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    OURS.public_key().verify(whole, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    assert (scheme.lower(), octets(parts["k"])) == ("vapid", point(OURS))
    assert json.loads(octets(claims)) == {
        "aud": url,
        "exp": 1_700_000_000 + 43_200,
        "sub": "mailto:a@b.example",
    }


def test_newer_message_replaces_an_unread_one_of_its_topic() -> None:
    receiver = Receiver(201)
    with receiving(receiver) as url:
        send(push(url), SENDER, at=1)
        send(push(url, urgent=False), SENDER, at=2)
        send(push(url, topic="wait 2"), SENDER, at=3)
    first, second, third = (got.headers for got in receiver.got)
    assert first["topic"] == second["topic"] != third["topic"]
    assert len(first["topic"]) == 32
    assert (first["urgency"], second["urgency"], first["ttl"]) == ("high", "normal", "600")


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (404, Rejected(reason="status 404", gone=True)),
        (410, Rejected(reason="status 410", gone=True)),
        (413, Rejected(reason="status 413")),
        (403, Rejected(reason="status 403")),
        (503, TryAgain(reason="status 503")),
    ],
)
def test_what_the_status_means(status: int, answer: object) -> None:
    with receiving(Receiver(status)) as url:
        assert send(push(url), SENDER, at=1) == answer


@pytest.mark.parametrize(
    "broken", [{"p256dh": "AAAA"}, {"p256dh": "%%%"}, {"p256dh": text(b"\x04" + b"\x01" * 64)}, {"auth": ""}]
)
def test_subscription_that_is_none_is_dropped(broken: dict[str, str]) -> None:
    with receiving(Receiver(201)) as url:
        assert send(push(url, **broken), SENDER, at=1) == Rejected(
            reason="subscription_not_understood", gone=True
        )


def test_message_that_no_service_takes_is_not_sent() -> None:
    receiver = Receiver(201)
    with receiving(receiver) as url:
        assert send(push(url, body=b"a" * (LARGEST + 1)), SENDER, at=1) == Rejected(reason="too_large")
        assert send(push(url, body=b"a" * LARGEST), SENDER, at=1) == Sent()
    assert len(receiver.got[0].body) <= 4096


def test_push_service_in_our_own_network_is_not_reached() -> None:
    receiver = Receiver(201)
    with receiving(receiver) as url:
        answer = send(push(url.replace("http", "https"), hosts=()), SENDER, at=1)
    assert (answer, receiver.got) == (Rejected(reason="address_not_public"), [])
