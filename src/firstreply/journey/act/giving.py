"""Giving: a lead, with all it waits for, becomes somebody's, or a pool's: the one way in which people move leads."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Coalesce

from firstreply.core.fact import FactKind
from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import Alert, AlertKind, Change
from firstreply.core.respond.wait import Outcome
from firstreply.core.route import Pool as Turns
from firstreply.journey import loads
from firstreply.journey.act.actor import change
from firstreply.journey.act.deed import Deed, known
from firstreply.journey.effects import Happened
from firstreply.store.ids import new_id
from firstreply.store.models import Assignment, Lead, Pool, Wait
from firstreply.store.queries import routing
from firstreply.store.tenancy import organisation

#: Assignments that only propose; all others say whose a lead is.
PROPOSALS: Final = ("offered", "declined")


def give(
    row: Lead,
    to: UUID,
    *,
    kind: str,
    by: UUID | None,
    now: datetime,
    reasons: Mapping[str, Any] | None = None,
) -> Deed:
    """Make it theirs, with all its open waits. Refuses `reference_unknown`, `already_theirs`, `changed_meanwhile`."""
    crew = routing.crew(now)
    member = crew.members.get(str(to))
    if member is None:
        raise Refused("reference_unknown", field="member", id=str(to))
    if row.owner_id == to:
        raise Refused("already_theirs", lead=str(row.pk), member=str(to))
    before, team, had = row.owner_id, _team(member.teams, row.team_id), holders(row.pk)
    loads.given(to, crew.days[str(to)], now)
    made = assignment(row, kind, now, member=to, team=team, reasons=reasons)
    revision = change(row, owner_id=to, team_id=team)
    moved = move_waits(row.pk, to, now)
    told = _told(made, kind, reasons, member=to, team=team, waits=moved)
    told["day"] = crew.days[str(to)].isoformat()
    alerts = []
    if to != by:
        alerts.append(alert_of(row, AlertKind.ASSIGNED, made, (to,), by=by))
    if before is not None and before != by:
        alerts.append(alert_of(row, AlertKind.TAKEN_AWAY, made, (before,), by=by))
    return Deed(
        at=now,
        facts=(Happened(kind=FactKind.ASSIGNED, at=now, lead=row.pk, member=by, data=told),),
        moved=moved,
        members=known(to, before, *had),
        alerts=tuple(alerts),
        changes=(_change(row, before, row.team_id), _change(row, to, team)),
        made=made,
        revision=revision,
    )


def to_pool(row: Lead, pool: Pool, *, by: UUID | None, now: datetime) -> Deed:
    """Make it nobody's, for whoever of the pool claims it first."""
    team, before, had = pool.team_id or row.team_id, row.owner_id, holders(row.pk)
    made = assignment(row, "given", now, team=team, pool=pool.pk)
    revision = change(row, owner_id=None, team_id=team)
    moved = move_waits(row.pk, None, now)
    told = _told(made, "given", None, member=None, team=team, pool=pool.pk, waits=moved)
    seats = seated(pool)
    alerts = [alert_of(row, AlertKind.OFFERED, made, seats, by=by)] if seats else []
    if before is not None and before != by:
        alerts.append(alert_of(row, AlertKind.TAKEN_AWAY, made, (before,), by=by))
    return Deed(
        at=now,
        facts=(Happened(kind=FactKind.ASSIGNED, at=now, lead=row.pk, member=by, data=told),),
        moved=moved,
        members=known(before, *had),
        alerts=tuple(alerts),
        changes=(_change(row, before, row.team_id), _change(row, None, team)),
        made=made,
        revision=revision,
    )


def to_nobody(row: Lead, *, by: UUID | None, now: datetime, reasons: Mapping[str, Any] | None = None) -> Deed:
    """Make it nobody's, as it was before somebody gave it by mistake."""
    before, had = row.owner_id, holders(row.pk)
    made = assignment(row, "given", now, reasons=reasons)
    revision = change(row, owner_id=None)
    moved = move_waits(row.pk, None, now)
    told = _told(made, "given", reasons, member=None, team=row.team_id, waits=moved)
    return Deed(
        at=now,
        facts=(Happened(kind=FactKind.ASSIGNED, at=now, lead=row.pk, member=by, data=told),),
        moved=moved,
        members=known(before, *had),
        changes=(_change(row, before, row.team_id), _change(row, None, row.team_id)),
        made=made,
        revision=revision,
    )


def seated(pool: Pool) -> tuple[UUID, ...]:
    """Who may claim what the pool has."""
    return tuple(UUID(one.member) for one in Turns.from_dict(pool.value, "").seats)


def holders(*leads: UUID) -> list[UUID | None]:
    """Who has the open waits of these leads: not always who has the lead."""
    waits = Wait.objects.filter(lead_id__in=leads, outcome=Outcome.OPEN.value)
    return list(waits.values_list("owner_id", flat=True))


def move_waits(lead: UUID, to: UUID | None, now: datetime, *, but: UUID | None = None) -> tuple[UUID, ...]:
    """Give all open waits of a lead to one member, save `but`; which they are."""
    waits = Wait.objects.filter(lead_id=lead, outcome=Outcome.OPEN.value)
    if but is not None:
        waits = waits.exclude(pk=but)
    moved = tuple(waits.values_list("id", flat=True))
    if moved:
        waits.update(
            owner_id=to,
            assigned_at=now.replace(microsecond=0) if to else F("assigned_at"),
            first_owner_id=Coalesce("first_owner_id", "owner_id", to),
            revision=F("revision") + 1,
        )
    return moved


def assignment(
    row: Lead,
    kind: str,
    now: datetime,
    *,
    member: UUID | None = None,
    team: UUID | None = None,
    pool: UUID | None = None,
    until: datetime | None = None,
    reasons: Mapping[str, Any] | None = None,
) -> UUID:
    """Write down who got a lead, or was offered it, and why; the row's id."""
    return Assignment.objects.create(
        id=new_id(),
        organisation_id=organisation(),
        lead_id=row.pk,
        member_id=member,
        team_id=team or row.team_id,
        pool_id=pool,
        kind=kind,
        reasons=dict(reasons or {}),
        at=now,
        until=until,
    ).pk


def alert_of(
    row: Lead,
    kind: AlertKind,
    made: UUID,
    members: tuple[UUID, ...],
    *,
    by: UUID | None,
    until: datetime | None = None,
) -> Alert:
    """What members are told of it."""
    facts = {"name": row.name, "company": row.company, "by": by and str(by), "assignment": str(made)}
    if until is not None:
        facts["until"] = until.isoformat()
    return Alert(key=f"{kind.value}:{made}", kind=kind, members=members, lead=row.pk, facts=facts)


def _team(theirs: tuple[str, ...], team: UUID | None) -> UUID | None:
    """The lead's team if they are in it, else their own first."""
    return team if not theirs or str(team) in theirs else UUID(theirs[0])


def _told(
    made: UUID,
    how: str,
    reasons: Mapping[str, Any] | None,
    *,
    member: UUID | None,
    team: UUID | None,
    pool: UUID | None = None,
    waits: tuple[UUID, ...],
) -> dict[str, Any]:
    ids = {"assignment": made, "member": member, "team": team, "pool": pool, "definition": None}
    named = {name: None if one is None else str(one) for name, one in ids.items()}
    return {**named, "how": how, "waits": list(map(str, waits)), "reasons": dict(reasons or {})}


def _change(row: Lead, owner: UUID | None, team: UUID | None) -> Change:
    return Change(kind=FactKind.ASSIGNED.value, lead=row.pk, owner=owner, team=team)
