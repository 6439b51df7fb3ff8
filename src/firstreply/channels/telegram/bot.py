"""Bot: what we ask the Bot API about a bot, and where it is to bring what people write."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final

from firstreply.channels.ask import NoAnswerError, Reply, ask, asked_json, base_of
from firstreply.channels.base import Checked, Setup
from firstreply.channels.enclosed import Enclosed
from firstreply.channels.loose import at, text, whole
from firstreply.channels.multipart import form, seconds

API: Final = "https://api.telegram.org"
#: Kinds of update that mean something to us.
UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")
_WRONG_SHAPE: Final = "telegram_token_wrong"
_SHOWN: Final = (
    "pending_update_count",
    "last_error_date",
    "last_error_message",
    "last_synchronization_error_date",
)


def asked(
    setup: Setup,
    method: str,
    given: Mapping[str, Any] | None = None,
    files: Mapping[str, Enclosed] = MappingProxyType({}),
) -> Reply:
    """One method of the Bot API; `files` by the names that `given` has for them. Raises NoAnswerError, which never
    names the token.
    """
    body, headers = form(given or {}, files) if files else asked_json(given or {})
    token = setup.sealed.get("token", "")
    if not is_token(token):
        raise NoAnswerError(_WRONG_SHAPE, for_ever=True)
    url = f"{base_of(setup, API)}/bot{token}/{method}"
    return ask("POST", url, body=body, headers=headers, hosts=setup.hosts, seconds=seconds(files))


def is_token(token: str) -> bool:
    """Whether it looks like one: digits, a colon, letters. Anything else could change the address."""
    number, colon, rest = token.partition(":")
    plain = rest.replace("_", "").replace("-", "")
    return bool(colon) and number.isascii() and number.isdecimal() and plain.isascii() and plain.isalnum()


def bot_number(setup: Setup) -> str:
    """The bot's own id, which its token begins with; "" where there is no token."""
    token = setup.sealed.get("token", "")
    return token.partition(":")[0] if is_token(token) else ""


def shown_secret(secret: str) -> str:
    """What Telegram shows with each update: made of our secret, in the few characters that it allows."""
    return hmac.new(secret.encode(), b"telegram secret_token", hashlib.sha256).hexdigest() if secret else ""


def connect(setup: Setup) -> Checked:
    """Tell Telegram the address of this account and the secret to show."""
    given = {
        "url": setup.address,
        "secret_token": shown_secret(setup.secret),
        "allowed_updates": list(UPDATES),
        "max_connections": 40,
    }
    try:
        reply = asked(setup, "setWebhook", given)
    except NoAnswerError as error:
        return _unreachable(error)
    return check(setup) if _is_done(reply) else _wrong(reply)


def check(setup: Setup) -> Checked:
    """Which bot it is, whether Telegram brings its updates here, how many wait, and what went wrong last."""
    try:
        me = asked(setup, "getMe")
        if not _is_done(me):
            return _wrong(me)
        info = asked(setup, "getWebhookInfo")
    except NoAnswerError as error:
        return _unreachable(error)
    if not _is_done(info):
        return _wrong(info)
    told = at(info.data, "result")
    here = text(told, "url") == setup.address
    facts = {
        "username": text(me.data, "result", "username"),
        "name": text(me.data, "result", "first_name"),
        "connected": here,
        **{name: at(told, name) for name in _SHOWN if at(told, name) is not None},
    }
    if not here:
        return Checked(ok=False, code="channel_not_connected", facts=facts)
    if text(told, "last_error_message") and (whole(told, "pending_update_count") or 0):
        return Checked(
            ok=False, code="channel_undelivered", facts=facts | {"reason": text(told, "last_error_message")}
        )
    return Checked(ok=True, facts=facts)


def _is_done(reply: Reply) -> bool:
    return reply.is_fine and at(reply.data, "ok") is True


def _unreachable(error: NoAnswerError) -> Checked:
    wrong = error.reason == _WRONG_SHAPE
    return replace(error.checked, code="channel_token_refused") if wrong else error.checked


def _wrong(reply: Reply) -> Checked:
    """Telegram answers 401 to a token that was taken back, 404 to one that never was."""
    reason = text(reply.data, "description") or f"status {reply.status}"
    refused = "channel_token_refused" if reply.status in (401, 404) else "channel_refused"
    return Checked(ok=False, code=refused, facts={"reason": reason})
