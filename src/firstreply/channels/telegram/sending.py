"""Sending: an answer by a Telegram bot. A bot may only write to people who wrote to it, and have not blocked it."""

from typing import Any, Final

from firstreply.channels.answer import Answer, Rejected, Sent, TryAgain
from firstreply.channels.ask import NoAnswerError, Reply
from firstreply.channels.base import Outgoing, Setup
from firstreply.channels.enclosed import Carried
from firstreply.channels.loose import at, text, whole
from firstreply.channels.telegram.bot import asked
from firstreply.channels.telegram.reading import NUMBER, message_id
from firstreply.core.refusal import Refused

LONGEST: Final = 4096  #: characters of a text
LONGEST_CAPTION: Final = 1024  #: characters of a text that goes with files
CARRIED: Final = Carried(10)  #: files in one album
_LONGEST_REST_S: Final = 3600.0
_GONE: Final = ("blocked by the user", "user is deactivated", "chat not found")


def fit(outgoing: Outgoing, setup: Setup) -> None:
    """Refuses what Telegram would not take: `recipient_wrong`, `text_missing`, `text_too_long`."""
    if _chat(outgoing.to) is None:
        raise Refused("recipient_wrong", channel="telegram")
    if not outgoing.text.strip():
        raise Refused("text_missing")
    longest = LONGEST_CAPTION if outgoing.files else LONGEST
    if len(outgoing.text.encode("utf-16-le", "surrogatepass")) > longest * 2:
        raise Refused("text_too_long", limit=longest)


def send(outgoing: Outgoing, setup: Setup) -> Answer:
    """Hand a text to Telegram, as plain text; with files it is what stands under the last of them.

    All goes in one request, so that a message is there whole or not at all.
    """
    try:
        fit(outgoing, setup)
        reply = _brought(outgoing, setup) if outgoing.files else asked(setup, "sendMessage", _body(outgoing))
    except Refused as refused:
        return Rejected(reason=refused.code)
    except NoAnswerError as error:
        return error.answer
    told = at(reply.data, "result")
    told = told[-1] if isinstance(told, list) and told else told
    sent = whole(told, "message_id")
    if reply.is_fine and at(reply.data, "ok") is True:
        chat = whole(told, "chat", "id") or _chat(outgoing.to) or 0
        return Sent("" if sent is None else message_id(setup, chat, sent))
    return _refused(reply)


def _chat(given: str) -> int | None:
    """The chat's number, with or without the network before it; groups have negative ones."""
    digits = given.removeprefix(f"{NUMBER}:")
    sign, digits = (-1, digits[1:]) if digits.startswith("-") else (1, digits)
    found = whole({"n": digits}, "n")
    return None if found is None else sign * found


def _brought(outgoing: Outgoing, setup: Setup) -> Reply:
    """One file as a document, several as an album of them."""
    files = {f"file{n}": one for n, one in enumerate(outgoing.files)}
    about = {"chat_id": _chat(outgoing.to), **_answered(outgoing)}
    if len(files) == 1:
        return asked(
            setup, "sendDocument", about | {"caption": outgoing.text}, {"document": outgoing.files[0]}
        )
    media = [{"type": "document", "media": f"attach://{name}"} for name in files]
    media[-1]["caption"] = outgoing.text
    return asked(setup, "sendMediaGroup", about | {"media": media}, files)


def _body(outgoing: Outgoing) -> dict[str, Any]:
    return {
        "chat_id": _chat(outgoing.to),
        "text": outgoing.text,
        "link_preview_options": {"is_disabled": True},
        **_answered(outgoing),
    }


def _answered(outgoing: Outgoing) -> dict[str, Any]:
    answered = next((own for own in map(_number, reversed(outgoing.answers)) if own is not None), None)
    if answered is None:
        return {}
    return {"reply_parameters": {"message_id": answered, "allow_sending_without_reply": True}}


def _number(own: str) -> int | None:
    """Telegram's own number of a message of ours or theirs (`telegram:bot:chat:number`)."""
    parts = own.split(":")
    return whole({"n": parts[3]}, "n") if len(parts) >= 4 and parts[0] == "telegram" else None


def _refused(reply: Reply) -> Answer:
    told = text(reply.data, "description").lower()
    if reply.status == 429:
        rest = whole(reply.data, "parameters", "retry_after")
        after = reply.after if rest is None else min(float(max(rest, 1)), _LONGEST_REST_S)
        return TryAgain(reason="telegram_rate_limited", after=after)
    if reply.status in (401, 404):
        return TryAgain(reason="telegram_token_refused", unreachable=True)
    if any(one in told for one in _GONE):
        return Rejected(reason="telegram_blocked" if "blocked" in told else "telegram_gone", gone=True)
    if reply.status >= 500:
        return TryAgain(reason=f"status {reply.status}", after=reply.after)
    if reply.status == 403:
        return Rejected(reason="telegram_forbidden")
    return Rejected(reason=f"telegram {reply.status}")
