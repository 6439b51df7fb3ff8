"""Peer: the Bot API as Telegram publishes it, small: one bot, its webhook, its messages, its updates."""

import json
import time
from typing import Any, Final

from firstreply.channels.peering import Asked, Brought, Peer, Sheet, sheet

_LONGEST: Final = 4096
_LONGEST_CAPTION: Final = 1024
_ALBUM: Final = 10


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
            case "sendDocument":
                given = sheet(asked)
                return self._documents(
                    given.texts, [given.files["document"]], [given.texts.get("caption", "")]
                )
            case "sendMediaGroup":
                return self._album(sheet(asked))
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
        text = str(given.get("text") or "")
        if not text:
            return 400, _error(400, "Bad Request: message text is empty")
        if len(text.encode("utf-16-le")) > _LONGEST * 2:
            return 400, _error(400, "Bad Request: message is too long")
        return self._refused(given.get("chat_id")) or (200, _fine(self._kept(given, {"text": text})))

    def _refused(self, chat: Any) -> tuple[int, Any] | None:
        if chat in self.blocked:
            return 403, _error(403, "Forbidden: bot was blocked by the user")
        return None if chat in self.chats else (400, _error(400, "Bad Request: chat not found"))

    def _kept(self, given: Any, what: dict[str, Any]) -> dict[str, Any]:
        self._messages += 1
        self.sent.append({**given, "message_id": self._messages})
        chat = {"id": given["chat_id"], "type": "private"}
        return {"message_id": self._messages, "chat": chat, "date": int(time.time()), **what}

    def _album(self, told: Sheet) -> tuple[int, Any]:
        media = json.loads(told.texts["media"])
        if not 2 <= len(media) <= _ALBUM or any(one["type"] != "document" for one in media):
            return 400, _error(400, "Bad Request: wrong number of items in an album")
        files = [told.files[one["media"].removeprefix("attach://")] for one in media]
        return self._documents(told.texts, files, [one.get("caption", "") for one in media], album=True)

    def _documents(
        self,
        told: dict[str, str],
        files: list[tuple[str, str, bytes]],
        captions: list[str],
        *,
        album: bool = False,
    ) -> tuple[int, Any]:
        chat = int(told["chat_id"])
        if any(len(one.encode("utf-16-le")) > _LONGEST_CAPTION * 2 for one in captions):
            return 400, _error(400, "Bad Request: message caption is too long")
        if refused := self._refused(chat):
            return refused
        answers = json.loads(told["reply_parameters"]) if "reply_parameters" in told else None
        found = []
        for file, caption in zip(files, captions, strict=True):
            given = {"chat_id": chat, "document": file, "caption": caption, "reply_parameters": answers}
            found.append(self._kept(given, {"document": {"file_name": file[0]}, "caption": caption}))
        return 200, _fine(found if album else found[0])


def _fine(result: Any) -> dict[str, Any]:
    return {"ok": True, "result": result}


def _error(code: int, description: str) -> dict[str, Any]:
    return {"ok": False, "error_code": code, "description": description}
