"""Writing decisions down: assignments, owners of waits, turns, offers, loads and the facts of all that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.respond.wait_row import WaitRow
from firstreply.core.route import Assignment, Load
from firstreply.journey.effects import Happened, record
from firstreply.journey.route.load import add
from firstreply.journey.route.pools import Pools, line, pool_id
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Assignment as AssignmentRow
from firstreply.store.models import Moment, Wait
from firstreply.store.models import Pool as PoolRow
from firstreply.store.queries.identity import LeadRow
from firstreply.store.queries.routing import Crew


@dataclass(frozen=True, slots=True, kw_only=True)
class Give:
    """One decision on its way to the tables."""

    id: UUID  #: of the assignment
    wait: WaitRow  #: as it was
    lead: LeadRow
    made: Assignment
    how: str
    at: datetime
    aside: bool
    opening: bool  #: the wait's row is about to be written with its promise

    @property
    def until(self) -> datetime | None:
        """When an offer ends."""
        return None if self.made.offer is None else datetime.fromtimestamp(self.made.offer.until, UTC)

    @property
    def after(self) -> WaitRow:
        """The wait as it is now. An offer gives nobody the wait yet."""
        owner = None if self.made.owner is None else UUID(self.made.owner)
        return replace(
            self.wait,
            owner=owner,
            first_owner=self.wait.first_owner or owner,
            assigned_at=self.at if owner is not None else self.wait.assigned_at,
        )


def write(
    gives: Sequence[Give],
    pools: Pools,
    crew: Crew,
    loads: Mapping[str, Load],
    definition: UUID | None,
    now: datetime,
) -> None:
    """Everything of a batch of decisions but the leads themselves."""
    bulk.insert(AssignmentRow, [_assignment(one, definition) for one in gives])
    bulk.update(Wait, [_wait(one.after) for one in gives if not one.opening], revised=True)
    bulk.insert(Moment, [_offer(one) for one in gives if one.until is not None])
    moved = pools.changed()
    bulk.update(PoolRow, [{"id": UUID(own), "state": state.to_dict()} for own, state in moved.items()])
    add(crew, loads)
    last = {one.made.pool: one.id for one in gives}
    lines = {last[own]: line(pools.before[own], state) for own, state in moved.items() if own in last}
    facts = [_fact(one, definition, crew, lines.get(one.id)) for one in gives]
    asked = {own: line(pools.before[own], state) for own, state in moved.items() if own not in last}
    if asked:  # in vain: a line may have moved on all the same
        facts[-1] = replace(facts[-1], data={**facts[-1].data, "lines": asked})
    record(facts)


def _assignment(one: Give, definition: UUID | None) -> dict[str, Any]:
    made = one.made
    return {
        "id": one.id,
        "lead_id": one.lead.id,
        "wait_id": one.wait.id,
        "member_id": UUID(made.member),
        "team_id": pool_id(made.team),
        "pool_id": pool_id(made.pool),
        "definition_id": None if one.aside else definition,
        "kind": one.how,
        "reasons": made.to_dict(),
        "at": one.at,
        "until": one.until,
    }


def _wait(wait: WaitRow) -> dict[str, Any]:
    return {
        "id": wait.id,
        "owner_id": wait.owner,
        "first_owner_id": wait.first_owner,
        "assigned_at": wait.assigned_at,
    }


def _offer(one: Give) -> dict[str, Any]:
    step = {"assignment": str(one.id), "member": one.made.member}
    return {"id": new_id(), "wait_id": one.wait.id, "kind": "offer", "step": step, "due_at": one.until}


def _fact(one: Give, definition: UUID | None, crew: Crew, moved: Mapping[str, Any] | None) -> Happened:
    made = one.made
    data: dict[str, Any] = {
        "assignment": str(one.id),
        "member": made.member,
        "team": made.team,
        "pool": made.pool,
        "definition": None if one.aside or definition is None else str(definition),
        "how": one.how,
        "party": one.wait.party,
        "day": crew.days[made.member].isoformat(),
        "reasons": made.to_dict(),
    }
    if one.until is not None:
        data["until"] = one.until.isoformat()
    if moved is not None:
        data["line"] = moved
    return Happened(
        kind=FactKind.ASSIGNED if one.until is None else FactKind.OFFERED,
        at=one.at,
        lead=one.lead.id,
        wait=one.wait.id,
        conversation=one.wait.conversation,
        channel=one.wait.channel,
        data=data,
    )
