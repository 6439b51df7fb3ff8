"""What Telegram brings: only with the secret we gave it, each update once; and what it says."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.channels.base import Call, ForgedError
from firstreply.channels.telegram.channel import take
from firstreply.channels.telegram.reading import read
from firstreply.core.capture.brought import Nothing, Said
from firstreply.core.refusal import Refused
from firstreply.core.thread.chat import chat
from tests.channels.telegram.account import SARA, call, message, setup

NOW = datetime(2026, 9, 1, tzinfo=UTC)


def told(**more: Any) -> dict[str, Any]:
    """The message that an update with one is read as."""
    said = read({"update_id": 1, "message": message(**more)}, setup(), NOW)
    assert isinstance(said, Said)
    return dict(said.message)


@pytest.mark.parametrize("shown", ["", "x", "whsec_c2VjcmV0", "ü"])
def test_only_who_shows_our_secret_is_heard(shown: str) -> None:
    with pytest.raises(ForgedError):
        take(call({"update_id": 1}, shown), setup(), 0)


def test_an_account_without_a_secret_hears_nobody() -> None:
    with pytest.raises(ForgedError):
        take(
            call({"update_id": 1}, ""), type(setup())(id=setup().id, kind="telegram", name="", address=""), 0
        )


def test_an_update_is_known_by_its_number() -> None:
    update = {"update_id": 869_000_001, "message": message(text="Hi")}
    (piece,) = take(call(update), setup(), 0).pieces
    assert (piece.id, piece.payload, piece.kind) == ("869000001", update, "piece")


@pytest.mark.parametrize("body", [b"", b"{}", b"7", b"\xff", b'{"update_id": "x"}'])
def test_what_is_no_update_is_kept_as_it_came(body: bytes) -> None:
    headers = call({}).headers
    (piece,) = take(Call(method="POST", url="", query="", headers=headers, body=body), setup(), 0).pieces
    assert (piece.raw, piece.payload) == (body, None)


def test_a_text_is_said_by_the_number_that_stays() -> None:
    assert told(text="Hello", reply_to_message={"message_id": 3}) == {
        "direction": "in",
        "channel": "telegram",
        "party": "telegram_id:4711",
        "name": "Sara Amini",
        "id": "telegram:123456789:4711:5",
        "at": "2026-05-28T20:26:40+00:00",
        "text": "Hello",
        "in_reply_to": ["telegram:123456789:4711:3"],
        "media": {},
        "person": {"social": {"telegram_id": "4711", "telegram": "Sara_A"}, "language": "fa"},
    }


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"photo": [{"file_id": "s"}, {"file_id": "l"}], "caption": "This one?"}, "[image] This one?"),
        ({"voice": {"file_id": "v"}}, "[voice]"),
        ({"document": {"file_id": "d", "file_name": "plan.pdf"}}, "[document] plan.pdf"),
        ({"animation": {"file_id": "a"}, "document": {"file_id": "a"}}, "[video]"),
        ({"sticker": {"file_id": "s", "emoji": "👍"}}, "[sticker] 👍"),
        ({"location": {"latitude": 35.7, "longitude": 51.4}}, "[location] 35.7,51.4"),
        ({"contact": {"first_name": "Ali", "phone_number": "98912"}}, "[contact] Ali 98912"),
        ({"poll": {"question": "Which?"}}, "[poll] Which?"),
    ],
)
def test_what_is_no_text_is_told_in_words(more: dict[str, Any], words: str) -> None:
    assert told(**more)["text"] == words


def test_the_largest_picture_can_be_fetched_later() -> None:
    assert told(photo=[{"file_id": "s"}, {"file_id": "l"}])["media"] == {"kind": "image", "id": "l"}


@pytest.mark.parametrize(
    ("card", "phones"),
    [
        ({"phone_number": "989121234567", "user_id": 4711}, ["+989121234567"]),
        ({"phone_number": "+98 912 1234567", "user_id": 4711}, ["+989121234567"]),
        ({"phone_number": "989121234567", "user_id": 4712}, None),
        ({"phone_number": "989121234567"}, None),
        ({"phone_number": "call me", "user_id": 4711}, None),
    ],
)
def test_only_ones_own_card_tells_ones_number(card: dict[str, Any], phones: object) -> None:
    assert told(contact=card)["person"].get("phones") == phones


def test_a_link_tells_how_they_came() -> None:
    person = told(text="/start fair-2026")["person"]
    assert (person["source"], person["campaign"]) == ("telegram", "fair-2026")
    assert person["touch"] == {"utm_source": "telegram", "utm_campaign": "fair-2026"}
    assert "touch" not in told(text="/started x")["person"]


def test_what_is_written_anew_is_heard_anew() -> None:
    update = {"edited_message": message(text="Hello, two?", edit_date=1_780_000_060)}
    said = read(update, setup(), NOW)
    assert isinstance(said, Said)
    kept = {name: said.message[name] for name in ("id", "at", "in_reply_to", "text")}
    assert kept == {
        "id": "telegram:123456789:4711:5:1780000060",
        "at": "2026-05-28T20:27:40+00:00",
        "in_reply_to": ["telegram:123456789:4711:5"],
        "text": "[edited] Hello, two?",
    }


def test_a_button_says_its_label_and_answers_what_it_stands_under() -> None:
    keyboard = {"inline_keyboard": [[{"text": "Call me", "callback_data": "c1"}]]}
    below = message() | {"from": {"id": 1, "is_bot": True}, "reply_markup": keyboard}
    said = read({"callback_query": {"id": "q9", "from": SARA, "data": "c1", "message": below}}, setup(), NOW)
    assert isinstance(said, Said)
    assert (said.message["text"], said.message["party"], said.message["name"]) == (
        "Call me",
        "telegram_id:4711",
        "Sara Amini",
    )
    assert said.message["in_reply_to"] == ["telegram:123456789:4711:5"]


GROUP = {"id": -100, "type": "supergroup", "title": "Fair team"}


@pytest.mark.parametrize(
    ("update", "what"),
    [
        ({"message": message(text="Hi", chat=GROUP)}, "group"),
        ({"message": message(text="Hi", chat={"id": -1, "type": "channel"})}, "channel"),
        ({"message": message({"id": 9, "is_bot": True}, text="Hi")}, "bot"),
        ({"message": message(pinned_message={})}, "service"),
        ({"edited_message": message(location={"latitude": 1, "longitude": 2})}, "moved"),
        ({"my_chat_member": {"new_chat_member": {"status": "kicked"}}}, "blocked"),
        ({"my_chat_member": {"new_chat_member": {"status": "member"}}}, "member"),
        ({"message_reaction": {}}, "update"),
    ],
)
def test_what_asks_nothing_is_nothing(update: dict[str, Any], what: str) -> None:
    assert read({"update_id": 1} | update, setup(), NOW) == Nothing(what=what)


def test_a_group_is_one_party_where_the_account_wants_it() -> None:
    said = read({"message": message(text="Hi", chat=GROUP)}, setup(groups=True), NOW)
    assert isinstance(said, Said)
    assert (said.message["party"], said.message["name"], said.message["person"]) == (
        "telegram_id:-100",
        "Fair team",
        {},
    )


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_KEYS = ("from", "chat", "message_id", "date", "text", "photo", "contact", "venue", "location", "poll",
         "reply_to_message", "caption", "sticker", "edit_date", "reply_markup")  # fmt: skip
_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")


@given(
    kind=st.sampled_from(_UPDATES),
    one=st.dictionaries(st.sampled_from(_KEYS), _JSON),
    whole=st.booleans(),
    odd=_JSON,
)
def test_whatever_stands_in_an_update_is_read_or_refused(
    kind: str, one: dict[str, Any], whole: bool, odd: Any
) -> None:
    given = message(text="Hi") | one if whole else one
    update = {
        kind: {"message": given, "from": odd, "data": "x", "id": "1"} if kind == "callback_query" else given
    }
    said = answered(update)
    if isinstance(said, Said):
        chat(said.message, otherwise_at=NOW, otherwise_id="x")
    else:
        assert isinstance(said, Nothing) or said == "piece_not_understood"


def answered(update: Any) -> object:
    """What an update says, or why it is put aside."""
    try:
        return read(update, setup(), NOW)
    except Refused as refused:
        return refused.code
