"""Moving: what changes for a wait that is somebody else's from now on. The promise stays as it is."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from firstreply.core.respond.ladder import MomentKind
from firstreply.core.respond.onward import onward, share
from firstreply.journey.due import plan
from firstreply.journey.due.frozen import Under, under
from firstreply.store import bulk
from firstreply.store.kept import instant
from firstreply.store.models import Moment
from firstreply.store.tenancy import organisation

_OPEN: Final = """
SELECT wait_id, id, due_at FROM moment
WHERE organisation_id = %(own)s AND wait_id = ANY(%(ids)s) AND kind = 'reroute' AND done_at IS NULL ORDER BY due_at
"""
_PUT_OFF: Final = """
UPDATE moment SET done_at = %(now)s, outcome = 'handed_over' WHERE organisation_id = %(own)s AND id = ANY(%(ids)s)
"""


def moved(waits: Collection[UUID], *, now: datetime) -> None:
    """Whoever has them now gets their share of the time that is left, before they move on again."""
    some = [one for one in under(waits) if one.wait.due_at is not None and one.wait.owner is not None]
    if not some:
        return
    planned: dict[UUID, list[tuple[UUID, datetime]]] = defaultdict(list)
    parameters = {"own": organisation(), "ids": [one.wait.id for one in some], "now": now}
    for wait, moment, at in bulk.fetch(_OPEN, parameters):
        planned[wait].append((moment, at))
    off: list[UUID] = []
    rows: list[dict[str, Any]] = []
    for one in some:
        at = _next(one, now)
        sooner = [moment for moment, due in planned[one.wait.id] if at is None or due < at]
        later = len(planned[one.wait.id]) - len(sooner)
        off += sooner
        if at is not None and not later:
            step = {"action": "reroute", "only_if": "untouched", "percent": share(plan.ladder_of(one.sla))}
            rows.append(plan.row(one.wait.id, MomentKind.REROUTE, at, step, now=now))
    if off:
        bulk.run(_PUT_OFF, parameters | {"ids": off})
    bulk.insert(Moment, rows)
    plan.wake((row["due_at"] for row in rows), now=now)


def _next(one: Under, now: datetime) -> datetime | None:
    assert one.wait.due_at is not None  # left out by `moved`
    at = onward(
        plan.ladder_of(one.sla),
        one.hours.calendar,
        now=int(now.timestamp()),
        due=int(one.wait.due_at.timestamp()),
    )
    return None if at is None else instant(at)
