"""Ending: what was planned for a wait ends with it; whether the promise was kept is seen then at the latest."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from firstreply.core.fact import FactKind
from firstreply.core.respond.wait_row import Reread, WaitRow
from firstreply.journey import loads
from firstreply.journey.due import plan
from firstreply.journey.due.frozen import reckon, under
from firstreply.journey.due.pausing import pauses_of, restored, stands_still, stop, stretches
from firstreply.journey.due.promise import happened, promise
from firstreply.journey.effects import Happened, record
from firstreply.store import bulk
from firstreply.store.tenancy import organisation

_CANCEL: Final = """
UPDATE moment SET done_at = %(now)s, outcome = %(why)s
WHERE organisation_id = %(own)s AND wait_id = ANY(%(ids)s) AND done_at IS NULL
RETURNING CASE kind WHEN 'offer' THEN (step->>'member')::uuid END
"""
#: Missed from the instant that due passed, whoever saved what since; a late answer does not undo it, one that turns
#: out to have been in time does. Whole seconds are compared.
_SETTLE: Final = """
UPDATE wait w SET missed_at = s.missed_at, revision = w.revision + 1
FROM (SELECT id, missed_at AS before, CASE WHEN outcome IN ('answered', 'open')
             AND date_trunc('second', coalesce(ended_at, %(now)s)) > due_at THEN due_at END AS missed_at
      FROM wait WHERE organisation_id = %(own)s AND id = ANY(%(ids)s)) s
WHERE w.organisation_id = %(own)s AND w.id = s.id AND s.missed_at IS DISTINCT FROM s.before
RETURNING w.id, w.missed_at
"""
_UNPROMISED: Final = """
SELECT id FROM wait WHERE organisation_id = %(own)s AND id = ANY(%(ids)s) AND sla_id IS NULL
"""


def followed(again: Reread, *, now: datetime) -> tuple[WaitRow, ...]:
    """Whatever reading waits again found, their promises follow: opened, reopened, ended; those that opened, as they
    are now.
    """
    opened = promise(again.opened, now=now)
    reopened(again.reopened, now=now)
    ended(again.ended, now=now)
    return opened


def ended(waits: Sequence[WaitRow], *, now: datetime) -> None:
    """Cancel what was planned for waits that are over, and see whether each promise was kept; loads are counted again.

    One that is over as soon as it is known (an import) gets its promise all the same: it was kept or missed then.
    """
    if not waits:
        return
    ids = [one.id for one in waits]
    parameters = {"own": organisation(), "ids": ids, "now": now, "why": "ended"}
    offered = {row[0] for row in bulk.fetch(_CANCEL, parameters)}
    new = {row[0] for row in bulk.fetch(_UNPROMISED, parameters)}
    promise([one for one in waits if one.id in new], now=now)
    known = [one for one in waits if one.id not in new]
    restored(known)
    _settle(known, now=now)
    loads.recount([*(one.owner for one in waits), *offered])


def reopened(waits: Sequence[WaitRow], *, now: datetime) -> None:
    """What was planned for waits that are open again is due again: the original start counts.

    A clock that stood still when its wait ended stands still again.
    """
    if not waits:
        return
    loads.recount(one.owner for one in waits)
    before = {one.wait.id: one for one in under([one.id for one in waits])}
    promise([one for one in waits if one.id not in before], now=now)
    planned = plan.revive(list(before), now=now)
    pauses = pauses_of([one.wait for one in before.values()])
    still = {one.id for one in waits if _stood_still(one, pauses.get(one.id, ()))}
    stop(still)
    unplanned = [one for own, one in before.items() if own not in planned and own not in still]
    plan.plan(
        [
            reckon(one.wait, one.sla, one.hours, stretches(pauses.get(one.wait.id, ()), None))
            for one in unplanned
        ],
        now=now,
    )
    # One whose breach is still to come is not settled here: the breach says so, with its alert.
    _settle(
        [one for one in waits if not planned.get(one.id) and one.id in planned and one.id not in still],
        now=now,
    )


def _stood_still(wait: WaitRow, said: Sequence[tuple[str, datetime]]) -> bool:
    """Whether its clock stood still before it was due, and was never told to go on."""
    return stands_still(said) and (wait.due_at is None or wait.due_at > said[-1][1])


def _settle(waits: Sequence[WaitRow], *, now: datetime) -> None:
    """Set or take back `missed_at` by what is known now, with a fact for each that turns out missed."""
    if not waits:
        return
    by_id = {one.id: one for one in waits}
    rows = bulk.fetch(_SETTLE, {"own": organisation(), "ids": list(by_id), "now": now})
    record(_missed(by_id[own], at) for own, at in rows if at is not None)


def _missed(wait: WaitRow, at: datetime) -> Happened:
    return happened(FactKind.MISSED, wait, at=at, data={"moment": None, "due_at": at.isoformat()})
