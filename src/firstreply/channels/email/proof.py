"""Proof: tokens that somebody agreed to open the mailbox they were asked for, and no other one."""

from dataclasses import replace

from firstreply.channels.base import Setup
from firstreply.channels.email import outbox
from firstreply.channels.email.imap_login import shut
from firstreply.channels.email.live import oauth
from firstreply.channels.email.live.account import connected, server_of, user_of
from firstreply.core.refusal import Refused


def proven(setup: Setup, tokens: oauth.Tokens) -> str:
    """Log in as the mailbox with what was agreed; the refresh token to be kept.

    Who agreed is what the mail server says, not a claim in a token: addresses in those can be set by whoever owns a
    directory. Refuses `consent_other_mailbox`, and as `connected` and `access_token` do where nobody can tell.
    """
    sealed = {name: value for name, value in setup.sealed.items() if name != "smtp_password"}
    trial = replace(setup, sealed=sealed | {"refresh_token": tokens.refresh})
    code, facts = _tried(trial)
    if code in ("imap_login_failed", "smtp_login_failed"):
        raise Refused("consent_other_mailbox", mailbox=user_of(setup), said=facts.get("said", ""))
    if code:
        raise Refused(code, **facts)
    return oauth.renewed(trial) or tokens.refresh


def _tried(trial: Setup) -> tuple[str, dict[str, object]]:
    if server_of(trial) is None:
        if trial.settings.get("provider"):
            return "mailbox_no_server", {"source": trial.name}
        checked = outbox.check(trial)
        return ("", {}) if checked.ok else (checked.code, dict(checked.facts))
    try:
        shut(connected(trial))
    except Refused as refused:
        return refused.code, dict(refused.facts)
    return "", {}
