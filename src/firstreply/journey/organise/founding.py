"""Founding: an organisation that can receive its first lead the moment it is there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import available_timezones

from firstreply.core.access import Scope
from firstreply.core.fact import FactKind
from firstreply.core.member import Role
from firstreply.core.refusal import Refused
from firstreply.core.respond.ladder import Action, Ladder, Step
from firstreply.core.route import Ruleset
from firstreply.journey import access
from firstreply.journey.effects import Happened, record
from firstreply.journey.organise import hours, people, pools, promises, rules, sources, teams, templates
from firstreply.journey.organise.decided import By
from firstreply.journey.organise.standard import founded
from firstreply.journey.organise.weeks import hours as working_hours
from firstreply.store.ids import new_id
from firstreply.store.models import DefinitionKind, Organisation
from firstreply.store.tenancy import acting

#: Working time: whoever asks for the first time hears from us within one hour, whoever asks again within four.
FIRST_ANSWER_S: Final = 3600
NEXT_ANSWER_S: Final = 4 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """What a new organisation begins with. `token` is the owner's, with all scopes, and told this once; "" for none.

    `sla` promises the first answer; another one promises those after it.
    """

    organisation: UUID
    member: UUID
    team: UUID
    calendar: UUID
    sla: UUID
    pool: UUID
    source: UUID
    token: str


def found(
    *,
    name: str,
    zone: str,
    region: str,
    language: str,
    owner_name: str,
    owner_email: str,
    now: datetime,
    week: str = "",
    with_token: bool = True,
) -> Founded:
    """An organisation with its owner, a team, working hours (preset `week`, else the region's), two promises, a pool of
    everyone, routing that ends there, the source `API`, the standard templates, and a token (unless the owner
    comes by a page), in one transaction.

    Refuses `calendar_zone_unknown`, `email_malformed`.
    """
    if zone not in available_timezones():
        raise Refused("calendar_zone_unknown", zone=zone)
    own = new_id()
    with acting(own):
        given = {"name": name, "zone": zone, "region": region.upper(), "language": language}
        Organisation.objects.create(id=own, **given)
        by = By(None, Role.OWNER, now)
        what: dict[str, Any] = {"what": "organisation", "id": str(own), "before": {}, "after": given}
        record([Happened(kind=FactKind.DECIDED, at=now, data=what)])
        templates.install(language, by)
        called = founded.names(language)
        calendar = hours.add_calendar(called.hours, working_hours(region, zone, week=week), by)
        return _furnished(own, called, calendar, owner_name, owner_email, by, with_token=with_token)


def _furnished(
    own: UUID,
    called: founded.Names,
    calendar: UUID,
    owner_name: str,
    owner_email: str,
    by: By,
    *,
    with_token: bool,
) -> Founded:
    team = teams.add_team(called.team, calendar, by)
    pool = pools.add_pool(called.everyone, team, {"mode": "round_robin"}, by)
    member = people.invite(owner_name, owner_email, Role.OWNER, by, teams=[team])
    routing = Ruleset(fallback=(str(pool),)).to_dict()
    rules.publish(rules.draft(DefinitionKind.ROUTING, routing, by), by)
    sla = promises.add_sla(called.first, _promise("first", FIRST_ANSWER_S), by)
    promises.add_sla(called.next, _promise("next", NEXT_ANSWER_S), by)
    source = sources.add_source("API", "api", {}, {}, by)
    token = access.issue(name="Owner", scopes=[Scope.ADMIN.value], member=member)[1] if with_token else ""
    return Founded(
        organisation=own,
        member=member,
        team=team,
        calendar=calendar,
        sla=sla,
        pool=pool,
        source=source.id,
        token=token,
    )


def _promise(covers: str, seconds: int) -> dict[str, Any]:
    """Warned at half and at four fifths of it; the manager is told when it is broken; nobody loses the lead by it."""
    late = Ladder(steps=(Step(after=0, action=Action.TELL_MANAGER),)).to_dict()
    return {"covers": covers, "seconds": seconds, "warn_at": [50, 80], "ladder": late}
