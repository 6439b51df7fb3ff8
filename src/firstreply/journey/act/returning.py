"""Returning: a lead given away by mistake is as it was; an offer is withdrawn, or open again; two leads stay two."""

from datetime import datetime
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import Change
from firstreply.core.respond.wait import Outcome
from firstreply.journey.act.actor import actor, lead_for
from firstreply.journey.act.deed import Deed, known
from firstreply.journey.act.giving import PROPOSALS, give, to_nobody, to_pool
from firstreply.journey.effects import Happened
from firstreply.store.models import Assignment, Fact, Lead, Moment, Pool, Suggestion, Wait

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


def reconsider(made: UUID, *, by: UUID, now: datetime) -> Deed:
    """The offer that they declined by the assignment `made` is open to them again, for as long as it would have been.

    Others who were asked meanwhile may still take it: the first gets it. Refuses `not_found` for what they did not
    decline, `offer_moved_on` once somebody has the lead, `offer_over` when its time ran out, `lead_merged`.
    """
    actor(by, now)  # they are still here
    said = Assignment.objects.filter(pk=made, kind="declined", member_id=by).first()
    offer = None if said is None else Assignment.objects.filter(pk=said.reasons.get("offer")).first()
    if said is None or offer is None:
        raise Refused("not_found", what="offer", id=str(made))
    row = Lead.objects.get(pk=offer.lead_id)
    if row.merged_into_id is not None:
        raise Refused("lead_merged", lead=str(row.pk), into=str(row.merged_into_id))
    after = Assignment.objects.filter(lead_id=row.pk, id__gt=offer.pk)
    if row.withdrawn_at is not None or after.exclude(kind__in=PROPOSALS).exists():
        raise Refused("offer_moved_on")
    if offer.until is not None and offer.until <= now:
        raise Refused("offer_over", offer=str(offer.pk), until=offer.until.isoformat())
    Assignment.objects.filter(pk=made).update(reasons={"taken_back": str(offer.pk)})
    _due_again(offer)
    data = {"assignment": str(offer.pk), "member": str(by), "taken_back": True}
    fact = Happened(kind=FactKind.DECLINED, at=now, lead=row.pk, member=by, data=data)
    change = Change(kind=FactKind.DECLINED.value, lead=row.pk, owner=row.owner_id, team=row.team_id)
    return Deed(at=now, facts=(fact,), changes=(change,), members=known(by), made=offer.pk)


def _due_again(offer: Assignment) -> None:
    """The lead moves on when the offer ends, unless it will because another one does."""
    waits = Wait.objects.filter(lead_id=offer.lead_id, outcome=Outcome.OPEN.value)
    offers = Moment.objects.filter(kind="offer", wait__in=waits)
    if not offers.filter(done_at=None).exists():
        offers.filter(step__assignment=str(offer.pk), outcome="declined").update(done_at=None, outcome="")


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
