"""Filed: whether a letter that went out has to be put among the mailbox's sent mail by us."""

from collections.abc import Mapping
from typing import Any, Final

from firstreply.channels.email.fields import place

#: Servers that keep what they send, by the ends of their names.
_KEEPERS: Final = (".gmail.com", ".googlemail.com", ".office365.com", ".outlook.com", ".hotmail.com")


def is_wanted(settings: Mapping[str, Any]) -> bool:
    """Whether somebody has to file what this mailbox sends: nobody does where its server keeps it."""
    wanted, host = settings.get("file_sent") or "auto", place(settings, "smtp")[0]
    if wanted == "never" or not place(settings, "imap")[0]:
        return False
    keeps = not settings.get("provider") and f".{host}".lower().endswith(_KEEPERS)
    return bool(wanted == "always" or not keeps)
