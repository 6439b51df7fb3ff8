"""Returning: a lead that somebody gave away by mistake is as it was; an offer is withdrawn; two leads stay two."""

from datetime import datetime
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import Change
from firstreply.journey.act.actor import actor, lead_for
from firstreply.journey.act.deed import Deed, known
from firstreply.journey.act.giving import PROPOSALS, give, to_nobody, to_pool
from firstreply.journey.effects import Happened
from firstreply.store.models import Assignment, Fact, Lead, Moment, Pool, Suggestion

_BACK = {"why": "taken_back"}


def give_back(lead: UUID, made: UUID, *, by: UUID | None, now: datetime) -> Deed:
    """The lead is whose it was before the assignment `made`, by who made that.

    Refuses `not_found`, `not_allowed` for anybody else, and `assignment_passed` once it was given on.
    """
    row = Lead.objects.filter(pk=lead, withdrawn_at=None, merged_into=None).first()
    given = Assignment.objects.filter(lead_id=lead).exclude(kind__in=PROPOSALS).order_by("-id")[:2]
    if row is None or not given:
        raise Refused("not_found", what="lead", id=str(lead))
    actor(by, now)  # they are still here
    if given[0].pk != made:
        raise Refused("assignment_passed")
    told = Fact.objects.filter(lead_id=lead, kind=FactKind.ASSIGNED.value, at=given[0].at)
    mine = told.filter(data__assignment=str(made)).values_list("member_id", flat=True)
    if list(mine) != [by]:
        raise Refused("not_allowed", act=Act.ASSIGN.value, role="")
    before = given[1] if len(given) > 1 else None
    if before is not None and before.member_id is not None:
        return give(row, before.member_id, kind="given", by=by, now=now, reasons=_BACK)
    pool = None
    if before is not None and before.pool_id is not None:
        pool = Pool.objects.filter(pk=before.pool_id, retired_at=None).first()
    return to_pool(row, pool, by=by, now=now) if pool else to_nobody(row, by=by, now=now, reasons=_BACK)


def withdraw_offer(offer: UUID, *, by: UUID | None, now: datetime) -> Deed:
    """An offer of cover is offered no more. Refuses `not_found`, `not_allowed`, and `offer_over`."""
    proposed = Assignment.objects.filter(pk=offer, kind="offered").first()
    if proposed is None or proposed.member_id is None:
        raise Refused("not_found", what="offer", id=str(offer))
    row = lead_for(proposed.lead_id, Act.HAND_OVER, by=by, now=now)
    if not Assignment.objects.filter(pk=offer, until__gt=now).update(until=now):
        raise Refused("offer_over", offer=str(offer), until=proposed.until and proposed.until.isoformat())
    Moment.objects.filter(kind="offer", done_at=None, step__assignment=str(offer)).update(
        done_at=now, outcome="withdrawn"
    )
    data = {"assignment": str(offer), "member": str(proposed.member_id), "withdrawn": True}
    fact = Happened(kind=FactKind.DECLINED, at=now, lead=row.pk, member=by, data=data)
    change = Change(kind=FactKind.DECLINED.value, lead=row.pk, owner=row.owner_id, team=row.team_id)
    return Deed(at=now, facts=(fact,), changes=(change,), members=known(proposed.member_id))


def keep_apart(suggestion: UUID, *, by: UUID | None, now: datetime, apart: bool = True) -> Deed:
    """Two leads that look alike are two people; not `apart`: ask again. Refuses as `lead_for`, and `not_found`."""
    found = Suggestion.objects.filter(pk=suggestion).first()
    if found is None:
        raise Refused("not_found", what="suggestion", id=str(suggestion))
    row = lead_for(found.lead_id, Act.MERGE, by=by, now=now)
    before, after = ("open", "apart") if apart else ("apart", "open")
    if not Suggestion.objects.filter(pk=suggestion, state=before).update(state=after):
        raise Refused("not_found", what="suggestion", id=str(suggestion))
    data = {"what": "suggestion", "id": str(suggestion), "before": before, "after": after}
    fact = Happened(kind=FactKind.DECIDED, at=now, member=by, data=data)
    change = Change(kind="suggestion", lead=row.pk, owner=row.owner_id, team=row.team_id)
    return Deed(at=now, facts=(fact,), changes=(change,), made=found.other_id)
