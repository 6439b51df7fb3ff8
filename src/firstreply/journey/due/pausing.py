"""Pausing: an agreed pause is not counted; resuming escalates nothing at once (the clock, case 11).

While a clock stands still its wait has no due instant: nothing can pass. Stage moves, labels and owner changes pause
nothing; only somebody who says so does.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.respond.wait_row import WaitRow
from firstreply.journey.due import plan
from firstreply.journey.due.frozen import Frozen, Under, reckon, under
from firstreply.journey.effects import Happened, record
from firstreply.store import bulk
from firstreply.store.models import Wait
from firstreply.store.tenancy import organisation

_PAUSES: Final = """
SELECT wait_id, kind, at FROM fact
WHERE organisation_id = %(own)s AND lead_id = ANY(%(leads)s) AND wait_id = ANY(%(ids)s)
  AND kind IN ('paused', 'resumed') ORDER BY at, id
"""
#: Due before the pause, though nobody has seen to it yet: the breach is still to come, and no pause undoes it.
_LATE: Final = """
SELECT id FROM wait
WHERE organisation_id = %(own)s AND id = ANY(%(ids)s) AND missed_at IS NULL AND due_at <= %(now)s
"""
_STOPPED: Final = """
SELECT id FROM wait w
WHERE organisation_id = %(own)s AND id = ANY(%(ids)s) AND sla_id IS NOT NULL AND ended_at IS NOT NULL
  AND (due_at IS NULL OR EXISTS (SELECT FROM fact f WHERE f.organisation_id = %(own)s AND f.lead_id = w.lead_id
                                 AND f.wait_id = w.id AND f.kind = 'paused'))
"""


def paused(waits: Collection[UUID], *, now: datetime) -> None:
    """Take away what is planned; the fact of the pause is recorded already. What was missed stays missed."""
    found = {"own": organisation(), "ids": list(waits), "now": now}
    late = {row[0] for row in bulk.fetch(_LATE, found)}
    still = [one for one in waits if one not in late]
    stop(still)
    plan.shelve(still, why="paused", now=now)


def stop(waits: Collection[UUID]) -> None:
    """Let their clocks stand still, save of those whose promise is missed already."""
    bulk.run(
        "UPDATE wait SET due_at = NULL, revision = revision + 1"
        " WHERE organisation_id = %(own)s AND id = ANY(%(ids)s) AND missed_at IS NULL",
        {"own": organisation(), "ids": list(waits)},
    )


def resumed(waits: Collection[UUID], *, by: UUID | None, now: datetime) -> None:
    """Plan anew, later by as long as the clock stood still, and record it."""
    told: list[Happened] = []
    frozen: list[Frozen] = []
    for one, due in _moved(under(waits), until=now):
        told.append(
            Happened(
                kind=FactKind.RESUMED,
                at=now,
                lead=one.wait.lead,
                wait=one.wait.id,
                conversation=one.wait.conversation,
                member=by,
                data={"due_at": None if due.due_at is None else due.due_at.isoformat()},
            )
        )
        if one.wait.missed_at is None:
            frozen.append(due)
    record(told)
    _set_due(frozen)
    plan.plan(frozen, now=now, later_only=True)


def restored(waits: Sequence[WaitRow]) -> None:
    """Waits that ended while their clock stood still: due is what it would be, had it gone on just then.

    Wherever their end turns out to be later on.
    """
    rows = bulk.fetch(_STOPPED, {"own": organisation(), "ids": [one.id for one in waits]})
    stopped = under([row[0] for row in rows]) if rows else []
    pauses = pauses_of([one.wait for one in stopped])
    still = [one for one in stopped if _stopped_in_time(one, pauses.get(one.wait.id, ()))]
    _set_due([due for _, due in _moved(still, until=None) if due.due is not None])


def _stopped_in_time(one: Under, said: Sequence[tuple[str, datetime]]) -> bool:
    """Whether the clock was stopped before it was due, and not told to go on."""
    if not stands_still(said):
        return False
    before = reckon(one.wait, one.sla, one.hours, stretches(said[:-1], None)).due_at
    return before is None or before > said[-1][1]


def _moved(waits: Iterable[Under], *, until: datetime | None) -> list[tuple[Under, Frozen]]:
    """Each wait with what it is due by, all its pauses taken out; the last goes on to `until`, or to its end."""
    some = list(waits)
    pauses = pauses_of([one.wait for one in some])
    found = []
    for one in some:
        stop = until or one.wait.ended_at
        found.append(
            (one, reckon(one.wait, one.sla, one.hours, stretches(pauses.get(one.wait.id, ()), stop)))
        )
    return found


def pauses_of(waits: Sequence[WaitRow]) -> Mapping[UUID, list[tuple[str, datetime]]]:
    """What was said about pausing each wait, in order; one query."""
    rows = bulk.fetch(
        _PAUSES,
        {
            "own": organisation(),
            "leads": [one.lead for one in waits if one.lead is not None],
            "ids": [one.id for one in waits],
        },
    )
    found: dict[UUID, list[tuple[str, datetime]]] = defaultdict(list)
    for wait, kind, at in rows:
        found[wait].append((kind, at))
    return found


def stands_still(said: Sequence[tuple[str, datetime]]) -> bool:
    """Whether what was said last is that the clock should stand still."""
    return bool(said) and said[-1][0] == FactKind.PAUSED.value


def stretches(said: Iterable[tuple[str, datetime]], stop: datetime | None) -> tuple[tuple[int, int], ...]:
    """Pauses `[start, stop)` in epoch seconds; one that has not ended lasts until `stop`."""
    found: list[tuple[int, int]] = []
    since: int | None = None
    for kind, at in said:
        if kind == FactKind.PAUSED.value and since is None:
            since = int(at.timestamp())
        elif kind == FactKind.RESUMED.value and since is not None:
            found.append((since, int(at.timestamp())))
            since = None
    if since is not None and stop is not None and int(stop.timestamp()) > since:
        found.append((since, int(stop.timestamp())))
    return tuple(found)


def _set_due(frozen: Iterable[Frozen]) -> None:
    bulk.update(Wait, [{"id": one.wait.id, "due_at": one.due_at} for one in frozen])
