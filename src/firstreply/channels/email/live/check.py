"""Check: whether a mailbox can be read, and what to do where it cannot."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from imapclient.exceptions import IMAPClientError

from firstreply.channels.base import Checked, Setup
from firstreply.channels.email.imap_login import DROPPED
from firstreply.channels.email.live.account import connected, server_of
from firstreply.channels.email.live.folders import watched
from firstreply.channels.email.live.line import Line
from firstreply.core.refusal import Refused

#: By what a host's name ends in: the service, whose own password does not open a mailbox for programs.
_SERVICES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "gmail.com": "google", "googlemail.com": "google", "office365.com": "microsoft", "outlook.com": "microsoft",
        "hotmail.com": "microsoft", "yahoo.com": "yahoo", "aol.com": "yahoo", "me.com": "icloud",
        "icloud.com": "icloud", "zoho.com": "zoho", "zoho.eu": "zoho", "yandex.com": "yandex", "yandex.ru": "yandex",
        "fastmail.com": "fastmail",
    }
)  # fmt: skip


def check_imap(setup: Setup) -> Checked:
    """Log in and look at the folders. `facts`: {reading: imap | nothing, folders, sent, idle, missing}.

    Codes: `imap_unreachable`, `imap_not_public`, `imap_tls_failed`, `imap_login_failed` (or, where a service wants a
    password of its own for programs, `imap_login_` and its name), `imap_folder_missing`, and those of OAuth.
    """
    try:
        if server_of(setup) is None:
            return Checked(ok=True, facts={"reading": "nothing"})
        line = Line(connected(setup))
    except Refused as refused:
        code, facts = explained(setup, refused)
        return Checked(ok=False, code=code, facts=facts)
    try:
        found, missing = watched(line.folders(), named(setup))
    except (IMAPClientError, *DROPPED) as failure:
        return Checked(
            ok=False,
            code="imap_unreachable",
            facts={"server": str(server_of(setup)), "reason": str(failure)[:200]},
        )
    finally:
        line.close()
    facts = {
        "reading": "imap",
        "folders": [one.name for one in found],
        "sent": any(one.sent for one in found),
        "idle": line.idles,
        "missing": missing,
    }
    if missing:
        return Checked(ok=False, code="imap_folder_missing", facts=facts | {"folder": ", ".join(missing)})
    return Checked(ok=True, facts=facts)


def named(setup: Setup) -> list[str]:
    """Folders that people named."""
    given = setup.settings.get("folders")
    return [one for one in given if isinstance(one, str) and one] if isinstance(given, list) else []


def explained(setup: Setup, refused: Refused) -> tuple[str, dict[str, object]]:
    """A refusal as (code, facts) that tell a person what to do: services that want an app password are named."""
    facts = dict(refused.facts)
    password = setup.settings.get("login", "password") == "password"
    if refused.code != "imap_login_failed" or not password:
        return refused.code, facts
    server = server_of(setup)
    host = (server.host if server else "").lower()
    service = next((name for end, name in _SERVICES.items() if host == end or host.endswith(f".{end}")), "")
    return (f"imap_login_{service}" if service else refused.code), facts
