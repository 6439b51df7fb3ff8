"""Relay: which server takes a mailbox's letters, and how one logs in there."""

from firstreply.channels.base import Setup
from firstreply.channels.email.fields import place
from firstreply.channels.email.send.line import Relay


def relay_of(setup: Setup) -> Relay | None:
    """The mailbox's server, None where it has none. Refuses what `access_token` refuses."""
    settings, sealed = setup.settings, setup.sealed
    host, port, security = place(settings, "smtp")
    if not host:
        return None
    username = str(settings.get("smtp_username") or settings.get("username") or settings.get("address") or "")
    secret, is_token = sealed.get("smtp_password", ""), False
    if not secret and settings.get("login", "password") != "password":
        from firstreply.channels.email.live.oauth import access_token

        secret, is_token = access_token(setup), True
    secret = secret or sealed.get("password", "")
    return Relay(
        host=host,
        port=port,
        security=security,
        username=username if secret else "",
        secret=secret,
        is_token=is_token,
        may_be_open=host in setup.hosts,
    )
