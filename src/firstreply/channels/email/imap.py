"""IMAP as a source: from a URL and a secret kept outside it to mailboxes that are only read."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from firstreply.channels.email.base import Mailbox, Unreadable
from firstreply.channels.email.fields import TRUSTED
from firstreply.channels.email.imap_connection import Connection
from firstreply.channels.email.imap_folders import chosen
from firstreply.channels.email.imap_login import Secret, Server
from firstreply.channels.email.imap_mailbox import ImapMailbox
from firstreply.channels.email.left_out import LeftOut
from firstreply.core.refusal import Refused

PASSWORD: Final = "FIRSTREPLY_IMAP_PASSWORD"  # noqa: S105 (the variable's name)
TOKEN: Final = "FIRSTREPLY_IMAP_TOKEN"  # noqa: S105 (the variable's name)


def open_account(
    url: str,
    *,
    environment: Mapping[str, str],
    prompt: Callable[[str], str] | None = None,
    insecure: bool = False,
) -> list[Mailbox]:
    """Log in and give the account's folders as mailboxes, or the one folder that the URL names.

    `imaps://user@host[:port]/[folder]` speaks TLS from the start; `imap://` must switch to it (STARTTLS), except
    on a loopback address or with `insecure`. The password comes from FIRSTREPLY_IMAP_PASSWORD, an XOAUTH2 access
    token from FIRSTREPLY_IMAP_TOKEN (or from files: the same names with _FILE), else from `prompt`, which is
    asked with the URL. Drafts and Trash are left out (and listed); a server's view of all mail is read only
    where its other folders are views too (Gmail).

    Raises Refused: imap_url_malformed, secret_in_url, imap_no_password, secret_file_not_readable,
    imap_unreachable, imap_tls_failed, imap_login_failed, imap_no_such_folder.
    """
    server, folder = read_url(url, trusted=environment.get(TRUSTED, ""), insecure=insecure)
    connection = Connection(server, read_secret(server, environment, prompt))
    try:
        folders, left_out = chosen(
            connection.folders(), wanted=folder, is_gmail=connection.has_capability("X-GM-EXT-1")
        )
        mailboxes: list[Mailbox] = [
            ImapMailbox(connection, each.name, is_sent=each.is_sent, is_junk=each.is_junk) for each in folders
        ]
    except BaseException:
        connection.close()
        raise
    if left_out:
        entries = tuple(Unreadable(f"{server}/{name}", "", reason.value) for name, reason in left_out)
        mailboxes.append(LeftOut(name=str(server), stamp="", entries=entries))
    return mailboxes


def read_url(url: str, *, trusted: str = "", insecure: bool = False) -> tuple[Server, str]:
    """Server and folder ("" for all) of an IMAP URL. Never repeats a secret in a refusal."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as failure:
        raise Refused("imap_url_malformed", reason=type(failure).__name__) from failure
    host, user = parts.hostname or "", unquote(parts.username or "")
    if parts.password is not None or "password" in parts.query or "token" in parts.query:
        raise Refused("secret_in_url", host=host)
    if parts.scheme not in ("imap", "imaps") or not host or not user:
        raise Refused("imap_url_malformed", reason="no_host" if user else "no_user")
    is_tls = parts.scheme == "imaps"
    server = Server(
        host=host,
        port=port or (993 if is_tls else 143),
        user=user,
        is_tls=is_tls,
        may_be_plain=insecure or _is_loopback(host),
        trusted=trusted,
    )
    return server, unquote(parts.path.strip("/"))


def read_secret(
    server: Server, environment: Mapping[str, str], prompt: Callable[[str], str] | None
) -> Secret:
    """The access token if there is one, else the password, from environment, files or a person."""
    for variable, is_token in ((TOKEN, True), (PASSWORD, False)):
        text = environment.get(variable) or _from_file(environment.get(f"{variable}_FILE", ""), variable)
        if text:
            return Secret(text=text, is_token=is_token)
    text = prompt(str(server)) if prompt else ""
    if not text:
        raise Refused("imap_no_password", server=str(server), variables=(PASSWORD, TOKEN))
    return Secret(text=text, is_token=False)


def _from_file(path: str, variable: str) -> str:
    if not path:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as failure:
        raise Refused("secret_file_not_readable", variable=f"{variable}_FILE", path=path) from failure


def _is_loopback(host: str) -> bool:
    return host in ("localhost", "::1") or host.startswith("127.")
