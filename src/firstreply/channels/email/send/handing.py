"""Handing: a letter goes to the server, and each of its answers means one thing.

Whose fault a refusal is decides what follows: the reader's address will never work, the account's will work once
somebody has mended it, and a server that is busy says so itself.
"""

import re
import smtplib
import ssl
from typing import Final

from firstreply.channels.answer import Answer, Rejected, Sent, TryAgain

#: Enhanced codes (RFC 3463, 7372) by which a server means the account that sends, whatever it was asked: not allowed to
#: send or to send as somebody (5.7), a bad sender (5.1.7, 5.1.8), more than it may (4.5.3, 5.4.5).
_ACCOUNT: Final = re.compile(r"[45]\.(?:1\.[78]|4\.5)\b|5\.7\.(?:57|60|501|502|503|64)\b")
_AT_RECIPIENT: Final = re.compile(r"5\.7\.\d|relay|authenticat|not permitted", re.IGNORECASE)
_TOO_MUCH: Final = re.compile(
    r"[45]\.4\.5\b|(?:sending|rate|message|daily)[a-z ]{0,20}(?:limit|quota)", re.IGNORECASE
)
_TOO_MUCH_S: Final = 3600.0
_UNAUTHENTICATED: Final = (530, 534, 535, 538)
_SAID: Final = 160


def handed_in(line: smtplib.SMTP, sender: str, to: str, octets: bytes, *, receipt: str = "") -> Answer:
    """Hand one letter to one reader in. `receipt`: asks for a report of its delivery under this id, where that can be.

    Raises OSError and SMTPServerDisconnected only before the letter itself was sent: then nobody has it.
    """
    try:
        options = _options(line, sender, to, receipt)
    except smtplib.SMTPNotSupportedError:
        return Rejected(reason="smtputf8_missing")
    code, text = line.mail(sender, options)
    if code != 250:
        return _after_reset(line, _of_sender(code, text))
    code, text = line.rcpt(to, ["NOTIFY=SUCCESS,FAILURE,DELAY"] if receipt and line.has_extn("dsn") else [])
    if code not in (250, 251):
        return _after_reset(line, _of_reader(code, text))
    code, text = line.docmd("DATA")
    if code != 354:
        return _after_reset(line, _of_letter(code, text))
    try:
        line.send(octets.replace(b"\r\n.", b"\r\n..") + b".\r\n")
        code, text = line.getreply()
    except (OSError, smtplib.SMTPException) as error:
        line.close()
        return _unsure(type(error).__name__)
    if 200 <= code < 300:
        return Sent()
    return _unsure("no_status") if code < 400 else _after_reset(line, _of_letter(code, text))


def _unsure(why: str) -> Answer:
    """The server may have taken it and not come to say so: the same Message-ID tells both copies apart."""
    return TryAgain(reason=f"{UNSURE}: {why}")


UNSURE: Final = "maybe_taken"  #: how a reason begins where the letter may have arrived all the same


def said(error: BaseException) -> TryAgain:
    """What a failure before any letter means: the account's or the server's, never the letter's."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return TryAgain(
            reason=f"login_refused: {_status(error.smtp_code, error.smtp_error)}", unreachable=True
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return TryAgain(reason="no_encryption", unreachable=True)
    if isinstance(error, smtplib.SMTPResponseException):
        return TryAgain(
            reason=f"server_refused: {_status(error.smtp_code, error.smtp_error)}", unreachable=True
        )
    if isinstance(error, ssl.SSLError):
        return TryAgain(reason=f"tls: {error.reason}", unreachable=True)
    return TryAgain(reason=f"no_answer: {type(error).__name__}", unreachable=True)


def _options(line: smtplib.SMTP, sender: str, to: str, receipt: str) -> list[str]:
    options = [f"RET=HDRS ENVID={receipt}"] if receipt and line.has_extn("dsn") else []
    if not (sender.isascii() and to.isascii()):
        if not line.has_extn("smtputf8"):
            raise smtplib.SMTPNotSupportedError("SMTPUTF8")
        # smtplib writes commands in ASCII unless it is told.
        line.command_encoding = "utf-8"
        return [*options, "SMTPUTF8", "BODY=8BITMIME"]
    line.command_encoding = "ascii"
    return options


def _of_sender(code: int, text: bytes) -> Answer:
    status = _status(code, text)
    if _TOO_MUCH.search(status):
        return TryAgain(reason=f"too_much: {status}", after=_TOO_MUCH_S)
    kind = "login_refused" if code in _UNAUTHENTICATED else "sender_refused"
    return TryAgain(reason=f"{kind}: {status}", unreachable=True)


def _of_reader(code: int, text: bytes) -> Answer:
    status = _status(code, text)
    if _TOO_MUCH.search(status):
        return TryAgain(reason=f"too_much: {status}", after=_TOO_MUCH_S)
    if code < 500:
        return TryAgain(reason=f"not_now: {status}", unreachable=code == 421)
    if code in _UNAUTHENTICATED or _ACCOUNT.search(status) or _AT_RECIPIENT.search(status):
        return TryAgain(reason=f"sender_refused: {status}", unreachable=True)
    return Rejected(reason=f"reader_refused: {status}")


def _of_letter(code: int, text: bytes | str) -> Answer:
    status = _status(code, text)
    if _TOO_MUCH.search(status):
        return TryAgain(reason=f"too_much: {status}", after=_TOO_MUCH_S)
    if code < 500:
        return TryAgain(reason=f"not_now: {status}", unreachable=code == 421)
    if code in _UNAUTHENTICATED or _ACCOUNT.search(status):
        return TryAgain(reason=f"sender_refused: {status}", unreachable=True)
    return Rejected(reason=f"letter_refused: {status}")


def _after_reset(line: smtplib.SMTP, answer: Answer) -> Answer:
    try:
        line.rset()
    except (OSError, smtplib.SMTPException):
        line.close()
    return answer


def _status(code: int, text: bytes | str) -> str:
    """The server's words, short and on one line; they may be shown."""
    told = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    shown = "".join(sign if sign.isprintable() else " " for sign in f"{code} {told}")
    return " ".join(shown.split())[:_SAID]
