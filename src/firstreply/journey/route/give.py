"""Give: each wait of a batch gets somebody, one decision counting for the next; all of it in a few statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from firstreply.core.respond.wait_row import WaitRow
from firstreply.core.route import Assignment, Duty
from firstreply.journey.route.deciding import OWNER, Deciding, Request
from firstreply.journey.route.pools import Pools
from firstreply.journey.route.write import Give, write
from firstreply.store.ids import new_id
from firstreply.store.queries import definitions, routing
from firstreply.store.queries.identity import LeadRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Who got a wait and its lead; `lead` is to be written yet."""

    wait: WaitRow
    lead: LeadRow
    assignment: UUID
    member: UUID
    how: str  #: routed, kept (stays with its owner), aside, offered, rerouted
    duty: Duty
    until: datetime | None  #: of an offer


def give(requests: Sequence[Request], *, settings: Mapping[str, Any], now: datetime) -> tuple[Given, ...]:
    """Decide and write: assignments, owners and loads, whose turn it is, facts. In the order of the requests.

    Nothing is given, and every wait stays without an owner, while nobody works here.
    """
    if not requests:
        return ()
    crew = routing.crew(now)
    if not crew.members:
        return ()
    published = definitions.routing()
    pools = Pools(crew.members, settings)
    deciding = Deciding(pools, None if published is None else published.ruleset, crew, now)
    decided = deciding.all(requests)
    gives = [_give(request, made, now) for request, made in decided]
    write(gives, pools, crew, deciding.loads, None if published is None else published.id, now)
    return tuple(_given(one, lead) for one, lead in zip(gives, deciding.after, strict=True))


def how(request: Request, made: Assignment) -> str:
    """routed, kept (stays with its owner), aside, offered, rerouted."""
    if request.aside:
        return "aside"
    if made.offer is not None:
        return "offered"
    if made.rule == OWNER.id and made.rule_version == OWNER.version:
        return "kept"
    return "rerouted" if request.again else "routed"


def _give(request: Request, made: Assignment, now: datetime) -> Give:
    # The instant is kept in seconds and never before the wait: so it is read again from its fact as it is stored.
    at = max(now.replace(microsecond=0), request.wait.started_at)
    return Give(
        id=new_id(), wait=request.wait, lead=request.lead, made=made, how=how(request, made), at=at,
        aside=request.aside, opening=request.opening,
    )  # fmt: skip


def _given(one: Give, lead: LeadRow) -> Given:
    return Given(
        wait=one.after,
        lead=lead,
        assignment=one.id,
        member=UUID(one.made.member),
        how=one.how,
        duty=one.made.duty,
        until=one.until,
    )
