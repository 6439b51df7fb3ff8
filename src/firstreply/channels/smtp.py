"""SMTP: alerts to members, handed to the mail server that this installation sends through."""

import smtplib
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parseaddr
from typing import Final
from urllib.parse import unquote, urlsplit
from uuid import UUID

from firstreply.channels.answer import Answer, Rejected, TryAgain
from firstreply.channels.email.send import letter as letters
from firstreply.channels.email.send.handing import handed_in, said
from firstreply.channels.email.send.header import address_of
from firstreply.channels.email.send.line import Relay, closed, opened
from firstreply.core.refusal import Refused

_STEP_S: Final = 10.0  #: for one answer of the server


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where letters are handed in: `smtp://user:password@host:587` (STARTTLS) or `smtps://`."""

    url: str = field(repr=False)
    sender: str  #: `Name <address>`


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter to one person. `id` makes its Message-ID, the same over every attempt."""

    id: UUID
    to: str
    name: str
    subject: str
    text: str
    language: str
    at: datetime
    html: str = ""  #: the same as a page


def send(letter: Letter, server: Server) -> Answer:
    """Hand it in. Sent means that the server answers for it from now on."""
    sender, to = address_of(parseaddr(server.sender)[1]), address_of(letter.to)
    if to is None:
        return Rejected(reason="address_not_understood")
    if sender is None:
        return TryAgain(reason="sender_not_understood", unreachable=True)
    try:
        octets = written(letter, server.sender)
        line = opened(_relay(server.url), step_s=_STEP_S)
    except Refused as refused:
        return Rejected(reason=refused.code)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return said(error)
    try:
        return handed_in(line, sender, to, octets)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return said(error)
    finally:
        closed(line)


def written(letter: Letter, sender: str) -> bytes:
    """The letter's octets. Refuses `address_not_understood`, `letter_unsafe`."""
    name, address = parseaddr(sender)
    return letters.written(
        letters.Letter(
            id=letter.id,
            sender=address,
            sender_name=name,
            to=letter.to,
            to_name=letter.name,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            language=letter.language,
            at=letter.at,
            automatic="auto-generated",
        )
    )


def ascii_address(address: str) -> str | None:
    """The address as any mail server takes it (a domain in its ASCII form), or None where it is no address."""
    found = address_of(address)
    return found if found is not None and found.isascii() else None


def _relay(url: str) -> Relay:
    parts = urlsplit(url)
    tls = parts.scheme == "smtps"
    return Relay(
        host=parts.hostname or "",
        port=parts.port or (465 if tls else 587),
        security="tls" if tls else "if_offered",
        username=unquote(parts.username or ""),
        secret=unquote(parts.password or ""),
    )
