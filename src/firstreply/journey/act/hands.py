"""Acts that put a lead into other hands: assigned, handed over, claimed, declined."""

from datetime import datetime
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.lead.reading import line
from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import Change
from firstreply.journey.act.actor import lead_for
from firstreply.journey.act.deed import Deed, known
from firstreply.journey.act.giving import PROPOSALS, assignment, give, seated, to_pool
from firstreply.journey.effects import Happened
from firstreply.store.fields import LONG
from firstreply.store.models import Assignment, Lead, Moment, Pool


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
    return to_pool(row, found, by=by, now=now)


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


def claim(offer: UUID, *, by: UUID, now: datetime) -> Deed:
    """Take what was offered. Of several who claim one lead the first gets it.

    Refuses `not_found` (also what was offered to others: nobody learns of that) and `offer_over` (run out, declined,
    or taken by somebody).
    """
    proposed, row = _offer(offer, by, now)
    _answered(offer, "claimed", now)
    return give(row, by, kind="claimed", by=by, now=now, reasons={"offer": str(proposed.pk)})


def decline_offer(offer: UUID, *, by: UUID, now: datetime) -> Deed:
    """Refuse an offer: the next one is asked. Refuses as `claim` does."""
    proposed, row = _offer(offer, by, now)
    _answered(offer, "declined", now)
    made = assignment(row, "declined", now, member=by, pool=proposed.pool_id, reasons={"offer": str(offer)})
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


def _offer(offer: UUID, by: UUID, now: datetime) -> tuple[Assignment, Lead]:
    """An offer that still stands, and its lead."""
    proposed = Assignment.objects.select_related("pool").filter(pk=offer).first()
    if proposed is None or (proposed.kind != "offered" and proposed.pool_id is None):
        raise Refused("not_found", what="offer", id=str(offer))
    whose = seated(proposed.pool) if proposed.pool and proposed.member_id is None else (proposed.member_id,)
    if by not in whose:
        raise Refused("not_found", what="offer", id=str(offer))
    after = Assignment.objects.filter(lead_id=proposed.lead_id, id__gt=proposed.pk)
    taken = after.exclude(kind__in=PROPOSALS).exists()
    declined = after.filter(kind="declined", member_id=by, reasons__offer=str(offer)).exists()
    if taken or declined or (proposed.until is not None and proposed.until <= now):
        raise Refused("offer_over", offer=str(offer), until=proposed.until and proposed.until.isoformat())
    lead = Lead.objects.get(pk=proposed.lead_id)
    if lead.merged_into_id is not None:
        raise Refused("lead_merged", lead=str(lead.pk), into=str(lead.merged_into_id))
    return proposed, lead


def _answered(offer: UUID, outcome: str, now: datetime) -> None:
    """The end of an offer that was answered is no longer due."""
    Moment.objects.filter(kind="offer", done_at=None, step__assignment=str(offer)).update(
        done_at=now, outcome=outcome
    )
