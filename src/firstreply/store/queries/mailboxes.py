"""Mailboxes: which folders are read, how far, and whether all that is on the server is here."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import orjson

from firstreply.store import bulk
from firstreply.store.models import MailFolder, MailUid
from firstreply.store.tenancy import organisation

_SENT: Final = "sent"


class Folder(NamedTuple):
    """A folder as it stands. `history_uid`: the lowest uid its history was brought down to; 0: all of it."""

    id: UUID
    source_id: UUID
    name: str
    role: str
    validity: int | None
    next_uid: int
    begun_uid: int
    begun_at: datetime | None
    asked_at: datetime | None
    history_uid: int | None
    history_since: datetime | None
    history_total: int
    history_done: int
    server_count: int | None
    held_count: int | None
    counted_at: datetime | None
    seen_at: datetime | None
    error: str

    @property
    def since(self) -> datetime | None:
        """From when on what lies there is wanted."""
        return self.history_since or self.begun_at

    @property
    def difference(self) -> int | None:
        """How many that are wanted are on the server and not here."""
        if self.server_count is None or self.held_count is None:
            return None
        return self.server_count - self.held_count


class Mailbox(NamedTuple):
    """A mailbox with its folders. `read_by`: the process that reads it now, "" for none."""

    id: UUID
    name: str
    address: str
    disabled: bool
    read_by: str
    state: str  #: of core.watch.health.HealthState
    code: str
    facts: dict[str, Any]
    last_ok_at: datetime | None
    last_in_at: datetime | None
    folders: tuple[Folder, ...]

    @property
    def reads_sent(self) -> bool:
        """Without the folder of sent mail, answers given elsewhere are not seen."""
        return any(one.role == _SENT for one in self.folders)

    @property
    def server_count(self) -> int | None:
        """Messages on the server that are wanted; None until all folders were compared."""
        return _sum(one.server_count for one in self.folders)

    @property
    def held_count(self) -> int | None:
        """Of these, the ones that are here."""
        return _sum(one.held_count for one in self.folders)

    @property
    def difference(self) -> int | None:
        """How many are missing here."""
        return _sum(one.difference for one in self.folders)


_MAILBOX: Final = """
SELECT s.id, s.name, coalesce(s.settings ->> 'address', ''), s.disabled_at IS NOT NULL,
       coalesce(h.holder, ''), coalesce(k.state, 'fine'), coalesce(k.code, ''), coalesce(k.facts, '{}'), k.last_ok_at,
       k.last_in_at
FROM source s
LEFT JOIN held h ON h.organisation_id = s.organisation_id AND h.source_id = s.id AND h.until > clock_timestamp()
LEFT JOIN health k ON k.organisation_id = s.organisation_id AND k.source_id = s.id
WHERE s.organisation_id = %(own)s AND s.kind = 'email' AND (%(source)s::uuid IS NULL OR s.id = %(source)s)
ORDER BY s.id
"""


def mailboxes(source: UUID | None = None) -> list[Mailbox]:
    """Every mailbox, or this one, in use or not. Two queries."""
    rows = bulk.fetch(_MAILBOX, {"own": organisation(), "source": source})
    of: dict[UUID, list[Folder]] = {row[0]: [] for row in rows}
    for one in _folders(source_id__in=list(of)):
        of[one.source_id].append(one)
    return [Mailbox._make((*row[:7], _json(row[7]), *row[8:], tuple(of[row[0]]))) for row in rows]


def mailbox(source: UUID) -> Mailbox | None:
    """One mailbox; None where the source is none."""
    return next(iter(mailboxes(source)), None)


def folders(source: UUID) -> list[Folder]:
    """A mailbox's folders that are read."""
    return _folders(source_id=source)


def folder(folder_id: UUID) -> Folder:
    """One folder."""
    return _folders(id=folder_id)[0]


class Missing(NamedTuple):
    """A message on the server that could not be brought whole, with the reason."""

    folder: str
    uid: int
    reason: str


def not_brought(source: UUID, most: int) -> list[Missing]:
    """Messages with a reason why they are not here, or not whole; the newest first."""
    rows = bulk.fetch(
        "SELECT f.name, u.uid, u.reason FROM mail_uid u JOIN mail_folder f ON f.organisation_id = u.organisation_id"
        " AND f.id = u.folder_id AND f.validity = u.validity WHERE u.organisation_id = %(own)s"
        " AND f.source_id = %(source)s AND u.reason <> '' ORDER BY u.id DESC LIMIT %(most)s",
        {"own": organisation(), "source": source, "most": most},
    )
    return [Missing(*row) for row in rows]


def brought(folder_id: UUID, validity: int) -> dict[int, bool]:
    """Uids that were looked at, each with whether it is here (else it could not be brought)."""
    rows = MailUid.objects.filter(folder_id=folder_id, validity=validity).values_list("uid", "key")
    return {uid: bool(key) for uid, key in rows}


def has_other_numbers(folder_id: UUID, validity: int) -> bool:
    """Whether messages are known by uids of another UIDVALIDITY."""
    return MailUid.objects.filter(folder_id=folder_id).exclude(validity=validity).exclude(key="").exists()


def keys_known(folder_id: UUID, keys: Collection[str]) -> dict[str, list[str]]:
    """Which messages of a folder have these headers, by any number: the keys under which they are here."""
    rows = bulk.fetch(
        "SELECT DISTINCT split_part(key, '.', 1), key FROM mail_uid WHERE organisation_id = %(own)s"
        " AND folder_id = %(folder)s AND split_part(key, '.', 1) = ANY(%(keys)s)",
        {"own": organisation(), "folder": folder_id, "keys": list(keys)},
    )
    found: dict[str, list[str]] = {}
    for head, whole in rows:
        found.setdefault(head, []).append(whole)
    return found


def untaken(most: int) -> int:
    """How many arrivals wait to be taken on, counted up to `most`."""
    rows = bulk.fetch(
        "SELECT count(*) FROM (SELECT FROM arrival WHERE organisation_id = %(own)s AND state = 'new' LIMIT %(most)s) n",
        {"own": organisation(), "most": most},
    )
    return int(rows[0][0])


def organisations_with_mailboxes() -> list[UUID]:
    """Organisations with a mailbox in use; across all of them, by a function that tells ids only."""
    return [row[0] for row in bulk.fetch("SELECT organisations_with_mailboxes()")]


def _folders(**where: Any) -> list[Folder]:
    rows = MailFolder.objects.filter(**where).exclude(error=UNWATCHED).order_by("created_at", "id")
    return [Folder(*row) for row in rows.values_list(*Folder._fields)]


#: The error of a folder that is not read any more; what was known of it is kept.
UNWATCHED: Final = "mailbox_folder_not_read"


def _sum(numbers: Any) -> int | None:
    found = list(numbers)
    return None if not found or None in found else sum(found)


def _json(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(value) if isinstance(value, str | bytes) else value
    return found
