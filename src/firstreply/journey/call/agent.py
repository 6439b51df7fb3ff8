"""Agent: who of ours took part in a call, and the leads that become theirs by it."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from firstreply.channels.phone import to_e164
from firstreply.core.fact import FactKind
from firstreply.journey import loads
from firstreply.journey.effects import Happened, record
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Assignment, Lead
from firstreply.store.queries import routing
from firstreply.store.queries.people import People

TOOK: Final = "took_call"  #: how a lead became theirs


def member_of(agent: str, ours: People, at: datetime, region: str = "") -> UUID | None:
    """Who of ours is meant: by id, address, number or name; None for nobody we know."""
    by_id = {str(own): own for own in ours.ids.values()}
    if not agent or agent in by_id:
        return by_id.get(agent)
    number = to_e164(agent, region)
    then = int(at.timestamp())
    name = ours.team.person(agent.lower(), then) or (number and ours.team.person(number, then))
    return ours.member(name or ours.team.named(agent) or agent)


def given(taken: Mapping[UUID, UUID], *, now: datetime) -> None:
    """New leads are theirs with whom they spoke: lead -> member. Who no longer works here gets none."""
    if not taken:
        return
    crew = routing.crew(now)
    here = {lead: member for lead, member in taken.items() if str(member) in crew.members}
    rows: list[dict[str, Any]] = []
    facts = []
    for lead, member in here.items():
        teams = crew.members[str(member)].teams
        team, made, day = UUID(teams[0]) if teams else None, new_id(), crew.days[str(member)]
        rows.append(
            {
                "id": made,
                "lead_id": lead,
                "member_id": member,
                "team_id": team,
                "kind": TOOK,
                "reasons": {},
                "at": now,
            }
        )
        facts.append(_fact(lead, member, team, made, now, day.isoformat()))
    for member, count in sorted(Counter(here.values()).items()):
        loads.given(member, crew.days[str(member)], now, count)
    bulk.insert(Assignment, rows)
    bulk.update(
        Lead,
        [{"id": row["lead_id"], "owner_id": row["member_id"], "team_id": row["team_id"]} for row in rows],
    )
    record(facts)


def _fact(lead: UUID, member: UUID, team: UUID | None, made: UUID, now: datetime, day: str) -> Happened:
    data: dict[str, Any] = {
        "assignment": str(made),
        "member": str(member),
        "team": team and str(team),
        "pool": None,
        "definition": None,
        "how": TOOK,
        "waits": [],
        "reasons": {},
        "day": day,
    }
    return Happened(kind=FactKind.ASSIGNED, at=now, lead=lead, member=member, channel="phone", data=data)
