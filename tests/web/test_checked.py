"""What a check finds is written as sentences, in the reader's language; no code of the other side stands there."""

import re
from collections.abc import Mapping
from typing import Any

import pytest

from firstreply.channels.telegram import bot
from firstreply.channels.whatsapp import graph
from firstreply.insights.words import use
from firstreply.web.desk.account.checked import sentences

FOUND: Mapping[str, dict[str, Any]] = {
    "telegram": {"username": "acme_bot", "name": "Acme", "connected": True, "pending_update_count": 0},
    "telegram piling up": {
        "username": "acme_bot", "name": "Acme", "connected": True, "pending_update_count": 3,
        "last_error_message": "Wrong response: 503", "last_error_date": 1_790_000_000,
    },
    "twilio": {"friendly_name": "Acme", "status": "active", "type": "Trial"},
    "whatsapp": {
        "display_phone_number": "+49 30 1234567", "verified_name": "Acme", "quality_rating": "GREEN",
        "code_verification_status": "VERIFIED", "name_status": "AVAILABLE_WITHOUT_REVIEW",
    },
    "meta_leads": {"page": "Acme Chairs"},
    "mailbox": {
        "reading": "imap", "folders": ["INBOX", "Sent"], "sent": True, "idle": True, "missing": [],
        "sending": "smtp",
    },
    "mailbox that is not read": {"reading": "nothing", "sending": "postmark"},
}  # fmt: skip


def test_a_bot_tells_who_it_is_and_that_its_messages_come() -> None:
    assert sentences(use("en"), FOUND["telegram"]) == [
        "The bot is Acme (@acme_bot).",
        "Telegram brings its messages here.",
        "Nothing waits there to be brought.",
    ]


def test_a_mailbox_tells_what_is_read_and_how_letters_go() -> None:
    told = sentences(use("en"), FOUND["mailbox"])
    assert [re.sub("[\u2068\u2069]", "", one) for one in told] == [
        "The mailbox is read.",
        "Folders that are read: INBOX, Sent.",
        "What you send from elsewhere is seen too.",
        "New mail is told of at once.",
        "Letters go out by SMTP.",
    ]


@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
@pytest.mark.parametrize("found", FOUND.values(), ids=FOUND)
def test_no_name_and_no_code_of_a_program_is_shown(found: dict[str, Any], lang: str) -> None:
    told = " ".join(sentences(use(lang), found))
    codes = {name for name in found if "_" in name} | {
        "GREEN",
        "VERIFIED",
        "AVAILABLE",
        "True",
        "nothing:",
        "imap",
    }
    assert (told != "", [one for one in codes if one in told]) == (True, [])


@pytest.mark.parametrize("name", [*graph._SHOWN, *(one for one in bot._SHOWN if not one.endswith("_date"))])
def test_whatever_a_check_asks_for_has_its_sentence(name: str) -> None:
    values = {key: value for found in FOUND.values() for key, value in found.items()}
    base = {"display_phone_number": values["display_phone_number"]} if name == "verified_name" else {}
    assert sentences(use("en"), base | {name: values[name]}) != sentences(use("en"), base)
