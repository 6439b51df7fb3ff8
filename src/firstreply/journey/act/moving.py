"""Moving: from one stage of the organisation to another, and back as if it had not been."""

from datetime import datetime
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.lead.reading import line
from firstreply.core.lead.stage import by_key, entering
from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.journey.act.about import changed
from firstreply.journey.act.actor import change, lead_for
from firstreply.journey.act.deed import Deed
from firstreply.journey.effects import Happened
from firstreply.store.fields import LONG
from firstreply.store.queries.stages import stages


def move_stage(
    lead: UUID,
    stage: str,
    *,
    by: UUID | None,
    now: datetime,
    reason: str = "",
    expected_revision: int | None = None,
) -> Deed:
    """Move to another stage. Ends no wait and stops no clock.

    Refuses as `lead_for` does, and `stage_unknown`, `stage_reason_missing` by the organisation's stages.
    """
    row = lead_for(lead, Act.MOVE_STAGE, by=by, now=now, expected_revision=expected_revision)
    known = by_key(stages())
    if stage not in known:
        raise Refused("stage_unknown", stage=stage, known=", ".join(known))
    if row.stage == stage:
        return Deed(at=now, facts=(), revision=row.revision)
    entering(known, stage, reason)
    data = {"before": row.stage, "after": stage, "reason": line(reason, LONG)}
    fact = Happened(kind=FactKind.STAGE_MOVED, at=now, lead=lead, member=by, data=data)
    revision = change(row, stage=stage, stage_at=now)
    return Deed(at=now, facts=(fact,), changes=(changed(row, FactKind.STAGE_MOVED),), revision=revision)


def put_back(
    lead: UUID, stage: str, since: datetime | None, *, moved_to: str, by: UUID | None, now: datetime
) -> Deed:
    """It was not meant: they are in the stage in which they were, since when they were in it.

    Refuses as `lead_for` does, `stage_unknown`, and `changed_meanwhile` where they are not in `moved_to` any more.
    """
    known = by_key(stages())
    if stage not in known:
        raise Refused("stage_unknown", stage=stage, known=", ".join(known))
    row = lead_for(lead, Act.MOVE_STAGE, by=by, now=now)
    if row.stage != moved_to:
        raise Refused("changed_meanwhile", found=row.stage, expected=moved_to)
    told = None if since is None else since.isoformat()
    data = {"before": moved_to, "after": stage, "reason": "", "since": told}
    fact = Happened(kind=FactKind.STAGE_MOVED, at=now, lead=lead, member=by, data=data)
    revision = change(row, stage=stage, stage_at=since)
    return Deed(at=now, facts=(fact,), changes=(changed(row, FactKind.STAGE_MOVED),), revision=revision)
