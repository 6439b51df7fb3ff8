"""Relay: which server takes a mailbox's letters, and how one logs in there."""

import os

from firstreply.channels.base import Setup
from firstreply.channels.email.fields import TRUSTED, place
from firstreply.channels.email.live.oauth import access_token
from firstreply.channels.email.send.line import Relay
from firstreply.core.refusal import Refused


def relay_of(setup: Setup, *, anew: bool = False) -> Relay | None:
    """The mailbox's server, None where it has none. `anew`: the access token at hand was refused.

    Refuses what `access_token` refuses, and `mailbox_setting_wrong`: letters in plain text over the net.
    """
    settings, sealed = setup.settings, setup.sealed
    host, port, security = place(settings, "smtp")
    if not host:
        return None
    if security == "none" and host not in setup.hosts:
        raise Refused("mailbox_setting_wrong", field="smtp_security")
    username = str(settings.get("smtp_username") or settings.get("username") or settings.get("address") or "")
    secret, is_token = sealed.get("smtp_password", ""), False
    if has_token(setup):
        secret, is_token = access_token(setup, anew=anew), True
    secret = secret or sealed.get("password", "")
    return Relay(
        host=host,
        port=port,
        security=security,
        username=username if secret else "",
        secret=secret,
        is_token=is_token,
        may_be_open=host in setup.hosts,
        trusted=os.environ.get(TRUSTED, ""),
    )


def has_token(setup: Setup) -> bool:
    """Whether one logs in by an access token there."""
    return setup.settings.get("login", "password") != "password" and not setup.sealed.get("smtp_password")
