"""Replies: to whom and by which account a lead is answered, and what became of what was sent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import orjson

from firstreply.store import bulk
from firstreply.store.models import Outgoing, Source
from firstreply.store.queries.paging import After, Order, Page, paged
from firstreply.store.tenancy import organisation

NEWEST: Final = Order("id", descending=True)
_LAST: Final = """
SELECT m.conversation_id, m.channel, m.party, m.external_id, m.subject, m.at, m.envelope->'headers'->0, a.source_id,
       m.party <> '' AS theirs
FROM message m LEFT JOIN arrival a ON a.organisation_id = m.organisation_id AND a.id = m.arrival_id
WHERE m.organisation_id = %(own)s AND m.lead_id = %(lead)s AND m.channel <> 'report'
  AND (%(conversation)s::uuid IS NULL OR m.conversation_id = %(conversation)s)
ORDER BY m.at DESC, m.id DESC LIMIT 50
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """A message that was said before, the last ones first."""

    conversation: UUID
    channel: str
    party: str
    id: str
    subject: str
    at: datetime
    references: tuple[str, ...]
    source: UUID | None
    theirs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyShown:
    """A message of ours and how far it got."""

    id: UUID
    lead: UUID
    source: UUID
    channel: str
    author: UUID | None
    recipient: str
    subject: str
    body: str
    automatic: bool
    state: str
    reason: str
    external_id: str
    created_at: datetime
    accepted_at: datetime | None
    settled_at: datetime | None
    files: tuple[UUID, ...]  #: that lie beside the lead and go with it


def before(lead: UUID, conversation: UUID | None) -> list[Before]:
    """What was said with a lead, in one conversation or all, the last first; at most 50."""
    rows = bulk.fetch(_LAST, {"own": organisation(), "lead": lead, "conversation": conversation})
    names = ("conversation", "channel", "party", "id", "subject", "at", "references", "source", "theirs")
    return [Before(**dict(zip(names, row, strict=True)) | {"references": _texts(row[6])}) for row in rows]


def accounts(kinds: Collection[str]) -> list[tuple[UUID, str]]:
    """Accounts in use of these kinds with their kind, the oldest first."""
    rows = Source.objects.filter(kind__in=list(kinds), disabled_at=None).order_by("id")
    return list(rows.values_list("id", "kind"))


def replies(lead: UUID, after: After | None, limit: int) -> Page[ReplyShown]:
    """What was sent to a lead, the newest first."""
    return paged(Outgoing.objects.filter(lead_id=lead), NEWEST, after, limit, _shown)


def reply(own: UUID) -> ReplyShown | None:
    """One message of ours."""
    found = _shown(list(Outgoing.objects.filter(id=own)))
    return found[0] if found else None


def _texts(kept: str | None) -> tuple[str, ...]:
    found = orjson.loads(kept or "null")
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def _shown(rows: list[Outgoing]) -> list[ReplyShown]:
    return [
        ReplyShown(
            id=row.id,
            lead=row.lead_id,
            source=row.source_id,
            channel=row.channel,
            author=row.author_id,
            recipient=row.recipient,
            subject=row.subject,
            body=row.body,
            automatic=row.automatic,
            state=row.state,
            reason=row.reason,
            external_id=row.external_id,
            created_at=row.created_at,
            accepted_at=row.accepted_at,
            settled_at=row.settled_at,
            files=tuple(UUID(one) for one in row.files),
        )
        for row in rows
    ]
