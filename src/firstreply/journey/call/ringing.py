"""Ringing: a telephone rings, and whoever may take the call sees who it is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from firstreply.channels.phone import to_e164
from firstreply.core.capture.brought import Rang
from firstreply.core.respond.alert import Change
from firstreply.journey.call.agent import member_of
from firstreply.store.queries import calls, talk
from firstreply.store.queries.calls import Holder
from firstreply.store.queries.people import People

RINGING: Final = "ringing"  #: the kind of the live event
_NOW: Final = timedelta(seconds=60)  #: what began to ring before that is no news


def whose(rings: Sequence[Rang], region: str) -> dict[str, UUID]:
    """The lead of each number that rings, by the number as it was given."""
    numbers = {rang.party: to_e164(rang.party, region) or rang.party for rang in rings if rang.party}
    leads = talk.leads_by_value(set(numbers.values())) if numbers else {}
    return {given: leads[value] for given, value in numbers.items() if value in leads}


def changes(
    rings: Iterable[Rang], theirs: Mapping[str, UUID], ours: People, now: datetime, region: str
) -> list[Change]:
    """For the screens of those who may see the lead, and of whoever it rings at. Facts: {call, direction, number, name,
    company, agent, at}.
    """
    some = [one for one in rings if now - one.at <= _NOW]
    holders = calls.holders({theirs[one.party] for one in some if one.party in theirs})
    found = []
    for one in some:
        lead = theirs.get(one.party)
        holder = holders.get(lead, Holder(None, None, "", "")) if lead else Holder(None, None, "", "")
        agent = member_of(one.agent, ours, one.at, region)
        facts = _facts(one, holder, agent, region)
        found.append(
            Change(kind=RINGING, lead=lead, owner=holder.owner or agent, team=holder.team, facts=facts)
        )
        if agent is not None and holder.owner not in (None, agent):
            found.append(Change(kind=RINGING, lead=lead, owner=agent, facts=facts))
    return found


def _facts(one: Rang, holder: Holder, agent: UUID | None, region: str) -> dict[str, Any]:
    return {
        "call": one.id,
        "direction": "in" if one.inbound else "out",
        "number": to_e164(one.party, region) or one.party,
        "name": holder.name or one.name,
        "company": holder.company,
        "agent": agent and str(agent),
        "at": one.at.isoformat(),
    }
