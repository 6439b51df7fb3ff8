"""Line: a connection to the mail server that takes our letters: greeted, encrypted, logged in."""

import base64
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
    domain = relay.username.rpartition("@")[2]
    # Our own host's name is nobody's business, and looking it up may take long.
    own = domain if domain.isascii() and domain.replace(".", "").replace("-", "").isalnum() else "[127.0.0.1]"
    context = ssl.create_default_context()
    if relay.trusted:
        context.load_verify_locations(relay.trusted)
    if relay.security == "tls":
        line: smtplib.SMTP = smtplib.SMTP_SSL(relay.host, relay.port, own, timeout=step_s, context=context)
    else:
        line = smtplib.SMTP(relay.host, relay.port, own, timeout=step_s)
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
    if not line.has_extn("auth"):
        if relay.may_be_open:
            return  # a relay of our own network that asks nobody who they are
        raise smtplib.SMTPAuthenticationError(503, b"the server offers no login")
    if relay.is_token:
        told = iter((f"user={relay.username}\1auth=Bearer {relay.secret}\1\1",))
        # A further challenge is the refusal in JSON: an empty answer lets the server end with its 535.
        line.auth("XOAUTH2", lambda _=None: next(told, ""), initial_response_ok=True)
    elif "PLAIN" in line.esmtp_features["auth"].upper().split():
        _answered(line.docmd("AUTH", "PLAIN " + _base64(f"\0{relay.username}\0{relay.secret}")))
    elif "LOGIN" in line.esmtp_features["auth"].upper().split():
        code, text = line.docmd("AUTH", f"LOGIN {_base64(relay.username)}")
        _answered(line.docmd(_base64(relay.secret)) if code == 334 else (code, text))
    else:
        line.login(relay.username, relay.secret)


def _answered(answer: tuple[int, bytes]) -> None:
    if answer[0] not in (235, 503):
        raise smtplib.SMTPAuthenticationError(*answer)


def _base64(text: str) -> str:
    """In UTF-8 (RFC 4616): smtplib's own login takes ASCII only."""
    return base64.b64encode(text.encode()).decode()
