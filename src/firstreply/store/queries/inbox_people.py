"""Inbox people: to whom a lead may be given, with what they have open and whether they are there."""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from firstreply.store import bulk
from firstreply.store.tenancy import organisation

_PEOPLE: Final = """SELECT m.id, m.name, m.presence, coalesce(o.open_waits, 0),
  EXISTS (SELECT FROM leave e WHERE e.organisation_id = %(own)s AND e.member_id = m.id
          AND e.starts_at <= %(now)s AND e.ends_at > %(now)s),
  coalesce((SELECT string_agg(t.name, ', ' ORDER BY t.name) FROM membership s JOIN team t ON t.id = s.team_id
    WHERE s.organisation_id = %(own)s AND s.member_id = m.id AND (s.since IS NULL OR s.since <= %(now)s)
      AND (s.until IS NULL OR s.until > %(now)s)), '')
FROM member m LEFT JOIN member_load o ON o.organisation_id = m.organisation_id AND o.member_id = m.id
WHERE m.organisation_id = %(own)s AND m.left_at IS NULL AND m.role NOT IN ('viewer', 'marketer')
ORDER BY m.presence = 'offline', coalesce(o.open_waits, 0), m.name, m.id"""
_POOLS: Final = (
    """SELECT id, name FROM pool WHERE organisation_id = %(own)s AND retired_at IS NULL ORDER BY name, id"""
)


class Person(NamedTuple):
    """Somebody to give a lead to."""

    id: UUID
    name: str
    presence: str
    open_waits: int
    on_leave: bool
    teams: str  #: names, joined


class Pool(NamedTuple):
    """A pool whose members may then claim it."""

    id: UUID
    name: str


def people(now: datetime) -> list[Person]:
    """Whoever answers leads here: those who are there first, with the fewest open waits; one statement."""
    return [Person._make(row) for row in bulk.fetch(_PEOPLE, {"own": organisation(), "now": now})]


def pools() -> list[Pool]:
    """All pools by name; one statement."""
    return [Pool._make(row) for row in bulk.fetch(_POOLS, {"own": organisation()})]
