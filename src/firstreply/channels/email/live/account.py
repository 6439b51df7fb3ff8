"""Account: where a mailbox lies, as whom we read it, and a connection to it that stays out of private networks."""

import os
from typing import Final

from imapclient import IMAPClient, SocketTimeout

from firstreply.channels.base import Setup
from firstreply.channels.email.fields import TRUSTED, place
from firstreply.channels.email.imap_login import Secret, Server, logged_in
from firstreply.channels.email.live.oauth import access_token
from firstreply.channels.outward import PrivateAddressError, outward
from firstreply.core.refusal import Refused

#: A line on which nothing was heard for so long, though an answer is due, is dead.
_TIMEOUT: Final = SocketTimeout(connect=15, read=20)
_LOGIN_S: Final = 40.0  #: for connecting and logging in together


def server_of(setup: Setup) -> Server | None:
    """The mailbox's server; None where mail is only sent. Refuses `mailbox_setting_wrong`: plain text over the net."""
    host, port, security = place(setup.settings, "imap")
    if not host:
        return None
    if security == "none" and host not in setup.hosts:
        raise Refused("mailbox_setting_wrong", field="imap_security")
    return Server(
        host=host,
        port=port,
        user=user_of(setup),
        is_tls=security == "tls",
        may_be_plain=security == "none",
        trusted=os.environ.get(TRUSTED, ""),
    )


def user_of(setup: Setup) -> str:
    """As whom one logs in: the mailbox's address, where it has no other name."""
    return str(setup.settings.get("username") or setup.settings.get("address") or "")


def secret_of(setup: Setup, *, anew: bool = False) -> Secret:
    """The password, or an access token (`anew`: not the one at hand, which was refused).

    Refuses `mailbox_no_secret`, and what `oauth.access_token` refuses.
    """
    if setup.settings.get("login", "password") == "password":
        if not setup.sealed.get("password"):
            raise Refused("mailbox_no_secret", source=setup.name)
        return Secret(text=setup.sealed["password"], is_token=False)
    return Secret(text=access_token(setup, anew=anew), is_token=True)


def connected(setup: Setup) -> IMAPClient:
    """A connection that is logged in. A token that is refused is renewed once.

    Refuses `imap_unreachable`, `imap_not_public`, `imap_tls_failed`, `imap_login_failed`, `mailbox_no_server`, and what
    `server_of` and `secret_of` refuse.
    """
    server = server_of(setup)
    if server is None:
        raise Refused("mailbox_no_server", source=setup.name)
    secret = secret_of(setup)
    try:
        return _connected(setup, server, secret)
    except Refused as refused:
        if refused.code != "imap_login_failed" or not secret.is_token:
            raise
    return _connected(setup, server, secret_of(setup, anew=True))


def _connected(setup: Setup, server: Server, secret: Secret) -> IMAPClient:
    with outward(seconds=_LOGIN_S, hosts=setup.hosts):
        try:
            return logged_in(server, secret, timeout=_TIMEOUT)
        except Refused as refused:
            if isinstance(refused.__cause__, PrivateAddressError):
                raise Refused("imap_not_public", server=str(server)) from None
            raise
