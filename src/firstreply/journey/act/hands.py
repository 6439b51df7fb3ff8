"""Acts that put a lead into other hands: assigned, handed over, offered, claimed, declined."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import F
from django.db.models.functions import Coalesce

from firstreply.core.fact import FactKind
from firstreply.core.lead.reading import line
from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import Alert, AlertKind, Change
from firstreply.core.respond.wait import Outcome
from firstreply.core.route import Case
from firstreply.core.route.cover import Proposed, cover_candidates
from firstreply.journey import loads
from firstreply.journey.act.actor import change, lead_for
from firstreply.journey.act.deed import Deed, known
from firstreply.journey.effects import Happened
from firstreply.store import bulk
from firstreply.store.fields import LONG
from firstreply.store.ids import new_id
from firstreply.store.models import Assignment, Lead, Moment, Pool, Wait
from firstreply.store.queries import routing
from firstreply.store.queries.due import above
from firstreply.store.tenancy import organisation

COVER_OFFER: Final = timedelta(minutes=15)  #: how long a colleague may think about it
COVER_FOR: Final = timedelta(hours=1)  #: who has time in it can cover, where nothing is due
#: Assignments that only propose; all others say whose a lead is.
PROPOSALS: Final = ("offered", "declined")


def assign(
    lead: UUID,
    *,
    by: UUID | None,
    now: datetime,
    to: UUID | None = None,
    pool: UUID | None = None,
    expected_revision: int | None = None,
) -> Deed:
    """Give a lead to a member, or to a pool whose members may then claim it.

    Refuses as `lead_for` does, `reference_unknown`, `already_theirs`, and `one_receiver` unless exactly one is named.
    """
    row = lead_for(lead, Act.ASSIGN, by=by, now=now, expected_revision=expected_revision)
    if to is not None and pool is None:
        return give(row, to, kind="given", by=by, now=now)
    if pool is None or to is not None:
        raise Refused("one_receiver")
    found = Pool.objects.filter(pk=pool, retired_at=None).first()
    if found is None:
        raise Refused("reference_unknown", field="pool", id=str(pool))
    return _to_pool(row, found, by=by, now=now)


def hand_over(
    lead: UUID,
    to: UUID,
    *,
    by: UUID | None,
    now: datetime,
    reason: str = "",
    expected_revision: int | None = None,
) -> Deed:
    """Give one's own lead to a colleague. Refuses as `assign` does."""
    row = lead_for(lead, Act.HAND_OVER, by=by, now=now, expected_revision=expected_revision)
    return give(
        row, to, kind="given", by=by, now=now, reasons={"why": "handed_over", "reason": line(reason, LONG)}
    )


def ask_for_cover(lead: UUID, *, by: UUID | None, now: datetime, reason: str = "") -> Deed:
    """Offer one's lead to the colleague who is best free for it, for a quarter of an hour; until then it stays as it is.

    `made` is the offer, or None where nobody is free: then the managers are asked. Refuses as `lead_for` does.
    """
    row = lead_for(lead, Act.HAND_OVER, by=by, now=now)
    waits = list(Wait.objects.filter(lead_id=lead, outcome=Outcome.OPEN.value).order_by("due_at", "id")[:1])
    proposed = _colleagues(row, waits[0].due_at if waits else None, now)
    if not proposed.covers:
        return _ask_managers(row, by, now, reason)
    best, until = UUID(proposed.covers[0].member), now + COVER_OFFER
    others = [one._asdict() for one in proposed.covers[:5]]
    told = {"why": "cover_asked", "reason": line(reason, LONG), "candidates": others}
    made = _assignment(row, "offered", now, member=best, until=until, reasons=told)
    if waits:
        step = {"assignment": str(made), "member": str(best), "how": "cover"}
        rows = [{"id": new_id(), "wait_id": waits[0].pk, "kind": "offer", "step": step, "due_at": until}]
        bulk.insert(Moment, rows)
    data = {"assignment": str(made), "member": str(best), "until": until.isoformat(), "how": "cover"}
    fact = Happened(kind=FactKind.OFFERED, at=now, lead=lead, member=by, data=data)
    alert = _alert(row, AlertKind.OFFERED, made, (best,), until=until, by=by)
    told_change = Change(kind=FactKind.OFFERED.value, lead=lead, owner=best, team=row.team_id)
    members = frozenset({best})
    return Deed(at=now, facts=(fact,), alerts=(alert,), changes=(told_change,), made=made, members=members)


