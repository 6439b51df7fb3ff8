"""Loads: what members have now, counted again whenever a wait of theirs ends or changes hands.

Counted, not added to: whatever happened in between, after it the number is right.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final
from uuid import UUID

from firstreply.store import bulk
from firstreply.store.tenancy import organisation

#: Open offers count like waits: nobody is offered more than they can take.
_RECOUNT: Final = """
INSERT INTO member_load (organisation_id, member_id, open_waits, day_count)
SELECT %(own)s, m.id, (SELECT count(*) FROM wait w
           WHERE w.organisation_id = %(own)s AND w.owner_id = m.id AND w.outcome = 'open')
       + coalesce(o.offers, 0), 0
FROM member m LEFT JOIN (SELECT step->>'member' AS member, count(*) AS offers FROM moment
    WHERE organisation_id = %(own)s AND done_at IS NULL AND kind = 'offer' GROUP BY 1) o ON o.member = m.id::text
WHERE m.organisation_id = %(own)s AND m.id = ANY(%(members)s)
ON CONFLICT (member_id) DO UPDATE SET open_waits = excluded.open_waits
"""
_GIVEN: Final = """
INSERT INTO member_load AS l (organisation_id, member_id, open_waits, day, day_count, assigned_at)
VALUES (%(own)s, %(member)s, 0, %(day)s, %(count)s, %(at)s)
ON CONFLICT (member_id) DO UPDATE SET day = excluded.day, assigned_at = excluded.assigned_at,
    day_count = CASE WHEN l.day = excluded.day THEN l.day_count + %(count)s ELSE %(count)s END
"""


def recount(members: Iterable[UUID | None]) -> None:
    """Count what some members have open again: waits, and offers they have not answered."""
    some = [one for one in dict.fromkeys(members) if one is not None]
    if some:
        bulk.run(_RECOUNT, {"own": organisation(), "members": some})


def given(member: UUID, day: date, at: datetime, count: int = 1) -> None:
    """They were given so many leads by a person, or took them: these count for their day."""
    bulk.run(_GIVEN, {"own": organisation(), "member": member, "day": day, "at": at, "count": count})
