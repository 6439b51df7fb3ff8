"""A bot, and what Telegram might bring to it."""

import json
from typing import Any
from uuid import UUID

from firstreply.channels.base import Call, Setup
from firstreply.channels.telegram.bot import shown_secret
from firstreply.channels.telegram.peer import Bots

ID = UUID("01900000-0000-7000-8000-00000000000b")
SECRET = "whsec_c2VjcmV0"
SARA = {
    "id": 4711,
    "first_name": "Sara",
    "last_name": "Amini",
    "username": "Sara_A",
    "language_code": "fa-IR",
}


def setup(base_url: str = "", **settings: Any) -> Setup:
    return Setup(
        id=ID,
        kind="telegram",
        name="Bot",
        address=f"http://127.0.0.1:9/in/{ID}",
        secret=SECRET,
        settings={"base_url": base_url} | settings,
        sealed={"token": Bots.token},
        hosts=("127.0.0.1",),
    )


def call(update: Any, shown: str | None = None) -> Call:
    headers = {"x-telegram-bot-api-secret-token": shown_secret(SECRET) if shown is None else shown}
    return Call(method="POST", url="", query="", headers=headers, body=json.dumps(update).encode())


def message(person: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    who = {"is_bot": False} | (SARA if person is None else person)
    chat = {"id": who["id"], "type": "private"}
    return {"message_id": 5, "from": who, "chat": chat, "date": 1_780_000_000} | more
