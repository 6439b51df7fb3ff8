"""Tasks: the next step with a lead: planned, done, dropped, and taken up again. A task is what its facts say."""

from datetime import datetime
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.lead.reading import line
from firstreply.core.permission import Act
from firstreply.core.refusal import Refused
from firstreply.core.respond.alert import Change
from firstreply.journey.act.actor import lead_for
from firstreply.journey.act.deed import Deed
from firstreply.journey.effects import Happened
from firstreply.store.fields import LONG
from firstreply.store.ids import new_id
from firstreply.store.models import Lead, Member, Task
from firstreply.store.tenancy import organisation


def plan(
    lead: UUID,
    title: str,
    *,
    by: UUID | None,
    now: datetime,
    due_at: datetime | None = None,
    member: UUID | None = None,
) -> Deed:
    """Say what comes next, when, and who does it (nobody named: whoever says it). `made` is the task.

    Refuses as `lead_for` does, `text_missing`, and `reference_unknown` for somebody who is not here.
    """
    row = lead_for(lead, Act.NOTE, by=by, now=now)
    said = line(title, LONG)
    if not said:
        raise Refused("text_missing", what="task")
    whose = member or by
    if whose is not None and not Member.objects.filter(pk=whose, left_at=None).exists():
        raise Refused("reference_unknown", field="member", id=str(whose))
    task = Task.objects.create(
        id=new_id(), organisation_id=organisation(), lead_id=lead, member_id=whose, title=said, due_at=due_at
    )
    return _planned(task, row, by, now)


def finish(task: UUID, *, by: UUID | None, now: datetime, dropped: bool = False) -> Deed:
    """It is done; `dropped`: it is not to be done. Refuses as `lead_for` does, and `task_over`."""
    row, lead = _task(task, by, now)
    ended = {"dropped_at": now} if dropped else {"done_at": now}
    if not Task.objects.filter(pk=task, done_at=None, dropped_at=None).update(**ended):
        raise Refused("task_over", title=row.title)
    data = {"task": str(task), "title": row.title, "dropped": dropped}
    fact = Happened(kind=FactKind.DONE, at=now, lead=row.lead_id, member=by, data=data)
    return Deed(at=now, facts=(fact,), changes=(_change(lead, FactKind.DONE),), made=task)


def take_up(task: UUID, *, by: UUID | None, now: datetime) -> Deed:
    """It is to be done after all. Refuses as `finish` does, `task_open`."""
    row, lead = _task(task, by, now)
    over = Task.objects.filter(pk=task).exclude(done_at=None, dropped_at=None)
    if not over.update(done_at=None, dropped_at=None):
        raise Refused("task_open", title=row.title)
    return _planned(row, lead, by, now)


def _task(task: UUID, by: UUID | None, now: datetime) -> tuple[Task, Lead]:
    """The task, and the lead it belongs to now: that which it was planned for may have been merged since."""
    row = Task.objects.select_related("lead").filter(pk=task).first()
    if row is None:
        raise Refused("not_found", what="task", id=str(task))
    return row, lead_for(row.lead.merged_into_id or row.lead_id, Act.NOTE, by=by, now=now)


def _planned(task: Task, lead: Lead, by: UUID | None, now: datetime) -> Deed:
    data = {
        "task": str(task.pk),
        "title": task.title,
        "due_at": task.due_at and task.due_at.isoformat(),
        "member": None if task.member_id is None else str(task.member_id),
    }
    fact = Happened(kind=FactKind.PLANNED, at=now, lead=task.lead_id, member=by, data=data)
    return Deed(at=now, facts=(fact,), changes=(_change(lead, FactKind.PLANNED),), made=task.pk)


def _change(lead: Lead, kind: FactKind) -> Change:
    return Change(kind=kind.value, lead=lead.pk, owner=lead.owner_id, team=lead.team_id)
