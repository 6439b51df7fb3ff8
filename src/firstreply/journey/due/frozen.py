"""Frozen: waits with the promise that was applied to them: worked out when they open, read back as it was then."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from firstreply.core.refusal import Refused
from firstreply.core.respond.wait import Outcome
from firstreply.core.respond.wait_row import WaitRow
from firstreply.core.sla import Promise, Target, paused, promise
from firstreply.store import bulk
from firstreply.store.kept import instant
from firstreply.store.queries import due as asked
from firstreply.store.queries.due import Hours, Promising
from firstreply.store.tenancy import organisation

_WAITS: Final = """
SELECT id, lead_id, conversation_id, party, channel, started_at, ended_at, outcome, first, truncated, opened_by_id,
       owner_id, first_owner_id, assigned_at, due_at, missed_at, sla_id, calendar_version_id
FROM wait WHERE organisation_id = %(own)s AND {which} ORDER BY id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What was promised for one wait. `due` is None where those hours never get there."""

    wait: WaitRow
    sla: Promising
    hours: Hours
    due: Promise | None
    pauses: tuple[tuple[int, int], ...] = ()  #: `[start, stop)`, epoch seconds

    @property
    def due_at(self) -> datetime | None:
        return None if self.due is None else instant(self.due.due)


def reckon(
    wait: WaitRow, chosen: Promising, hours: Hours, pauses: tuple[tuple[int, int], ...] = ()
) -> Frozen:
    """When that promise is due for that wait, its pauses taken out."""
    target = Target(
        seconds=chosen.seconds, calendar=hours.calendar, warn_at=chosen.warn_at, priority=chosen.priority
    )
    due: Promise | None = None
    try:
        due = promise(target, int(wait.started_at.timestamp()))
        due = paused(due, pauses) if pauses else due
    except Refused as refused:
        if refused.code not in ("never_due", "beyond_horizon"):
            raise
    return Frozen(wait=wait, sla=chosen, hours=hours, due=due, pauses=pauses)


class Under(NamedTuple):
    """A wait under a promise: the SLA and the version of the hours that were applied to it."""

    wait: WaitRow
    sla: Promising
    hours: Hours


def under(waits: Collection[UUID]) -> list[Under]:
    """These waits, as far as a promise was made for them; three queries."""
    return _read("id = ANY(%(ids)s) AND sla_id IS NOT NULL", {"ids": list(waits)}) if waits else []


def open_under(version: UUID | None, *, calendar: UUID) -> list[Under]:
    """Open waits measured by any version of a calendar other than `version`."""
    which = (
        "outcome = 'open' AND sla_id IS NOT NULL AND calendar_version_id IN (SELECT id FROM calendar_version"
        " WHERE organisation_id = %(own)s AND calendar_id = %(calendar)s AND id IS DISTINCT FROM %(version)s)"
    )
    return _read(which, {"calendar": calendar, "version": version})


def waits_of(ids: Collection[UUID]) -> list[WaitRow]:
    """Waits by their ids; one query."""
    return _waits("id = ANY(%(ids)s)", {"ids": list(ids)}) if ids else []


def unowned_of(leads: Collection[UUID]) -> list[WaitRow]:
    """Open waits of leads that are nobody's yet; one query."""
    which = "lead_id = ANY(%(leads)s) AND outcome = 'open' AND owner_id IS NULL"
    return _waits(which, {"leads": list(leads)}) if leads else []


def owned_by(member: UUID) -> list[WaitRow]:
    """Open waits that are somebody's; one query."""
    return _waits("owner_id = %(owner)s AND outcome = 'open'", {"owner": member})


def _waits(which: str, parameters: dict[str, object]) -> list[WaitRow]:
    rows = bulk.fetch(_WAITS.format(which=which), {"own": organisation(), **parameters})
    return [_wait(row) for row in rows]


def _read(which: str, parameters: dict[str, object]) -> list[Under]:
    rows = bulk.fetch(_WAITS.format(which=which), {"own": organisation(), **parameters})
    if not rows:
        return []
    slas = asked.applied({row[-2] for row in rows})
    hours = asked.versions({row[-1] for row in rows if row[-1] is not None})
    return [Under(_wait(row), slas[row[-2]], hours[row[-1]]) for row in rows]


def _wait(row: tuple[Any, ...]) -> WaitRow:
    (own, lead, conversation, party, channel, started, ended, outcome, first, truncated, opened_by, owner,
     first_owner, assigned, due, missed, *_) = row  # fmt: skip
    return WaitRow(
        id=own, lead=lead, conversation=conversation, party=party, channel=channel, started_at=started,
        ended_at=ended, outcome=Outcome(outcome), evidence="", first=first, truncated=truncated,
        opened_by=opened_by, ended_by=None, joined=(), author=None, author_name="", addressed="", touched_at=None,
        assigned_at=assigned, called_at=None, owner=owner, first_owner=first_owner, due_at=due, missed_at=missed,
    )  # fmt: skip
