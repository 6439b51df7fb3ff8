"""Signed JSON of any program: whose it is, whether it is new, and what it says by filter and mapping."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook

from firstreply.channels.base import Call, ForgedError, Setup
from firstreply.channels.inbound.channel import CHANNEL, take
from firstreply.channels.inbound.reading import read
from firstreply.core.capture.brought import Asked, Nothing, Said
from firstreply.core.refusal import Refused
from firstreply.core.thread.chat import chat

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()
NOW = 1_780_000_000
BODY = json.dumps({"id": "d-7", "event": "lead.created", "lead": {"mail": "ada@mail.example"}}).encode()


def setup(
    mapping: dict[str, str] | None = None, sealed: dict[str, str] | None = None, **settings: Any
) -> Setup:
    return Setup(id=UUID(int=1), kind="webhook", name="Portal", address="", secret=SECRET, settings=settings,
                 sealed=sealed or {}, mapping=mapping or {})  # fmt: skip


def standard(body: bytes = BODY, own: str = "msg_1", at: int = NOW, secret: str = SECRET) -> Call:
    """Signed by the library of Standard Webhooks."""
    signed = Webhook(secret).sign(own, datetime.fromtimestamp(at, UTC), body.decode())
    headers = {"webhook-id": own, "webhook-timestamp": str(at), "webhook-signature": signed}
    return Call(method="POST", url="", query="", headers=headers, body=body)


def plain(value: str, name: str = "x-signature", body: bytes = BODY, **headers: str) -> Call:
    return Call(method="POST", url="", query="", headers={name: value, **headers}, body=body)


def mac(key: bytes = b"k" * 32, body: bytes = BODY) -> bytes:
    return hmac.digest(key, body, hashlib.sha256)


def test_what_the_library_of_standard_webhooks_signed_is_taken() -> None:
    taken = take(standard(), setup(), NOW + 299)
    assert (taken.status, taken.receipt) == (202, True)
    assert [(one.id, one.payload) for one in taken.pieces] == [("msg_1", json.loads(BODY))]


@pytest.mark.parametrize(
    "forged",
    [
        standard(at=NOW - 301),
        standard(at=NOW + 301),
        standard(secret="whsec_" + base64.b64encode(b"x" * 32).decode()),
        plain("sha256=" + mac(b"x" * 32).hex()),
        plain(mac().hex()[:-2]),
        plain(""),
        plain("sha256=" + mac(body=BODY + b" ").hex()),
    ],
)
def test_what_is_old_forged_or_unsigned_is_refused(forged: Call) -> None:
    with pytest.raises(ForgedError) as refused:
        take(forged, setup(), NOW)
    assert refused.value.status == 401


@pytest.mark.parametrize("value", ["sha256=" + mac().hex(), mac().hex(), base64.b64encode(mac()).decode()])
def test_an_hmac_alone_may_be_hex_or_base64_and_the_same_octets_are_the_same(value: str) -> None:
    first, again = (take(plain(value), setup(), NOW + later).pieces[0].id for later in (0, 10**6))
    assert first == again == f"sha256:{hashlib.sha256(BODY).hexdigest()}"


def test_their_header_their_secret_and_their_id_count_where_the_account_says_so() -> None:
    theirs = setup(sealed={"signing_secret": "shared"}, signature_header="X-Portal-Hmac", id_path="id")
    call = plain(base64.b64encode(mac(b"shared")).decode(), "x-portal-hmac")
    assert take(call, theirs, NOW).pieces[0].id == "id:d-7"
    with pytest.raises(ForgedError):
        take(plain("sha256=" + mac().hex()), theirs, NOW)


@pytest.mark.parametrize(
    ("body", "kind", "payload"),
    [
        (b"name=Ada&tag=a&tag=b", "application/x-www-form-urlencoded", {"name": "Ada", "tag": ["a", "b"]}),
        (b"no json", "application/json", None),
        (b'{"name": "A\\u0000"}', "application/json", None),
        (b"\xff\x00", "", None),
    ],
)
def test_forms_are_objects_and_what_is_neither_is_kept_as_it_came(
    body: bytes, kind: str, payload: Any
) -> None:
    call = plain(mac(body=body).hex(), body=body, **{"content-type": kind})
    (piece,) = take(call, setup(), NOW).pieces
    assert (piece.payload, piece.raw) == (payload, body if payload is None else None)


def test_an_id_that_cannot_be_kept_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        take(standard(own="x" * 201), setup(), NOW)
    assert (refused.value.code, refused.value.facts) == ("webhook_id_unfit", {"limit": 200})


AT = datetime(2026, 6, 1, tzinfo=UTC)
MAPPING = {"email": "lead.mail", "source": "=Portal"}


def test_an_inquiry_is_read_by_the_mapping() -> None:
    assert read(json.loads(BODY), setup(MAPPING), AT) == Asked(
        fields={"email": "ada@mail.example", "source": "Portal"}
    )
    assert read({"name": "Ada"}, setup(), AT) == Asked(fields={"name": "Ada"})


@pytest.mark.parametrize(
    ("values", "counts"), [(["lead.created"], True), (["lead.deleted"], False), ([], True)]
)
def test_only_events_that_the_account_wants_mean_something(values: list[str], counts: bool) -> None:
    said = read(json.loads(BODY), setup(MAPPING, event_path="event", event_values=values), AT)
    assert isinstance(said, Asked) if counts else said == Nothing(what="event")


def test_a_message_is_theirs_unless_the_mapping_says_otherwise() -> None:
    mapping = {"party": "from", "text": "body", "id": "n", "phone": "mobile", "at": "when"}
    payload = {
        "from": "ada-77",
        "body": "Hello",
        "n": 12,
        "mobile": "+491701234567",
        "when": "2026-05-01T00:00:00Z",
    }
    said = read(payload, setup(mapping, content="message", channel="portal"), AT)
    assert said == Said(
        message={"direction": "in", "channel": "portal", "party": "ada-77", "text": "Hello", "id": "12",
                 "at": "2026-05-01T00:00:00Z", "person": {"phone": "+491701234567"}}
    )  # fmt: skip
    assert isinstance(said, Said)
    assert chat(said.message, otherwise_at=AT, otherwise_id="x").id == "12"
    ours = read(payload | {"way": "out"}, setup({**mapping, "direction": "way"}, content="message"), AT)
    assert isinstance(ours, Said)
    assert (ours.message["direction"], "person" in ours.message) == ("out", False)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"event_path": "a["}, "settings.event_path"),
        ({"id_path": "a[["}, "settings.id_path"),
        ({"event_values": ["x"]}, "settings.event_path"),
    ],
)
def test_settings_that_would_never_fit_are_refused(settings: dict[str, Any], field: str) -> None:
    assert CHANNEL.validate is not None
    with pytest.raises(Refused) as refused:
        CHANNEL.validate(settings)
    errors = refused.value.facts["errors"]
    assert isinstance(errors, tuple)
    assert [one.field for one in errors] == [field]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(payload=_JSON, content=st.sampled_from(["inquiry", "message"]))
def test_whatever_is_brought_is_read_or_refused(payload: Any, content: str) -> None:
    given_setup = setup(
        {"party": "a", "text": "b[0]", "at": "c[x=y]"}, content=content, event_path="e", event_values=["1"]
    )
    assert {answered(payload, one) for one in (given_setup, setup(content=content))} <= {
        "fine",
        "arrival_not_an_object",
        "message_field_wrong",
    }


def answered(payload: Any, settings: Setup) -> str:
    """Whether it is read, or why it is put aside."""
    try:
        said = read(payload, settings, AT)
        if isinstance(said, Said):
            chat(said.message, otherwise_at=AT, otherwise_id="x")
    except Refused as refused:
        return refused.code
    return "fine"
