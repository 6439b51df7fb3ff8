"""Fields: what a mailbox asks for, to be read and to send; and where the big services keep theirs."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from firstreply.channels.base import Field, FieldKind


class Places(NamedTuple):
    """Host, port and encryption (tls, starttls) of a service, for reading and for sending."""

    imap: tuple[str, int, str]
    smtp: tuple[str, int, str]


#: By `login`: services whose places everybody's mailbox shares.
SERVICES: Final[Mapping[str, Places]] = MappingProxyType(
    {
        "google": Places(("imap.gmail.com", 993, "tls"), ("smtp.gmail.com", 465, "tls")),
        "microsoft": Places(("outlook.office365.com", 993, "tls"), ("smtp.office365.com", 587, "starttls")),
    }
)
#: The variable naming a file with certificates to trust besides the system's, for servers with one of their own.
TRUSTED: Final = "FIRSTREPLY_IMAP_CA_FILE"
LOGINS: Final = ("password", "google", "microsoft", "oauth")
SECURITY: Final = ("tls", "starttls", "none")
PER_MINUTE, PER_DAY, DAYS_BETWEEN = 30, 1_000, 7
PROVIDERS: Final = (
    "mailgun", "postmark", "sendgrid", "brevo", "resend", "sparkpost", "mailjet", "mandrill",
)  # fmt: skip

_BOTH: Final = (
    Field(name="address", label="E-mail address", required=True),
    Field(name="sender_name", label="Name beside the address", help="Of the company; for answers without an author."),
    Field(name="login", label="How to log in", kind=FieldKind.CHOICE, choices=LOGINS, default="password"),
    Field(name="username", label="User name", help="Where it is not the address."),
    Field(name="password", label="Password", kind=FieldKind.SECRET, help="Where two steps are on: an app password."),
    Field(name="client_id", label="OAuth client id"),
    Field(name="client_secret", label="OAuth client secret", kind=FieldKind.SECRET),
    Field(name="refresh_token", label="OAuth refresh token", kind=FieldKind.SECRET),
    Field(name="tenant", label="Microsoft tenant", help="Id or domain; empty for any."),
    Field(name="token_url", label="OAuth token address", help="For a service of your own."),
    Field(name="authorize_url", label="OAuth consent address", help="For a service of your own."),
    Field(name="oauth_scope", label="OAuth scope", help="For a service of your own."),
)  # fmt: skip
_READING: Final = (
    Field(name="imap_host", label="IMAP server"),
    Field(name="imap_port", label="IMAP port", kind=FieldKind.NUMBER),
    Field(name="imap_security", label="IMAP encryption", kind=FieldKind.CHOICE, choices=SECURITY, default="tls"),
    Field(name="folders", label="Folders to read", kind=FieldKind.LIST, help="Besides the inbox and the sent mail."),
    Field(name="history_days", label="Days of history to read", kind=FieldKind.NUMBER, default=0),
)  # fmt: skip
_SENDING: Final = (
    Field(name="smtp_host", label="SMTP server"),
    Field(name="smtp_port", label="SMTP port", kind=FieldKind.NUMBER),
    Field(name="smtp_security", label="SMTP encryption", kind=FieldKind.CHOICE, choices=SECURITY, default="starttls"),
    Field(name="smtp_username", label="SMTP user name", help="Where it is another than for reading."),
    Field(name="smtp_password", label="SMTP password", kind=FieldKind.SECRET, help="Where it is another one."),
    Field(name="provider", label="Sending service", kind=FieldKind.CHOICE, choices=("", *PROVIDERS), default="",
          help="Instead of SMTP."),
    Field(name="api_key", label="Key of the sending service", kind=FieldKind.SECRET),
    Field(name="api_secret", label="Secret key of the sending service", kind=FieldKind.SECRET, help="Mailjet only."),
    Field(name="webhook_key", label="Signing key of the service's webhooks", kind=FieldKind.SECRET),
    Field(name="sender_domain", label="Sending domain", help="Mailgun: where it is not the address's."),
    Field(name="base_url", label="Address of the service's API", help="Where it is another region's."),
    Field(name="reply_to", label="Answers go to", help="Where it is not the address itself."),
    Field(name="plus_replies", label="Mark the address for answers", kind=FieldKind.SWITCH, default=False,
          help="name+id@domain; the mail server must deliver it to the mailbox."),
    Field(name="ask_delivery", label="Ask for a receipt of delivery", kind=FieldKind.SWITCH, default=False,
          help="A mail of the reader's server, where it gives one."),
    Field(name="per_minute", label="Letters a minute, at most", kind=FieldKind.NUMBER, default=PER_MINUTE),
    Field(name="per_day", label="Letters a day, at most", kind=FieldKind.NUMBER, default=PER_DAY),
    Field(name="file_sent", label="Copy to the sent mail", kind=FieldKind.CHOICE, choices=("auto", "always", "never"),
          default="auto", help="Google and Microsoft keep one themselves."),
    Field(name="days_between", label="Days between automatic answers to one person", kind=FieldKind.NUMBER,
          default=DAYS_BETWEEN),
)  # fmt: skip
FIELDS: Final = (*_BOTH, *_READING, *_SENDING)


def place(settings: Mapping[str, Any], of: str) -> tuple[str, int, str]:
    """(host, port, encryption) of `imap` or `smtp`: as written down, else where the service keeps it; "" for none."""
    service = SERVICES.get(str(settings.get("login") or ""))
    known = ("", 0, "") if service is None else service.imap if of == "imap" else service.smtp
    host = str(settings.get(f"{of}_host") or "").strip()
    if not host:
        return known
    usual = "tls" if of == "imap" else "starttls"
    security = str(settings.get(f"{of}_security") or usual)
    port = settings.get(f"{of}_port") or _PORTS[of, security]
    return host, int(port), security


_PORTS: Final = {
    ("imap", "tls"): 993, ("imap", "starttls"): 143, ("imap", "none"): 143,
    ("smtp", "tls"): 465, ("smtp", "starttls"): 587, ("smtp", "none"): 25,
}  # fmt: skip
