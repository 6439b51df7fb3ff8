"""Answers by a bot, to a real server that speaks the Bot API."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from firstreply.channels.answer import Rejected, Sent, TryAgain
from firstreply.channels.base import Checked, Outgoing, Setup
from firstreply.channels.enclosed import Enclosed
from firstreply.channels.telegram.bot import check, connect, shown_secret
from firstreply.channels.telegram.peer import Bots
from firstreply.channels.telegram.sending import fit, send
from firstreply.core.refusal import Refused
from tests.channels.telegram.account import SECRET, setup

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def bots() -> Iterator[Bots]:
    with Bots().running() as peer:
        peer.chats.add(4711)
        yield peer


def outgoing(**changes: Any) -> Outgoing:
    plain: dict[str, Any] = {
        "id": UUID(int=7), "to": "telegram_id:4711", "name": "Sara", "subject": "", "text": "سلام <b>Sara</b>",
        "author": "Ada", "author_id": "", "language": "fa", "at": NOW, "automatic": False,
    }  # fmt: skip
    return Outgoing(**(plain | changes))


@pytest.mark.parametrize("to", ["telegram_id:4711", "4711"])
def test_an_answer_is_plain_text_under_the_message_it_answers(bots: Bots, to: str) -> None:
    answers = ("<mail@x>", "telegram:123456789:4711:5", "telegram:123456789:4711:6:1780000060")
    assert send(outgoing(to=to, answers=answers), setup(bots.url)) == Sent("telegram:123456789:4711:1")
    assert bots.sent == [
        {
            "chat_id": 4711,
            "text": "سلام <b>Sara</b>",
            "link_preview_options": {"is_disabled": True},
            "reply_parameters": {"message_id": 6, "allow_sending_without_reply": True},
            "message_id": 1,
        }
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to": "@sara"}, "recipient_wrong"),
        ({"to": "+491701234567"}, "recipient_wrong"),
        ({"text": ""}, "text_missing"),
        ({"text": "😀" * 2049}, "text_too_long"),
    ],
)
def test_what_telegram_would_not_take_is_refused_before_it_is_asked(
    changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        fit(outgoing(**changes), setup())
    assert refused.value.code == code
    assert send(outgoing(**changes), setup()) == Rejected(reason=code)


def test_who_blocked_the_bot_or_never_wrote_is_not_reached(bots: Bots) -> None:
    assert send(outgoing(to="4712"), setup(bots.url)) == Rejected(reason="telegram_gone", gone=True)
    bots.blocked.add(4711)
    assert send(outgoing(), setup(bots.url)) == Rejected(reason="telegram_blocked", gone=True)


def error(code: int, description: str = "", **more: Any) -> tuple[int, Any]:
    return code, {"ok": False, "error_code": code, "description": description, **more}


@pytest.mark.parametrize(
    ("failing", "answer"),
    [
        (error(429, parameters={"retry_after": 17}), TryAgain(reason="telegram_rate_limited", after=17.0)),
        (
            error(429, parameters={"retry_after": 99_999}),
            TryAgain(reason="telegram_rate_limited", after=3600.0),
        ),
        (error(401, "Unauthorized"), TryAgain(reason="telegram_token_refused", unreachable=True)),
        (error(403, "Forbidden: bots can't send messages to bots"), Rejected(reason="telegram_forbidden")),
        (error(400, "Bad Request"), Rejected(reason="telegram 400")),
        ((502, "away"), TryAgain(reason="status 502")),
    ],
)
def test_what_telegrams_answer_means_for_the_message(
    bots: Bots, failing: tuple[int, Any], answer: object
) -> None:
    bots.failing.append(failing)
    assert send(outgoing(), setup(bots.url)) == answer


def test_a_bot_is_connected_with_a_secret_made_of_ours(bots: Bots) -> None:
    before = check(setup(bots.url))
    assert (before.ok, before.code, before.facts["connected"]) == (False, "channel_not_connected", False)
    facts = {"username": "acme_bot", "name": "Acme", "connected": True, "pending_update_count": 0}
    assert connect(setup(bots.url)) == Checked(ok=True, facts=facts)
    assert (bots.webhook, bots.secret) == (setup().address, shown_secret(SECRET))
    assert SECRET not in bots.secret


def test_updates_that_pile_up_are_told(bots: Bots) -> None:
    connect(setup(bots.url))
    bots.pending, bots.last_error = 12, "Wrong response from the webhook: 503"
    told = check(setup(bots.url))
    assert (told.ok, told.code) == (False, "channel_undelivered")
    assert (told.facts["pending_update_count"], told.facts["reason"]) == (12, bots.last_error)


def test_tokens_that_are_wrong_are_told_from_nobody_there(bots: Bots) -> None:
    bots.token = "1:another"
    assert check(setup(bots.url)).code == "channel_token_refused"
    assert connect(setup("http://127.0.0.1:1")).code == "channel_unreachable"
    odd = Setup(id=UUID(int=1), kind="telegram", name="", address="", sealed={"token": "1:x/../getMe"})
    wrong = {"reason": "telegram_token_wrong"}
    assert check(odd) == Checked(ok=False, code="channel_token_refused", facts=wrong)
    assert "peer_token" not in repr(check(setup("http://127.0.0.1:1")))


def file(
    name: str = "offer.pdf", octets: bytes = b"%PDF\r\n\0\xff--", kind: str = "application/pdf"
) -> Enclosed:
    return Enclosed(name=name, content_type=kind, size=len(octets), octets=octets.__bytes__)


def test_a_file_goes_as_a_document_with_the_text_under_it(bots: Bots) -> None:
    told = outgoing(files=(file("پیشنهاد.pdf"),), answers=("telegram:123456789:4711:6",))
    assert send(told, setup(bots.url)) == Sent("telegram:123456789:4711:1")
    (sent,) = bots.sent
    assert sent["document"] == ("پیشنهاد.pdf", "application/pdf", b"%PDF\r\n\0\xff--")
    assert (sent["caption"], sent["reply_parameters"]["message_id"]) == ("سلام <b>Sara</b>", 6)


def test_several_files_go_as_one_album_whose_last_has_the_text(bots: Bots) -> None:
    names = ['a"; name="chat_id.pdf', "b\r\nX-Evil: 1.pdf", "c.pdf"]
    answer = send(outgoing(files=tuple(map(file, names))), setup(bots.url))
    assert answer == Sent("telegram:123456789:4711:3")
    assert [(one["caption"], one["chat_id"]) for one in bots.sent] == [
        ("", 4711),
        ("", 4711),
        ("سلام <b>Sara</b>", 4711),
    ]
    assert [one["document"][0] for one in bots.sent] == [
        "a%22; name=%22chat_id.pdf",
        "b X-Evil: 1.pdf",
        "c.pdf",
    ]
    assert {one["document"][2] for one in bots.sent} == {b"%PDF\r\n\0\xff--"}
    assert len(bots.got) == 1


def test_a_text_with_files_is_shorter_and_who_blocked_the_bot_gets_none(bots: Bots) -> None:
    with pytest.raises(Refused) as refused:
        fit(outgoing(files=(file(),), text="x" * 1025), setup())
    assert (refused.value.code, refused.value.facts) == ("text_too_long", {"limit": 1024})
    bots.blocked.add(4711)
    two = outgoing(files=(file(), file()))
    assert send(two, setup(bots.url)) == Rejected(reason="telegram_blocked", gone=True)
