"""Plan: the moments at which something happens to a wait, as rows."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import orjson

from firstreply.core.respond.ladder import DEFAULT, Ladder, Moment, MomentKind, moments
from firstreply.journey import effects
from firstreply.journey.due.frozen import Frozen
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.kept import instant
from firstreply.store.models import Moment as MomentRow
from firstreply.store.queries.due import Promising
from firstreply.store.tenancy import organisation

#: What came due longer ago than this before anybody knew of it (an import) alerts nobody any more.
OLDEST: Final = timedelta(hours=1)
#: Sweeps come so often; only what is due sooner has to wake anybody.
SWEEP: Final = timedelta(seconds=1)


def plan(frozen: Sequence[Frozen], *, now: datetime, later_only: bool = False) -> None:
    """Write what is to happen to open waits. `later_only`: what would have been by now, save the breach, has been."""
    rows = [row for one in frozen for row in _rows(one, now)]
    if later_only:
        rows = [row for row in rows if row["due_at"] > now or row["kind"] == MomentKind.BREACH]
    bulk.insert(MomentRow, rows)
    wake((row["due_at"] for row in rows if row["done_at"] is None), now=now)


def wake(instants: Iterable[datetime], *, now: datetime) -> None:
    """Have the loop look at once if one of these comes before it would look by itself."""
    if min(instants, default=now + SWEEP) < now + SWEEP:
        bulk.notify(effects.DUE, [organisation()])


def revive(waits: Collection[UUID], *, now: datetime) -> dict[UUID, bool]:
    """What was cancelled because these waits had ended is due again. The waits for which anything was ever planned, and
    whether their breach is still to come.

    What has long passed since stays done: nobody is alarmed about it now.
    """
    parameters = {"own": organisation(), "ids": list(waits), "now": now, "oldest": now - OLDEST}
    bulk.run(
        "UPDATE moment SET outcome = CASE WHEN due_at < %(oldest)s THEN 'past' ELSE '' END,"
        " done_at = CASE WHEN due_at < %(oldest)s THEN done_at END"
        " WHERE organisation_id = %(own)s AND wait_id = ANY(%(ids)s) AND outcome = 'ended' AND kind <> 'offer'",
        parameters,
    )
    rows = bulk.fetch(
        "SELECT wait_id, min(due_at) FILTER (WHERE done_at IS NULL),"
        " bool_or(kind = 'breach' AND done_at IS NULL) FROM moment"
        " WHERE organisation_id = %(own)s AND wait_id = ANY(%(ids)s) AND kind <> 'offer' GROUP BY wait_id",
        parameters,
    )
    wake((at for _, at, _ in rows if at is not None), now=now)
    return {wait: breach for wait, _, breach in rows}


def shelve(waits: Collection[UUID], *, why: str, now: datetime) -> None:
    """Have nothing happen that was planned for these waits; offers made to people stand."""
    bulk.run(
        "UPDATE moment SET done_at = %(now)s, outcome = %(why)s WHERE organisation_id = %(own)s"
        " AND wait_id = ANY(%(ids)s) AND done_at IS NULL AND kind <> 'offer'",
        {"own": organisation(), "ids": list(waits), "now": now, "why": why},
    )


def ladder_of(sla: Promising) -> Ladder:
    """The ladder of a promise; the usual one where nothing was set."""
    return _ladder(orjson.dumps(sla.ladder, option=orjson.OPT_SORT_KEYS)) if sla.ladder else DEFAULT


def row(wait: UUID, kind: MomentKind, at: datetime, step: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """One moment as a row."""
    past = at < now - OLDEST
    return {
        "id": new_id(),
        "wait_id": wait,
        "kind": kind.value,
        "step": step,
        "due_at": at,
        "done_at": now if past else None,
        "outcome": "past" if past else "",
    }


def _rows(one: Frozen, now: datetime) -> Iterator[dict[str, Any]]:
    if one.due is None:
        return
    percents = iter(sorted(one.sla.warn_at))
    ladder = ladder_of(one.sla)
    for moment in moments(one.due, ladder, one.pauses):
        yield row(one.wait.id, moment.kind, instant(moment.at), _step(moment, ladder, percents), now=now)


def _step(moment: Moment, ladder: Ladder, percents: Iterator[int]) -> dict[str, Any]:
    """What a row says of its step, so that nothing has to be looked up when its time comes."""
    if moment.step is None:
        return {"percent": next(percents)} if moment.kind is MomentKind.WARNING else {}
    step = ladder.steps[moment.step]
    told = {"step": moment.step, "action": step.action.value, "only_if": step.only_if.value}
    return told | ({"percent": step.percent} if step.after is None else {"after": step.after})


@lru_cache(maxsize=1024)
def _ladder(value: bytes) -> Ladder:
    return Ladder.from_dict(orjson.loads(value))
