"""Load: what everybody has, kept beside the waits so that routing need not count."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from firstreply.core.route import Load
from firstreply.store import bulk
from firstreply.store.queries.routing import Crew
from firstreply.store.tenancy import organisation

_ADD: Final = """
INSERT INTO member_load AS l (organisation_id, member_id, open_waits, day, day_count, assigned_at)
SELECT %(own)s, * FROM unnest(%(members)s::uuid[], %(opened)s::int[], %(days)s::date[], %(counts)s::int[],
                              %(at)s::timestamptz[])
ON CONFLICT (member_id) DO UPDATE SET open_waits = l.open_waits + excluded.open_waits, day = excluded.day,
    day_count = excluded.day_count, assigned_at = excluded.assigned_at
"""


def add(crew: Crew, after: Mapping[str, Load]) -> None:
    """Write down what members were given: `after` is what they have now, `crew.loads` what they had."""
    changed = [member for member, load in after.items() if load != crew.loads.get(member)]
    if changed:
        loads = [after[member] for member in changed]
        bulk.run(
            _ADD,
            {
                "own": organisation(),
                "members": [UUID(member) for member in changed],
                "opened": [after[member].open - crew.loads[member].open for member in changed],
                "days": [crew.days[member] for member in changed],
                "counts": [load.today for load in loads],
                "at": [_instant(load.last_at) for load in loads],
            },
        )


def _instant(epoch: int | None) -> datetime | None:
    return None if epoch is None else datetime.fromtimestamp(epoch, UTC)
