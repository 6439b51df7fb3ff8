"""Mailbox: who reads it, how far each folder is brought, and whether anything is missing.

A message is on disk (`door.accept`) before its number is written down. Whoever is killed in between brings it again,
and the door knows it: what it is called follows from its headers, not from the server's number.
"""

from firstreply.journey.mailbox.bringing import Brought, Noted, bring, note
from firstreply.journey.mailbox.folders import (
    alive,
    failed,
    folders_known,
    history_begins,
    opened,
    reconciled,
)
from firstreply.journey.mailbox.held import Reading, compare, hold, keep_secrets, release

__all__ = [
    "Brought",
    "Noted",
    "Reading",
    "alive",
    "bring",
    "compare",
    "failed",
    "folders_known",
    "history_begins",
    "hold",
    "keep_secrets",
    "note",
    "opened",
    "reconciled",
    "release",
]
