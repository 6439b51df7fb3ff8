"""Channel: a Telegram bot. We tell Telegram where to bring what people write, and which secret to show each time."""

import hashlib
import hmac
from typing import Final

import orjson

from firstreply.channels.ask import base_url
from firstreply.channels.base import Call, Channel, Field, FieldKind, ForgedError, Piece, Setup, Taken
from firstreply.channels.loose import whole
from firstreply.channels.telegram.bot import API, check, connect, shown_secret
from firstreply.channels.telegram.reading import read
from firstreply.channels.telegram.sending import CARRIED, fit, send


def take(call: Call, setup: Setup, now: int) -> Taken:
    """One update. Raises ForgedError where the secret is not ours: Telegram shows it with everything it brings."""
    given = call.headers.get("x-telegram-bot-api-secret-token", "")
    wanted = shown_secret(setup.secret)
    if not wanted or not hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode()):
        raise ForgedError("signature_wrong")
    return Taken(pieces=(_piece(call.body),))


def _piece(body: bytes) -> Piece:
    """An update by its number, which Telegram never gives twice; what is none is kept as it came."""
    try:
        update = orjson.loads(body)
    except orjson.JSONDecodeError:
        update = None
    number = whole(update, "update_id")
    if number is None:
        return Piece(raw=body, id=f"sha256:{hashlib.sha256(body).hexdigest()}")
    return Piece(payload=update, id=str(number))


_FIELDS: Final = (
    Field(
        name="token",
        label="Bot token",
        kind=FieldKind.SECRET,
        required=True,
        help="@BotFather shows it: digits, a colon, letters.",
    ),
    Field(
        name="groups",
        label="Also read groups",
        kind=FieldKind.SWITCH,
        default=False,
        help="A group is then one party, for which everybody in it writes.",
    ),
    base_url(API, "Only for a Bot API server of your own."),
)
CHANNEL = Channel(
    kind="telegram",
    fields=_FIELDS,
    take=take,
    read=read,
    fit=fit,
    send=send,
    check=check,
    connect=connect,
    reaches=("telegram_id",),
    carries=CARRIED,
)
