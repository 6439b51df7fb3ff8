"""Honest: updates as Telegram brings them. It signs nothing: it shows a secret, and TLS keeps the rest."""

import json
from typing import Final

from firstreply.channels.base import Call, Setup
from firstreply.channels.forging import Honest
from firstreply.channels.telegram.bot import shown_secret

_HEADER: Final = "x-telegram-bot-api-secret-token"


def _update(setup: Setup, number: int, now: int) -> Call:
    sender = {"id": 111, "is_bot": False, "first_name": "Lea"}
    said = {"message_id": number, "date": now, "chat": {"id": 111, "type": "private"}, "from": sender,
            "text": f"Question {number}"}  # fmt: skip
    body = json.dumps({"update_id": 10**8 + number, "message": said}).encode()
    headers = {"content-type": "application/json", _HEADER: shown_secret(setup.secret)}
    return Call(method="POST", url=setup.address, query="", headers=headers, body=body)


HONEST: Final = (
    Honest(
        way="telegram",
        make=_update,
        proof=(_HEADER,),
        refused=401,
        covers=frozenset(),
        sealed={"token": "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"},
    ),
)
