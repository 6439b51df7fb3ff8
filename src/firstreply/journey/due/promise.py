"""Promise: which SLA a wait is under, by whose hours, and so when it is due; frozen when the wait opens (S1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.qualify import holds
from firstreply.core.respond.alert import Alert, AlertKind
from firstreply.core.respond.wait import Outcome
from firstreply.core.respond.wait_row import WaitRow
from firstreply.journey import loads
from firstreply.journey.due import plan
from firstreply.journey.due.frozen import Frozen, reckon
from firstreply.journey.due.plan import OLDEST
from firstreply.journey.effects import Happened, record
from firstreply.journey.telling import tell
from firstreply.store import bulk
from firstreply.store.models import Wait
from firstreply.store.queries import due as asked
from firstreply.store.queries.due import ALWAYS, Hours, Placed, Promising, Terms

FIRST: Final = "first"
NEXT: Final = "next"


def promise(opened: Sequence[WaitRow], *, now: datetime) -> tuple[WaitRow, ...]:
    """Freeze promises and owners of waits and plan what is due for those still open; the rows as they are now.

    Eight statements at most, however many waits. One without a fitting SLA is owed an answer all the same; it only
    has no due instant.
    """
    if not opened:
        return ()
    terms = asked.terms()
    placed = asked.placed(opened, now=now, asked=terms.asks)
    owned = [_owned(one, placed[one.id]) for one in opened]
    found = [freeze(one, placed[one.id], terms) for one in owned]
    frozen = {one.wait.id: one for one in found if one is not None}
    after = tuple(_promised(one, frozen.get(one.id), now) for one in owned)
    _write(after, frozen)
    plan.plan([one for one in frozen.values() if one.wait.outcome is Outcome.OPEN], now=now)
    record(_told(frozen.values(), after))
    loads.recount(one.owner for one, own in zip(after, opened, strict=True) if one.owner != own.owner)
    bare = [(one, then) for one, then in zip(opened, after, strict=True) if one.id not in frozen]
    record(_unpromised(bare))
    tell(_never(frozen.values(), now), now=now)
    return after


def freeze(wait: WaitRow, place: Placed, terms: Terms) -> Frozen | None:
    """The first promise that fits, and the hours it is measured by: its own, else the owner's, else the team's."""
    chosen = next((one for one in terms.slas if fits(one, wait, place)), None)
    if chosen is None:
        return None
    calendars = (chosen.calendar, *place.calendars)
    found = (terms.hours.get(one) for one in calendars if one is not None)
    hours = next((one for one in found if one is not None), Hours(None, ALWAYS))
    return reckon(wait, chosen, hours)


def fits(one: Promising, wait: WaitRow, place: Placed) -> bool:
    """Whether a promise is made for that wait of that lead."""
    # While nobody of ours has answered, only the clock of the first response runs.
    follows = not wait.first and wait.answered_before
    if (one.covers == FIRST and follows) or (one.covers == NEXT and not follows):
        return False
    if one.rule is None:
        return True
    return place.sheet is not None and holds(one.rule, place.sheet)


def _owned(wait: WaitRow, place: Placed) -> WaitRow:
    owner = wait.owner or place.owner
    return replace(wait, owner=owner, first_owner=wait.first_owner or owner)


def _promised(wait: WaitRow, frozen: Frozen | None, now: datetime) -> WaitRow:
    if frozen is None:
        return wait
    missed_at = missed(wait, frozen.due_at, now)
    if wait.outcome is Outcome.OPEN and missed_at is not None and missed_at > now - OLDEST:
        missed_at = None  # the breach moment says it, with its alert
    return replace(wait, due_at=frozen.due_at, missed_at=missed_at)


def missed(wait: WaitRow, due_at: datetime | None, now: datetime) -> datetime | None:
    """The instant at which the promise was missed: when it was due, if by then nobody had answered."""
    if due_at is None or wait.outcome in (Outcome.DISMISSED, Outcome.VOIDED):
        return None
    # Whole seconds are compared, as everywhere: an answer within the last one is in time.
    return due_at if (wait.ended_at or now).replace(microsecond=0) > due_at else None


def _write(waits: Iterable[WaitRow], frozen: Mapping[UUID, Frozen]) -> None:
    bulk.update(
        Wait,
        [
            {
                "id": one.id,
                "owner_id": one.owner,
                "first_owner_id": one.first_owner,
                "assigned_at": one.assigned_at,
                "sla_id": found.sla.id if (found := frozen.get(one.id)) else None,
                "calendar_version_id": found.hours.id if found else None,
                "due_at": one.due_at,
                "missed_at": one.missed_at,
            }
            for one in waits
        ],
    )


def _told(frozen: Iterable[Frozen], after: Iterable[WaitRow]) -> Iterable[Happened]:
    now = {one.id: one for one in after}
    for one in frozen:
        wait = now[one.wait.id]
        yield happened(FactKind.PROMISED, wait, at=wait.started_at, data=promised(one, wait))
        if wait.missed_at is not None:
            yield happened(
                FactKind.MISSED, wait, at=wait.missed_at, data={"moment": None, "due_at": _iso(wait.due_at)}
            )


def promised(one: Frozen, wait: WaitRow) -> dict[str, Any]:
    """What the fact of a promise says; also whose the wait is by then: it may be the lead's owner's by itself."""
    version = one.hours.id
    return {
        **_whose(wait),
        "sla": str(one.sla.id),
        "calendar_version": None if version is None else str(version),
        "due_at": _iso(one.due_at),
    }


def _whose(wait: WaitRow) -> dict[str, Any]:
    owner, first_owner = (one and str(one) for one in (wait.owner, wait.first_owner))
    return {"owner": owner, "first_owner": first_owner}


def _unpromised(waits: Iterable[tuple[WaitRow, WaitRow]]) -> Iterable[Happened]:
    """Waits that nothing was promised for, and that are by themselves whose the lead is."""
    nothing = {"sla": None, "calendar_version": None, "due_at": None}
    for before, wait in waits:
        if wait.owner != before.owner:
            yield happened(FactKind.PROMISED, wait, at=wait.started_at, data=_whose(wait) | nothing)


def happened(kind: FactKind, wait: WaitRow, *, at: datetime, data: Mapping[str, Any]) -> Happened:
    """A fact about a wait."""
    return Happened(
        kind=kind,
        at=at,
        lead=wait.lead,
        wait=wait.id,
        conversation=wait.conversation,
        channel=wait.channel,
        data=data,
    )


def _never(frozen: Iterable[Frozen], now: datetime) -> list[Alert]:
    """Hours that never open are a mistake of configuration: the administrators are told, once for each version."""
    wrong = {(one.sla.id, one.hours.id): one for one in frozen if one.due is None}
    if not wrong:
        return []
    admins = asked.above(now).admins
    return [
        Alert(
            key=f"never_due:{one.sla.id}:{one.hours.id}",
            kind=AlertKind.ESCALATED,
            members=admins,
            lead=one.wait.lead,
            wait=one.wait.id,
            facts={"reason": "never_due", "sla": one.sla.name, "calendar": one.hours.calendar.name},
        )
        for one in wrong.values()
    ]


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