def claim(offer: UUID, *, by: UUID, now: datetime) -> Deed:
    """Take what was offered. Of several who claim one lead the first gets it.

    Refuses `not_found`, `offer_not_yours`, `offer_over` (run out, declined, or taken by somebody).
    """
    proposed, row = _offer(offer, by, now)
    _answered(offer, "claimed", now)
    return give(row, by, kind="claimed", by=by, now=now, reasons={"offer": str(proposed.pk)})


def decline_offer(offer: UUID, *, by: UUID, now: datetime) -> Deed:
    """Refuse an offer: the next one is asked. Refuses as `claim` does."""
    proposed, row = _offer(offer, by, now)
    _answered(offer, "declined", now)
    made = _assignment(row, "declined", now, member=by, pool=proposed.pool_id, reasons={"offer": str(offer)})
    data = {"assignment": str(proposed.pk), "member": str(by)}
    # Cover was asked for by an owner, whose it stays; an offer of what is nobody's goes on to the next.
    onward = () if row.owner_id is not None or proposed.member_id is None else (row.pk,)
    asked = Assignment.objects.filter(lead_id=row.pk, kind__in=PROPOSALS, member_id__isnull=False)
    return Deed(
        at=now,
        facts=(Happened(kind=FactKind.DECLINED, at=now, lead=row.pk, member=by, data=data),),
        changes=(Change(kind=FactKind.DECLINED.value, lead=row.pk, owner=row.owner_id, team=row.team_id),),
        made=made,
        members=known(proposed.member_id),
        route=onward,
        declined=frozenset(asked.values_list("member_id", flat=True)),
    )


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
    before, team = row.owner_id, _team(member.teams, row.team_id)
    loads.given(to, crew.days[str(to)], now)
    made = _assignment(row, kind, now, member=to, team=team, reasons=reasons)
    revision = change(row, owner_id=to, team_id=team)
    moved = move_waits(row.pk, to, now)
    told = _told(made, kind, reasons, member=to, team=team) | {"day": crew.days[str(to)].isoformat()}
    alerts = []
    if to != by:
        alerts.append(_alert(row, AlertKind.ASSIGNED, made, (to,), by=by))
    if before is not None and before != by:
        alerts.append(_alert(row, AlertKind.TAKEN_AWAY, made, (before,), by=by))
    return Deed(
        at=now,
        facts=(Happened(kind=FactKind.ASSIGNED, at=now, lead=row.pk, member=by, data=told),),
        moved=moved,
        members=known(to, before),
        alerts=tuple(alerts),
        changes=(_change(row, before, row.team_id), _change(row, to, team)),
        made=made,
        revision=revision,
    )


def _to_pool(row: Lead, pool: Pool, *, by: UUID | None, now: datetime) -> Deed:
    team, before = pool.team_id or row.team_id, row.owner_id
    made = _assignment(row, "given", now, team=team, pool=pool.pk)
    revision = change(row, owner_id=None, team_id=team)
    moved = move_waits(row.pk, None, now)
    told = _told(made, "given", None, member=None, team=team, pool=pool.pk)
    seats = [one["member"] if isinstance(one, dict) else one for one in pool.value.get("seats", [])]
    alerts = [_alert(row, AlertKind.OFFERED, made, tuple(map(UUID, seats)), by=by)] if seats else []
    if before is not None and before != by:
        alerts.append(_alert(row, AlertKind.TAKEN_AWAY, made, (before,), by=by))
    return Deed(
        at=now,
        facts=(Happened(kind=FactKind.ASSIGNED, at=now, lead=row.pk, member=by, data=told),),
        moved=moved,
        members=known(before),
        alerts=tuple(alerts),
        changes=(_change(row, before, row.team_id), _change(row, None, team)),
        made=made,
        revision=revision,
    )


