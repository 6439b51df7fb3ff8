"""Digests: who has some due, and which a member has."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from firstreply.store import bulk
from firstreply.store.models import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestShown:
    """Figures that somebody gets by mail."""

    id: UUID
    every: str
    at: str
    query: str
    next_at: datetime
    last_at: datetime | None


def organisations_due(now: datetime) -> list[UUID]:
    """Organisations in which a digest is due."""
    return [row[0] for row in bulk.fetch("SELECT * FROM organisations_with_digests_due(%s)", [now])]


def of(member: UUID) -> list[DigestShown]:
    """A member's, the oldest first."""
    rows = Digest.objects.filter(member_id=member, ended_at=None).order_by("id")
    return [
        DigestShown(
            id=row.pk, every=row.every, at=row.at, query=row.query, next_at=row.next_at, last_at=row.last_at
        )
        for row in rows
    ]
