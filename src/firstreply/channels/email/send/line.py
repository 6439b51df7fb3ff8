"""Line: a connection to the mail server that takes our letters: greeted, encrypted, logged in."""

import smtplib
import ssl
from dataclasses import dataclass, field
from typing import Final

STEP_S: Final = 20.0  #: for one answer of the server


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A server that takes letters. `security`: `tls`, `starttls`, `none`, or `if_offered` (STARTTLS where it can)."""

    host: str
    port: int
    security: str
    username: str = ""
    secret: str = field(default="", repr=False)
    is_token: bool = False  #: the secret is an OAuth 2 access token
    may_be_open: bool = False  #: a password may go unencrypted: a machine of our own network
    trusted: str = ""  #: file of certificates to trust besides the system's


def opened(relay: Relay, *, step_s: float = STEP_S) -> smtplib.SMTP:
    """A line ready for letters. Raises what smtplib and sockets raise; nothing stays open then."""
    context = ssl.create_default_context()
    if relay.trusted:
        context.load_verify_locations(relay.trusted)
    if relay.security == "tls":
        line: smtplib.SMTP = smtplib.SMTP_SSL(relay.host, relay.port, timeout=step_s, context=context)
    else:
        line = smtplib.SMTP(relay.host, relay.port, timeout=step_s)
    try:
        _secured(line, relay, context)
        if relay.username:
            _logged_in(line, relay)
    except BaseException:
        line.close()
        raise
    return line


def closed(line: smtplib.SMTP) -> None:
    """Say goodbye; a failing one is nobody's business."""
    try:
        line.quit()
    except (OSError, smtplib.SMTPException):
        line.close()


def _secured(line: smtplib.SMTP, relay: Relay, context: ssl.SSLContext) -> None:
    line.ehlo_or_helo_if_needed()
    if relay.security == "starttls" or (relay.security == "if_offered" and line.has_extn("starttls")):
        line.starttls(context=context)
        line.ehlo()
    elif relay.security != "tls" and relay.username and not relay.may_be_open:
        raise smtplib.SMTPNotSupportedError("no password without encryption")


def _logged_in(line: smtplib.SMTP, relay: Relay) -> None:
    if not relay.is_token:
        line.login(relay.username, relay.secret)
        return
    told = iter((f"user={relay.username}\1auth=Bearer {relay.secret}\1\1",))
    # A further challenge is the refusal in JSON: an empty answer lets the server end with its 535.
    line.auth("XOAUTH2", lambda _=None: next(told, ""), initial_response_ok=True)
