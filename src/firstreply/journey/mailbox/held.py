"""Held: which process reads which mailbox, what people asked of it, and the secrets that are renewed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from firstreply.core.refusal import Refused
from firstreply.store import bulk
from firstreply.store.models import MailFolder, Source
from firstreply.store.queries.mailboxes import UNWATCHED
from firstreply.store.sealed import seal, unseal
from firstreply.store.tenancy import acting, organisation

_HOLD: Final = """
WITH mine AS (
  INSERT INTO held AS h (organisation_id, source_id, holder, until)
  SELECT %(own)s, s.id, %(holder)s, clock_timestamp() + %(lease)s * interval '1 second' FROM source s
  WHERE s.organisation_id = %(own)s AND s.kind = 'email' AND s.disabled_at IS NULL ORDER BY s.id
  ON CONFLICT (organisation_id, source_id) DO UPDATE SET holder = excluded.holder, until = excluded.until
  WHERE h.holder = excluded.holder OR h.until < clock_timestamp()
  RETURNING source_id
)
SELECT s.id, s.revision, EXISTS (SELECT FROM mail_folder f WHERE f.organisation_id = %(own)s AND f.source_id = s.id
                                 AND f.asked_at IS NOT NULL)
FROM source s JOIN mine ON mine.source_id = s.id WHERE s.organisation_id = %(own)s
"""


class Reading(NamedTuple):
    """A mailbox that is ours to read now. `asked`: somebody wants it compared with the server."""

    source: UUID
    revision: int
    asked: bool


def hold(organisation_id: UUID, holder: str, lease: timedelta) -> list[Reading]:
    """Take every mailbox that nobody reads, and keep ours for another `lease`; those that are ours now."""
    with acting(organisation_id):
        rows = bulk.fetch(_HOLD, {"own": organisation(), "holder": holder, "lease": lease.total_seconds()})
    return [Reading(*row) for row in rows]


def release(organisation_id: UUID, holder: str) -> None:
    """Let others read what was ours."""
    with acting(organisation_id):
        bulk.run(
            "DELETE FROM held WHERE organisation_id = %s AND holder = %s RETURNING 1",
            [organisation(), holder],
        )


def compare(source: UUID, at: datetime) -> None:
    """Have every folder compared with the server soon (inside `acting`). Refuses `not_found`."""
    if not Source.objects.filter(id=source, kind="email").exists():
        raise Refused("not_found", what="mailbox", id=str(source))
    MailFolder.objects.filter(source_id=source).exclude(error=UNWATCHED).update(asked_at=at)


def keep_secrets(organisation_id: UUID, source: UUID, secrets: Mapping[str, str]) -> None:
    """Keep secrets that the other side renewed, sealed: whoever reads the mailbox reads on."""
    with acting(organisation_id):
        row = Source.objects.select_for_update().get(id=source)
        row.sealed = seal({**unseal(row.sealed), **secrets})
        row.save(update_fields=["sealed"])
