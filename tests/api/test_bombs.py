"""What is made to hurt whoever reads it: each has a clear answer within two seconds of work and bounded memory."""

import resource
import time
from collections.abc import Callable
from typing import Final

import pytest

from tests.api.conftest import Office

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

MB: Final = 1024 * 1024
MOST: Final = 10 * MB
SECONDS: Final = 2.0  #: of the processor
MEMORY: Final = 30 * MOST  #: at the most, over what is there already
JSON: Final = "application/json"
FORM: Final = "application/x-www-form-urlencoded"
PARTS: Final = "multipart/form-data; boundary=x"

#: Taken, or refused with a reason. A form without script that nobody filled in is thanked.
CLEAR: Final = {200, 202, 207, 303, 307, 400, 401, 413, 415, 422}


def _filled(octets: bytes, most: int = MOST) -> bytes:
    return octets * (most // len(octets))


def _parts(number: int) -> bytes:
    one = b'--x\r\nContent-Disposition: form-data; name="a%d"\r\n\r\nb\r\n'
    return b"".join(one % n for n in range(number)) + b"--x--\r\n"


def _pairs(number: int) -> bytes:
    return b"&".join(b"a%d=b" % n for n in range(number))


def _object(names: int) -> bytes:
    return b'{"name": "Sara", ' + b",".join(b'"n%d":1' % n for n in range(names)) + b"}"


#: By name: octets, and what they are said to be.
BOMBS: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "10 MB of [": (lambda: _filled(b"["), JSON),
    "deep lists": (lambda: b'{"name": "Sara", "x": ' + b"[" * 1000 + b"]" * 1000 + b"}", JSON),
    "deep objects": (lambda: b'{"name": "Sara", "x": ' + b'{"a":' * 1000 + b"1" + b"}" * 1001, JSON),
    "deep lists around a NUL": (
        lambda: b'{"name": "Sara", "x": ' + b"[" * 1000 + b'"\\u0000"' + b"]" * 1000 + b"}", JSON,
    ),
    "too deep to be read": (lambda: b'{"x": ' + b"[" * 5000 + b"]" * 5000 + b"}", JSON),
    "a number of 5 MB": (lambda: b'{"name": "Sara", "budget": ' + b"9" * (MOST // 2) + b"}", JSON),
    "an endless exponent": (lambda: b'{"name": "Sara", "budget": 1e999999999}', JSON),
    "a text that is a number of 5 MB": (lambda: b'{"name": "Sara", "budget": "' + b"9" * (MOST // 2) + b'"}', JSON),
    "a million names": (lambda: _object(800_000), JSON),
    "a million small values": (lambda: b'{"name": "Sara", "tags": [' + _filled(b"0,", 9 * MB) + b"0]}", JSON),
    "one name again and again": (lambda: b"{" + _filled(b'"a":1,', 9 * MB) + b'"name": "Sara"}', JSON),
    "10 MB of text": (lambda: b'{"name": "' + b"x" * (9 * MB) + b'"}', JSON),
    "10 MB of marks": (lambda: b'{"name": "' + "\u202e".encode() * (3 * MB) + b'"}', JSON),
    "no UTF-8": (lambda: b'{"name": "' + _filled(b"\xff", 9 * MB) + b'"}', JSON),
    "many fields": (lambda: _pairs(1_000_000), FORM),
    "a field without end": (lambda: b"a=" + b"%41" * (3 * MB), FORM),
    "10 MB of &": (lambda: _filled(b"&"), FORM),
    "many parts": (lambda: _parts(150_000), PARTS),
    "parts without end": (lambda: _filled(b"--x\r\n\r\n"), PARTS),
    "a header without end": (lambda: b"--x\r\nContent-Disposition: " + b"a" * (9 * MB), PARTS),
}  # fmt: skip


@pytest.fixture
def office(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Without a limit on how fast one may come."""
    from django.conf import settings

    monkeypatch.setattr(settings, "FIRSTREPLY_RATE_LIMIT", 0)
    return office


def _doors(office: Office) -> dict[str, tuple[str, dict[str, str]]]:
    """Every kind of address that takes a body: the door, a signed and a plain one, a form, what is read by schemas."""
    found: dict[str, tuple[str, dict[str, str]]] = {}
    token = {"Authorization": f"Bearer {office.token}"}
    for path in (
        "inquiries",
        "inquiries/bulk",
        "messages",
        "sources",
        "rules",
        "mappings/preview",
        "forms/check",
    ):
        found[path] = (f"/api/v1/{path}", token)
    for kind in ("webhook", "form", "telephony"):
        made = office.ask("POST", "/sources", {"name": kind, "kind": kind})
        assert made.status_code == 201, made.content
        found[f"in {kind}"] = (f"/in/{made.json()['id']}", {"X-Signature": "sha256=00"})
    return found


def _asked(
    office: Office, at: str, headers: dict[str, str], octets: bytes, kind: str
) -> tuple[int, str, float]:
    """The status, the code, and seconds of the processor."""
    begun = time.process_time()
    answer = office.client.generic("POST", at, octets, content_type=kind, headers=headers)
    seconds = time.process_time() - begun
    told = answer.json() if answer["Content-Type"].endswith("json") else {}
    assert len(answer.content) < MB
    return answer.status_code, str(told.get("code", "")), seconds


def _largest() -> int:
    """Octets that this process held at the most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


@pytest.mark.parametrize("bomb", BOMBS)
def test_it_is_answered_soon_and_clearly(office: Office, bomb: str) -> None:
    made, kind = BOMBS[bomb]
    octets = made()
    assert len(octets) <= MOST
    before = _largest()
    slow, strange = [], []
    for name, (at, headers) in _doors(office).items():
        status, code, seconds = _asked(office, at, headers, octets, kind)
        print(f"{bomb:32} {name:18} {status} {code:24} {seconds:.2f}s {(_largest() - before) / MB:.0f} MB")
        slow += [(name, seconds)] if seconds > SECONDS else []
        strange += [(name, status, code)] if status not in CLEAR else []
    assert (slow, strange) == ([], [])
    assert _largest() - before <= MEMORY
