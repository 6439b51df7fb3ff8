"""Post: letters of the installation itself, about accounts; handed to its mail server, or not sent where there is none.

Alerts go by `telling` and wait in the database. These are asked for by somebody who waits for them and can ask again.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, Final

import structlog
from django.conf import settings
from django.db import connection

from firstreply.channels import smtp
from firstreply.channels.answer import Sent
from firstreply.store.ids import new_id

_given: Final[Any] = settings  # their names are made when they are loaded: no type checker knows them
_log: Final = structlog.get_logger("firstreply.account")
_aside: Final = ThreadPoolExecutor(2, thread_name_prefix="letters")


def can_send() -> bool:
    """Whether mail can be sent at all."""
    return bool(_given.FIRSTREPLY_SMTP_URL)


def send(to: str, subject: str, text: str, *, language: str, name: str = "") -> bool:
    """Hand a letter in; whether the server took it. Takes as long as the server does: never inside a transaction."""
    assert not connection.in_atomic_block
    if not can_send():
        return False
    letter = smtp.Letter(
        id=new_id(), to=to, name=name, subject=subject, text=text, language=language, at=datetime.now(UTC)
    )
    answer = smtp.send(
        letter, smtp.Server(url=_given.FIRSTREPLY_SMTP_URL, sender=_given.FIRSTREPLY_MAIL_FROM)
    )
    if not isinstance(answer, Sent):
        _log.warning("letter not sent", reason=answer.reason)
    return isinstance(answer, Sent)


def send_aside(to: str, subject: str, text: str, *, language: str) -> None:
    """The same in a moment, in a thread of its own: how long the answer takes tells nobody whether there was one."""
    if can_send():
        _aside.submit(send, to, subject, text, language=language)