def _offer(offer: UUID, by: UUID, now: datetime) -> tuple[Assignment, Lead]:
    """An offer that still stands, and its lead."""
    proposed = Assignment.objects.select_related("pool").filter(pk=offer).first()
    if proposed is None or (proposed.kind != "offered" and proposed.pool_id is None):
        raise Refused("not_found", what="offer", id=str(offer))
    seats = proposed.pool.value.get("seats", []) if proposed.pool and proposed.member_id is None else []
    theirs = {str(one["member"] if isinstance(one, dict) else one) for one in seats} | {
        str(proposed.member_id)
    }
    if str(by) not in theirs:
        raise Refused("offer_not_yours", offer=str(offer))
    after = Assignment.objects.filter(lead_id=proposed.lead_id, id__gt=proposed.pk)
    taken = after.exclude(kind__in=PROPOSALS).exists()
    declined = after.filter(kind="declined", member_id=by, reasons__offer=str(offer)).exists()
    if taken or declined or (proposed.until is not None and proposed.until <= now):
        raise Refused("offer_over", offer=str(offer), until=proposed.until and proposed.until.isoformat())
    lead = Lead.objects.get(pk=proposed.lead_id)
    if lead.merged_into_id is not None:
        raise Refused("lead_merged", lead=str(lead.pk), into=str(lead.merged_into_id))
    return proposed, lead


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


def _team(theirs: tuple[str, ...], team: UUID | None) -> UUID | None:
    """The lead's team if they are in it, else their own first."""
    return team if not theirs or str(team) in theirs else UUID(theirs[0])


def _colleagues(row: Lead, due_at: datetime | None, now: datetime) -> Proposed:
    crew = routing.crew(now)
    until = due_at if due_at is not None and due_at > now else now + COVER_FOR
    case = Case(
        lead=str(row.pk),
        language=row.language or None,
        team=None if row.team_id is None else str(row.team_id),
    )
    return cover_candidates(
        case,
        asking=str(row.owner_id),
        members=crew.members,
        loads=crew.loads,
        now=int(now.timestamp()),
        until=int(until.timestamp()),
    )


def _ask_managers(row: Lead, by: UUID | None, now: datetime, reason: str) -> Deed:
    facts = {"reason": "cover_asked", "text": line(reason, LONG), "name": row.name, "by": by and str(by)}
    asked = new_id()
    alert = Alert(
        key=f"cover:{asked}",
        kind=AlertKind.ESCALATED,
        members=above(now).managing(row.team_id),
        lead=row.pk,
        facts=facts,
    )
    data = {"assignment": None, "member": None, "until": None, "how": "cover"}
    return Deed(
        at=now,
        facts=(Happened(kind=FactKind.OFFERED, at=now, lead=row.pk, member=by, data=data),),
        alerts=(alert,),
    )


def _answered(offer: UUID, outcome: str, now: datetime) -> None:
    """The end of an offer that was answered is no longer due."""
    Moment.objects.filter(kind="offer", done_at=None, step__assignment=str(offer)).update(
        done_at=now, outcome=outcome
    )


def _assignment(
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


def _told(
    made: UUID,
    how: str,
    reasons: Mapping[str, Any] | None,
    *,
    member: UUID | None,
    team: UUID | None,
    pool: UUID | None = None,
) -> dict[str, Any]:
    ids = {"assignment": made, "member": member, "team": team, "pool": pool, "definition": None}
    named = {name: None if one is None else str(one) for name, one in ids.items()}
    return {**named, "how": how, "reasons": dict(reasons or {})}


def _alert(
    row: Lead,
    kind: AlertKind,
    made: UUID,
    members: tuple[UUID, ...],
    *,
    by: UUID | None,
    until: datetime | None = None,
) -> Alert:
    facts = {"name": row.name, "company": row.company, "by": by and str(by), "assignment": str(made)}
    if until is not None:
        facts["until"] = until.isoformat()
    return Alert(key=f"{kind.value}:{made}", kind=kind, members=members, lead=row.pk, facts=facts)


def _change(row: Lead, owner: UUID | None, team: UUID | None) -> Change:
    return Change(kind=FactKind.ASSIGNED.value, lead=row.pk, owner=owner, team=team)
