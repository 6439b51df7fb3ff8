"""Wall: who has waited longest right now, and how much each has open; a few rows, whatever there is.

Of real people: leads of the sources `without` are left out.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from firstreply.store import bulk
from firstreply.store.tenancy import organisation

#: The most urgent open waits first, as the index has them; those without a promise come last.
_LONGEST = """
SELECT w.started_at, w.due_at, w.channel, coalesce(l.name, ''), coalesce(m.name, ''), l.team_id
FROM wait w LEFT JOIN lead l ON l.organisation_id = w.organisation_id AND l.id = w.lead_id
LEFT JOIN member m ON m.organisation_id = w.organisation_id AND m.id = w.owner_id
WHERE w.organisation_id = %(own)s AND w.outcome = 'open' AND (%(team)s::uuid IS NULL OR l.team_id = %(team)s)
    AND (l.source_id IS NULL OR l.source_id <> ALL(%(without)s::uuid[]))
ORDER BY w.due_at, w.id LIMIT %(most)s
"""
_OPEN = """
SELECT coalesce(m.name, ''), count(*), count(*) FILTER (WHERE w.due_at < %(now)s),
    sum(count(*)) OVER (), sum(count(*) FILTER (WHERE w.due_at < %(now)s)) OVER ()
FROM wait w LEFT JOIN member m ON m.organisation_id = w.organisation_id AND m.id = w.owner_id
LEFT JOIN lead l ON l.organisation_id = w.organisation_id AND l.id = w.lead_id
WHERE w.organisation_id = %(own)s AND w.outcome = 'open' AND (%(team)s::uuid IS NULL OR l.team_id = %(team)s)
    AND (l.source_id IS NULL OR l.source_id <> ALL(%(without)s::uuid[]))
GROUP BY w.owner_id, m.name ORDER BY 2 DESC, 1 LIMIT %(most)s
"""


class Waiting(NamedTuple):
    """Somebody who waits for an answer now."""

    started_at: datetime
    due_at: datetime | None
    channel: str
    name: str
    owner: str
    team: UUID | None


class Open(NamedTuple):
    """How much one of ours has open; without a name: nobody's."""

    owner: str
    open: int
    overdue: int


class AllOpen(NamedTuple):
    """How much is open in all, and with whom most of it."""

    people: list[Open]
    open: int
    overdue: int


def longest(team: UUID | None, most: int, without: Sequence[UUID] = ()) -> list[Waiting]:
    """Who is to be answered next, the most urgent first."""
    rows = bulk.fetch(_LONGEST, {"own": organisation(), "team": team, "most": most, "without": list(without)})
    return [Waiting(*row) for row in rows]


def open_now(team: UUID | None, now: datetime, most: int, without: Sequence[UUID] = ()) -> AllOpen:
    """Open waits: of the so many people who have the most, and of everybody together."""
    rows = bulk.fetch(
        _OPEN, {"own": organisation(), "team": team, "now": now, "most": most, "without": list(without)}
    )
    every, late = rows[0][3:] if rows else (0, 0)
    return AllOpen(people=[Open(*row[:3]) for row in rows], open=int(every), overdue=int(late))
