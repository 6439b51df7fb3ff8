"""Recompute: measure open waits by hours as they are now. Never by itself: somebody decides it, and it is recorded."""

from datetime import datetime
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.member import Role
from firstreply.core.refusal import Refused
from firstreply.journey import effects
from firstreply.journey.due import plan
from firstreply.journey.due.frozen import Frozen, open_under, reckon
from firstreply.journey.due.pausing import pauses_of, stretches
from firstreply.journey.due.promise import happened, promised
from firstreply.journey.effects import Happened, record
from firstreply.store import bulk
from firstreply.store.models import Member, Wait
from firstreply.store.queries import due as asked
from firstreply.store.tenancy import acting


def recompute(organisation_id: UUID, calendar: UUID, *, by: UUID | None, now: datetime) -> int:
    """Freeze a calendar's newest version on every open wait that is measured by an older one; how many.

    What was missed stays missed. Recorded as decided, and as promised for each wait. Refuses `not_allowed` for all
    but administrators, `not_found`.
    """
    with acting(organisation_id):
        effects.one_at_a_time()
        _must(by)
        newest = asked.newest().get(calendar)
        if newest is None:
            raise Refused("not_found", what="calendar", id=str(calendar))
        some = [one for one in open_under(newest.id, calendar=calendar) if one.wait.missed_at is None]
        pauses = pauses_of([one.wait for one in some])
        frozen = [
            reckon(one.wait, one.sla, newest, stretches(pauses.get(one.wait.id, ()), None))
            for one in some
            if one.wait.due_at is not None  # one that stands still takes the hours of then when it goes on
        ]
        _write(frozen, now)
        told = {"what": "recompute", "id": str(calendar), "version": str(newest.id), "waits": len(frozen)}
        decided = Happened(kind=FactKind.DECIDED, at=now, member=by, data=told)
        record(
            [
                decided,
                *(
                    happened(FactKind.PROMISED, one.wait, at=now, data=promised(one, one.wait))
                    for one in frozen
                ),
            ]
        )
        return len(frozen)


def _write(frozen: list[Frozen], now: datetime) -> None:
    bulk.update(
        Wait,
        [{"id": one.wait.id, "calendar_version_id": one.hours.id, "due_at": one.due_at} for one in frozen],
    )
    plan.shelve([one.wait.id for one in frozen], why="recomputed", now=now)
    plan.plan(frozen, now=now, later_only=True)


def _must(by: UUID | None) -> None:
    role = (
        Member.objects.filter(pk=by, left_at=None).values_list("role", flat=True).first()
        if by
        else Role.OWNER.value
    )
    if role not in (Role.OWNER.value, Role.ADMIN.value):
        raise Refused("not_allowed", act="recompute", role=role)
