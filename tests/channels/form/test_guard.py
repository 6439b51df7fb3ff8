"""Who filled a form in: what only a machine does, what is doubtful, and what nobody else could have signed."""

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.channels.form import guard
from firstreply.channels.form.body import Posted, posted
from firstreply.channels.form.guard import Filling
from firstreply.channels.form.hosts import Whence, whence
from firstreply.channels.form.reading import read
from firstreply.channels.form.ticket import Purpose, opened, sealed
from firstreply.core.refusal import Refused

FORM = {"title": "Hello", "fields": [{"name": "name", "label": "Name"}], "pow_bits": 6, "least_s": 2}
AT = 1_800_000_000


def work(own: str, bits: int = 6) -> str:
    number = 0
    while int.from_bytes(hashlib.sha256(f"{own}:{number}".encode()).digest()[:8]) >> (64 - bits):
        number += 1
    return str(number)


def judged(seconds: int = 5, came: Whence = Whence.FINE, ticket: bool = True, **more: Any) -> tuple[str, str]:
    filling = Filling(own="ab", at=AT, touch={})
    sent = {"_w": (more.get("work", work("ab")),), "_gotcha": (more.get("trap", ""),)}
    form = read({**FORM, **more.get("form", {})})
    verdict = guard.judge(
        form, Posted(sent), filling if ticket else None, came, trap="_gotcha", now=AT + seconds
    )
    return verdict.judgement.value, verdict.reason


@pytest.mark.parametrize(
    ("case", "verdict"),
    [
        ({}, ("person", "")),
        ({"trap": "x", "work": ""}, ("spam", "trap")),
        ({"trap": "x"}, ("doubt", "trap")),
        ({"trap": "x", "form": {"pow_bits": 0}}, ("spam", "trap")),
        ({"work": ""}, ("doubt", "no_work")),
        ({"work": "9" * 13}, ("doubt", "no_work")),
        ({"work": "٣"}, ("doubt", "no_work")),
        ({"work": "", "form": {"pow_bits": 0}}, ("person", "")),
        ({"seconds": 1}, ("doubt", "too_fast")),
        ({"seconds": 43_200}, ("doubt", "ticket_old")),
        ({"seconds": -100}, ("doubt", "ticket_old")),
        ({"came": Whence.UNKNOWN}, ("doubt", "no_origin")),
        ({"ticket": False}, ("doubt", "no_ticket")),
        ({"ticket": False, "form": {"plain": "take"}}, ("person", "")),
        ({"ticket": False, "form": {"plain": "take"}, "came": Whence.UNKNOWN}, ("doubt", "no_ticket")),
    ],
)
def test_what_a_submission_is_taken_for(case: dict[str, Any], verdict: tuple[str, str]) -> None:
    assert judged(**case) == verdict


def test_ticket_comes_back_as_it_was_handed_out() -> None:
    filling = Filling(own="ab", at=AT, touch={"utm_source": "آگهی"})
    ticket = guard.ticket("secret", filling)
    assert guard.filling("secret", Posted({"_t": (ticket,)})) == filling
    assert guard.filling("another", Posted({"_t": (ticket,)})) is None
    assert opened("secret", Purpose.CONFIRM, ticket) is None
    assert opened("", Purpose.FILL, sealed("", Purpose.FILL, {})) is None


@given(st.text(max_size=60), st.integers(0, 200))
def test_no_changed_ticket_is_opened(text: str, place: int) -> None:
    ticket = sealed("secret", Purpose.FILL, {"n": "ab", "t": AT, "u": {}})
    changed = ticket[: place % len(ticket)] + text + ticket[place % len(ticket) :]
    assert (opened("secret", Purpose.FILL, changed) is None) == (changed != ticket)


@pytest.mark.parametrize(
    ("origin", "referrer", "found"),
    [
        ("https://acme.example", "", Whence.FINE),
        ("https://ACME.example", "", Whence.FINE),
        ("https://acme.example:8443", "", Whence.FINE),
        ("https://x.acme.example", "", Whence.FOREIGN),
        ("https://a.shop.example", "", Whence.FINE),
        ("https://shop.example", "", Whence.FOREIGN),
        ("https://evilshop.example", "", Whence.FOREIGN),
        ("null", "https://acme.example/x?y", Whence.FINE),
        ("", "", Whence.UNKNOWN),
        ("https://acme.example@evil.example", "", Whence.FOREIGN),
        ("https://own.example", "", Whence.FINE),
        ("https://[", "", Whence.UNKNOWN),
    ],
)
def test_pages_that_may_send(origin: str, referrer: str, found: Whence) -> None:
    allowed = ("acme.example", "*.shop.example")
    assert whence(allowed, "own.example", origin=origin, referrer=referrer) is found
    assert whence((), "own.example", origin=origin, referrer=referrer) is Whence.FINE


@given(
    st.binary(max_size=300),
    st.sampled_from(["multipart/form-data; boundary=b", "application/x-www-form-urlencoded"]),
)
def test_whatever_is_sent_is_read_or_refused(body: bytes, kind: str) -> None:
    try:
        found = [text for texts in posted(kind, body).fields.values() for text in texts]
    except Refused as refused:
        found = [refused.code]
    assert all("\0" not in text for text in found)


@given(st.lists(st.tuples(st.text("ab<é", min_size=1), st.text("x\r\n-é", max_size=20)), max_size=5))
def test_parts_say_what_was_put_in(pairs: list[tuple[str, str]]) -> None:
    parts = [
        f'--BOUND\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n' for name, text in pairs
    ]
    found = posted("multipart/form-data; boundary=BOUND", ("".join(parts) + "--BOUND--\r\n").encode())
    assert [(name, text) for name, texts in found.fields.items() for text in texts] == sorted(
        pairs, key=lambda pair: list(found.fields).index(pair[0])
    )
