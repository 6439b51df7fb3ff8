"""Notices of lead ads: whose they are, and whom they name."""

from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest

from firstreply.channels.base import ForgedError
from firstreply.channels.meta_leads.channel import CHANNEL, take
from firstreply.channels.meta_leads.peer import Meta
from firstreply.channels.meta_leads.reading import read
from firstreply.core.capture.brought import Nothing, Wanted
from firstreply.core.refusal import Refused
from tests.channels.meta_leads.account import SECRET, request, setup

NOW = datetime(2026, 9, 1, tzinfo=UTC)
PEER = Meta()


def verification(**asked: str) -> str:
    return urlencode(
        {
            f"hub.{name}": value
            for name, value in {"mode": "subscribe", "challenge": "1158201444", **asked}.items()
        }
    )


def test_address_proves_itself_to_meta() -> None:
    taken = take(request(b"", "", "GET", verification(verify_token=SECRET)), setup(PEER), 0)
    assert (taken.status, taken.body, taken.pieces) == (200, b"1158201444", ())
    assert taken.content_type.startswith("text/plain")


@pytest.mark.parametrize(
    "asked",
    [{"verify_token": "other"}, {}, {"verify_token": SECRET, "mode": "unsubscribe"},
     {"verify_token": SECRET, "challenge": "<script>"}, {"verify_token": SECRET, "challenge": ""}],
)  # fmt: skip
def test_who_does_not_know_our_token_gets_no_challenge_back(asked: dict[str, str]) -> None:
    with pytest.raises(ForgedError) as refused:
        take(request(b"", "", "GET", verification(**asked)), setup(PEER), 0)
    assert refused.value.status == 403


def test_each_notice_is_a_piece_that_wants_its_lead() -> None:
    body = PEER.notice("444001", "444002")
    taken = take(request(body, PEER.signed(body)), setup(PEER), 0)
    assert [one.id for one in taken.pieces] == ["notice:444001", "notice:444002"]
    assert read(taken.pieces[0].payload, setup(PEER), NOW) == Wanted(
        id="444001", facts={"form_id": "1", "page_id": PEER.page}
    )


def test_ids_may_be_numbers() -> None:
    body = PEER.notice("444001").replace(b'"444001"', b"444001")
    (piece,) = take(request(body, PEER.signed(body)), setup(PEER), 0).pieces
    assert piece.id == "notice:444001"
    assert isinstance(read(piece.payload, setup(PEER), NOW), Wanted)


def test_another_page_is_not_ours() -> None:
    body = PEER.notice("444001")
    (piece,) = take(request(body, PEER.signed(body)), setup(PEER), 0).pieces
    assert read(piece.payload, setup(PEER, page_id="999"), NOW) == Nothing(what="other_page")


def test_what_meta_did_not_sign_is_refused() -> None:
    body = PEER.notice("444001")
    forged = {
        "nothing": (body, ""),
        "another secret": (body, PEER.signed(body, "other")),
        "another body": (body.replace(b"444001", b"444009"), PEER.signed(body)),
        "truncated": (body[:-1], PEER.signed(body)),
        "an older way": (body, "sha1=" + "0" * 40),
    }
    for how, (sent, signature) in forged.items():
        with pytest.raises(ForgedError) as refused:
            take(request(sent, signature), setup(PEER), 0)
        assert (how, refused.value.status) == (how, 401)


@pytest.mark.parametrize("body", [b"not json", b"[]", b'{"entry": 1}', b'{"entry": [{"changes": [1]}]}'])
def test_what_cannot_be_taken_apart_breaks_nothing(body: bytes) -> None:
    pieces = take(request(body, PEER.signed(body)), setup(PEER), 0).pieces
    assert [one.raw for one in pieces] == ([b"not json"] if body == b"not json" else [])


def test_notice_without_an_id_is_put_aside() -> None:
    body = PEER.notice("").replace(b'"leadgen_id": ""', b'"leadgen_id": null')
    (piece,) = take(request(body, PEER.signed(body)), setup(PEER), 0).pieces
    with pytest.raises(Refused, match="piece_not_understood"):
        read(piece.payload, setup(PEER), NOW)


def test_page_id_is_digits() -> None:
    assert CHANNEL.validate is not None
    with pytest.raises(Refused, match="setting_wrong"):
        CHANNEL.validate({"page_id": "my.page"})
