"""Peer: the Bot API as Telegram publishes it, small: one bot, its webhook, its messages, its updates."""

import json
import time
from typing import Any, Final

from firstreply.channels.peering import Asked, Brought, Peer

_LONGEST: Final = 4096


class Bots(Peer):
    """One bot. Updates go to the webhook that was set, with the secret that was given."""

    token = "123456789:AAF-peer_token"  # noqa: S105 (of a peer that runs on this machine)

    def __init__(self) -> None:
        super().__init__()
        self.webhook = ""
        self.secret = ""
        self.sent: list[Any] = []
        self.chats: set[int] = set()  #: people who wrote to the bot
        self.blocked: set[int] = set()
        self.last_error = ""
        self.pending = 0
        self._updates = 869_000_000
        self._messages = 0

    def answer(self, asked: Asked) -> tuple[int, Any]:
        """As the Bot API does."""
        bot, _, method = asked.path.removeprefix("/bot").partition("/")
        if bot != self.token:
            return 401, _error(401, "Unauthorized")
        match method:
            case "getMe":
                return 200, _fine({"id": int(self.token.partition(":")[0]), "is_bot": True, "first_name": "Acme",
                                   "username": "acme_bot"})  # fmt: skip
            case "setWebhook":
                self.webhook, self.secret = asked.data["url"], asked.data.get("secret_token", "")
                return 200, _fine(True)
            case "getWebhookInfo":
                failed = {"last_error_date": int(time.time()), "last_error_message": self.last_error}
                told = {
                    "url": self.webhook,
                    "has_custom_certificate": False,
                    "pending_update_count": self.pending,
                }
                return 200, _fine(told | (failed if self.last_error else {}))
            case "sendMessage":
                return self._send(asked.data)
        return 404, _error(404, "Not Found")

    def deliver(self, update: dict[str, Any], secret: str | None = None) -> Brought:
        """Bring an update to the webhook."""
        self._updates += 1
        shown = self.secret if secret is None else secret
        headers = {"X-Telegram-Bot-Api-Secret-Token": shown} if shown else {}
        return self.carry(
            self.webhook, json.dumps({"update_id": self._updates, **update}).encode(), headers, "POST"
        )

    def write(self, person: dict[str, Any], text: str, **more: Any) -> Brought:
        """A person (`id`, `first_name`, ...) writes to the bot."""
        self.chats.add(person["id"])
        return self.deliver({"message": self.message(person, text=text, **more)})

    def message(self, person: dict[str, Any], **more: Any) -> dict[str, Any]:
        """A message of a person in their own chat."""
        self._messages += 1
        chat = {"id": person["id"], "type": "private", "first_name": person.get("first_name", "")}
        sender = {"is_bot": False, **person}
        return {"message_id": self._messages, "from": sender, "chat": chat, "date": int(time.time()), **more}

    def _send(self, given: Any) -> tuple[int, Any]:
        chat, text = given.get("chat_id"), str(given.get("text") or "")
        if not text:
            return 400, _error(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) > _LONGEST * 2:
            return 400, _error(400, "Bad Request: message is too long")
        if chat in self.blocked:
            return 403, _error(403, "Forbidden: bot was blocked by the user")
        if chat not in self.chats:
            return 400, _error(400, "Bad Request: chat not found")
        self._messages += 1
        self.sent.append({**given, "message_id": self._messages})
        told = {
            "message_id": self._messages,
            "chat": {"id": chat, "type": "private"},
            "date": int(time.time()),
        }
        return 200, _fine(told | {"text": text})


def _fine(result: Any) -> dict[str, Any]:
    return {"ok": True, "result": result}


def _error(code: int, description: str) -> dict[str, Any]:
    return {"ok": False, "error_code": code, "description": description}
