"""SMTP: hand a letter to the mail server that this installation sends through.

The letter is put together from parts that cannot become a header of their own: texts lose their control characters
and go as encoded words, which nobody here decodes again (the standard library's newer classes do, and a subject
that holds an encoded line break then turns into a header).
"""

import re
import smtplib
import ssl
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.message import Message
from email.mime.text import MIMEText
from email.utils import format_datetime, parseaddr
from typing import Final
from urllib.parse import unquote, urlsplit
from uuid import UUID

from firstreply.channels.answer import Answer, Rejected, Sent, TryAgain

_STEP: Final = 10.0  #: seconds for one answer of the server
_ADDRESS: Final = re.compile(r"[^\s<>()\[\]\\,;:@\"\x00-\x20\x7f-\uffff]{1,64}@[A-Za-z0-9.-]{1,253}")
_PLAIN: Final = re.compile(r"[A-Za-z0-9 .,!'+/&-]*")
_LONGEST: Final = 200
#: What no line of a header holds. Joiners (Cf) stay: Persian is not written without them; what turns a line's
#: direction round goes.
_UNSEEN: Final = frozenset({"Cc", "Cn", "Co", "Cs", "Zl", "Zp"})
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


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


def send(letter: Letter, server: Server) -> Answer:
    """Hand it in. Sent means that the server answers for it from now on."""
    _, sender = parseaddr(server.sender)
    to = ascii_address(letter.to)
    if to is None:
        return Rejected(reason="address_not_understood")
    if ascii_address(sender) is None:
        return TryAgain(reason="sender_not_understood", unreachable=True)
    try:
        with _connected(server.url) as line:
            return _handed_in(line, sender, to, written(letter, server.sender))
    except smtplib.SMTPResponseException as error:
        return TryAgain(
            reason=f"status {error.smtp_code}", unreachable=True
        )  # before any letter: the server itself
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return TryAgain(reason=f"no_answer: {type(error).__name__}", unreachable=True)


def written(letter: Letter, sender: str) -> bytes:
    """The letter's octets."""
    message: Message = MIMEText(letter.text, "plain", "utf-8")
    name, address = parseaddr(sender)
    message["From"] = _mailbox(name, ascii_address(address) or "")
    message["To"] = _mailbox(letter.name, ascii_address(letter.to) or "")
    message["Subject"] = _words(letter.subject)
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.id}@{address.rpartition('@')[2] or 'localhost'}>"
    message["Content-Language"] = letter.language
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    return message.as_bytes()


def ascii_address(address: str) -> str | None:
    """The address as any mail server takes it (a domain in its ASCII form), or None where it is no address."""
    local, _, domain = address.strip().rpartition("@")
    try:
        plain = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return None
    return plain if _ADDRESS.fullmatch(plain) else None


def _handed_in(line: smtplib.SMTP, sender: str, to: str, letter: bytes) -> Answer:
    try:
        line.sendmail(sender, [to], letter)
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        return Rejected(reason=f"status {code}") if code >= 500 else TryAgain(reason=f"status {code}")
    except smtplib.SMTPResponseException as error:
        code = error.smtp_code
        return Rejected(reason=f"status {code}") if code >= 500 else TryAgain(reason=f"status {code}")
    return Sent()


class _connected:  # noqa: N801 (reads as a verb in `with`)
    """A connection that is greeted, encrypted and logged in; a failing goodbye is nobody's business."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)

    def __enter__(self) -> smtplib.SMTP:
        parts = self._parts
        host = parts.hostname or ""
        if parts.scheme == "smtps":
            self._line: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=_STEP, context=ssl.create_default_context()
            )
        else:
            self._line = smtplib.SMTP(host, parts.port or 587, timeout=_STEP)
        try:
            self._secure()
        except BaseException:
            self._line.close()
            raise
        return self._line

    def _secure(self) -> None:
        line, parts = self._line, self._parts
        line.ehlo()
        if parts.scheme != "smtps" and line.has_extn("starttls"):
            line.starttls(context=ssl.create_default_context())
            line.ehlo()
        elif parts.scheme != "smtps" and parts.username:
            raise smtplib.SMTPNotSupportedError("no password without encryption")
        if parts.username:
            line.login(unquote(parts.username), unquote(parts.password or ""))

    def __exit__(self, *_: object) -> None:
        try:
            self._line.quit()
        except (OSError, smtplib.SMTPException):
            self._line.close()


def _mailbox(name: str, address: str) -> str:
    shown = _words(name)
    return f"{shown} <{address}>" if shown else address


def _words(text: str) -> str:
    """A text as a header may hold it: plain where nothing can be misread, else encoded words."""
    clean = "".join(
        " " if unicodedata.category(sign) in _UNSEEN or sign in _TURNING else sign for sign in text
    )
    clean = " ".join(clean.split())[:_LONGEST]
    if _PLAIN.fullmatch(clean) and len(clean) < 70:
        return clean
    return Header(clean, "utf-8", header_name="Subject").encode(linesep="\n")
