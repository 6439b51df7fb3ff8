"""What a piece says: in words, from whom, how they came, and what became of ours."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.channels.whatsapp.channel import take
from firstreply.channels.whatsapp.reading import read
from firstreply.core.capture.brought import Brought, Nothing, Said, Told
from firstreply.core.passage import Passage
from firstreply.core.refusal import Refused
from firstreply.core.thread.chat import chat
from tests.channels.whatsapp.account import call, delivery, message, said_by, setup, text

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def brought(*values: Any, **how: Any) -> list[Brought]:
    """What a whole delivery says, read as it will be: from what `take` made of it."""
    found: list[Brought] = []
    for piece in take(call(delivery(*values, **how)), setup(), 0).pieces:
        one = read(piece.payload, setup(), NOW)
        found += one if isinstance(one, tuple) else [one]
    return found


def told(**message_of: Any) -> dict[str, Any]:
    """The message that a single one is read as."""
    (said,) = brought({"contacts": [said_by()], "messages": [message(**message_of)]})
    assert isinstance(said, Said)
    return dict(said.message)


def test_a_text_is_said_by_the_number_it_comes_from() -> None:
    (said,) = brought({"contacts": [said_by()], "messages": [text(context={"id": "wamid.0"})]})
    assert isinstance(said, Said)
    assert dict(said.message) == {
        "direction": "in",
        "channel": "whatsapp",
        "party": "+491701234567",
        "name": "Sara",
        "id": "wamid.1",
        "at": "2026-05-28T20:26:40+00:00",
        "text": "Hello",
        "in_reply_to": ["wamid.0"],
        "media": {},
        "person": {},
    }
    read_by_core = chat(said.message, otherwise_at=NOW, otherwise_id="x")
    assert (read_by_core.inbound, read_by_core.party, read_by_core.text) == (True, "+491701234567", "Hello")


ROW = {"id": "1", "title": "Red", "description": "A red one"}
FILLED = {"body": "Sent", "response_json": '{"size":"L"}'}
CARD = {"name": {"formatted_name": "Ali"}, "phones": [{"phone": "+98 21 1"}]}
PLACE = {"latitude": 52.5, "longitude": 13.4, "name": "Fair"}


@pytest.mark.parametrize(
    ("kind", "given", "words"),
    [
        ("button", {"text": "Yes", "payload": "y"}, "Yes"),
        ("interactive", {"type": "list_reply", "list_reply": ROW}, "Red A red one"),
        ("interactive", {"type": "nfm_reply", "nfm_reply": FILLED}, 'Sent {"size":"L"}'),
        ("image", {"id": "m1", "mime_type": "image/jpeg", "caption": "This one?"}, "[image] This one?"),
        ("audio", {"id": "m1", "voice": True}, "[voice]"),
        ("audio", {"id": "m1"}, "[audio]"),
        ("document", {"id": "m1", "filename": "plan.pdf"}, "[document] plan.pdf"),
        ("location", PLACE, "[location] Fair 52.5,13.4"),
        ("contacts", [CARD], "[contact] Ali +98 21 1"),
        ("order", {"product_items": [{"quantity": 2, "product_retailer_id": "A-1"}]}, "[order] 2 x A-1"),
        ("unsupported", None, "[unsupported]"),
        ("hologram", {}, "[unsupported]"),
    ],
)
def test_what_is_no_text_is_told_in_words(kind: str, given: Any, words: str) -> None:
    assert told(type=kind, **{kind: given})["text"] == words


def test_media_can_be_fetched_later() -> None:
    given = {
        "type": "document",
        "document": {"id": "m1", "mime_type": "application/pdf", "filename": "plan.pdf"},
    }
    assert told(**given)["media"] == {
        "kind": "document",
        "id": "m1",
        "type": "application/pdf",
        "name": "plan.pdf",
    }


def test_an_ad_that_was_clicked_is_how_they_came() -> None:
    advert = {
        "source_url": "https://fb.me/x",
        "source_type": "ad",
        "source_id": "120",
        "headline": "Chairs",
        "ctwa_clid": "c",
    }
    person = told(type="text", text={"body": "Hi"}, referral=advert)["person"]
    assert person == {
        "source": "whatsapp",
        "campaign": "Chairs",
        "touch": {"utm_source": "whatsapp", "utm_medium": "ad", "utm_campaign": "120", "utm_content": "Chairs",
                  "fbclid": "c", "page": "https://fb.me/x"},
    }  # fmt: skip


def test_who_hides_their_number_is_known_by_their_id() -> None:
    hidden = {
        "id": "wamid.1",
        "from_user_id": "DE.1349",
        "timestamp": "1780000000",
        "type": "text",
        "text": {"body": "Hi"},
    }
    who = {"profile": {"name": "Sara", "username": "sara"}, "user_id": "DE.1349"}
    (said,) = brought({"contacts": [who], "messages": [hidden]})
    assert isinstance(said, Said)
    assert (said.message["party"], said.message["name"]) == ("whatsapp:DE.1349", "Sara")
    (both,) = brought({"contacts": [said_by(user_id="DE.1349")], "messages": [text()]})
    assert isinstance(both, Said)
    assert both.message["person"] == {"social": {"whatsapp": "DE.1349"}}


def test_what_one_of_ours_wrote_on_a_phone_is_an_answer() -> None:
    echo = {"from": "15550783881", "to": "491701234567", "id": "wamid.9", "timestamp": "1780000000", "type": "text",
            "text": {"body": "On my way"}}  # fmt: skip
    (said,) = brought({"message_echoes": [echo]}, field="smb_message_echoes")
    assert isinstance(said, Said)
    assert (said.message["direction"], said.message["party"], said.message["text"]) == (
        "out",
        "+491701234567",
        "On my way",
    )


@pytest.mark.parametrize("kind", ["reaction", "system", "revoke"])
def test_what_asks_nothing_is_nothing(kind: str) -> None:
    assert brought({"messages": [message(type=kind)]}) == [Nothing(what=kind)]


def test_another_number_of_the_same_app_is_left_to_its_own_account() -> None:
    assert brought({"messages": [text()]}, number="999") == [Nothing(what="other_number")]


@pytest.mark.parametrize(
    ("status", "code", "passage", "reason"),
    [
        ("sent", None, Passage.ACCEPTED, ""),
        ("delivered", None, Passage.DELIVERED, ""),
        ("read", None, Passage.READ, ""),
        ("failed", 131026, Passage.HARD_BOUNCED, "whatsapp_undeliverable"),
        ("failed", 131047, Passage.FAILED, "whatsapp_window_closed"),
        ("failed", 131999, Passage.FAILED, "whatsapp 131999"),
        ("failed", None, Passage.FAILED, "whatsapp_failed"),
    ],
)
def test_reports_say_how_far_a_message_got(
    status: str, code: int | None, passage: Passage, reason: str
) -> None:
    given: dict[str, Any] = {
        "id": "wamid.1",
        "status": status,
        "timestamp": "1780000000",
        "recipient_id": "491701234567",
    }
    given |= {"errors": [{"code": code}]} if code else {}
    at = datetime(2026, 5, 28, 20, 26, 40, tzinfo=UTC)
    assert brought({"statuses": [given]}) == [
        Told(id="wamid.1", passage=passage, at=at, reason=reason, party="+491701234567")
    ]


def test_a_report_of_a_new_kind_is_nothing_yet() -> None:
    assert brought({"statuses": [{"id": "wamid.1", "status": "beamed"}]}) == [Nothing(what="status")]


def test_no_message_is_of_the_future() -> None:
    (said,) = brought({"messages": [text() | {"timestamp": "9999999999"}]})
    assert isinstance(said, Said)
    assert said.message["at"] == NOW.isoformat()


@pytest.mark.parametrize(
    "given", [{"type": "text"}, {"type": "text", "from": "no number", "id": "1"}, None, []]
)
def test_a_message_from_nobody_is_put_aside_with_the_reason(given: Any) -> None:
    with pytest.raises(Refused) as refused:
        read({"metadata": None, "contact": None, "message": given}, setup(), NOW)
    assert refused.value.code == "piece_not_understood"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_KEYS = ("type", "id", "from", "text", "image", "button", "interactive", "location", "contacts", "order", "context",
         "referral", "timestamp", "errors", "status", "recipient_id", "audio", "group_id")  # fmt: skip


@given(
    name=st.sampled_from(["message", "status", "echo"]),
    one=st.dictionaries(st.sampled_from(_KEYS), _JSON),
    kind=st.sampled_from(
        ["text", "image", "interactive", "location", "contacts", "order", "button", "failed"]
    ),
    contact=_JSON,
)
def test_whatever_stands_in_a_piece_is_read_or_refused(
    name: str, one: dict[str, Any], kind: str, contact: Any
) -> None:
    payload = {
        "metadata": None,
        "contact": contact,
        name: {"type": kind, "status": kind, "id": "i", "from": "4917012345"} | one,
    }
    if isinstance(said := answered(payload), Said):
        chat(said.message, otherwise_at=NOW, otherwise_id="x")
    else:
        assert isinstance(said, Told | Nothing) or said == "piece_not_understood"


def answered(payload: Any) -> object:
    """What a piece says, or why it is put aside."""
    try:
        return read(payload, setup(), NOW)
    except Refused as refused:
        return refused.code
