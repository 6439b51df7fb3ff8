"""Beside: the tasks of leads, and which files lie beside them, from the facts of who planned, did and laid what."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.lead.story import Told
from firstreply.journey.rebuild.findings import Findings, Row, Table
from firstreply.store.models import Attachment, Task

TASK: Final = Table(model=Task, columns=("lead_id", "member_id", "title", "due_at", "done_at", "dropped_at"))
#: What is in a file no fact says: one that is missing is told of, and stays so.
ATTACHMENT: Final = Table(model=Attachment, columns=("lead_id", "name", "size", "gone_at"))
#: Facts that all this is worked out from.
KINDS: Final = frozenset({FactKind.PLANNED, FactKind.DONE, FactKind.FILED})


def beside(told: Iterable[Told], found: Findings, *, write: bool) -> None:
    """Every task and every file beside a lead. `told` in the order in which it was recorded."""
    tasks: dict[UUID, dict[str, Any]] = {}
    files: dict[UUID, dict[str, Any]] = {}
    for one in told:
        if one.kind is FactKind.FILED:
            _filed(files, one)
        elif one.kind is FactKind.PLANNED:
            tasks[UUID(one.data["task"])] = _planned(one)
        elif (task := tasks.get(UUID(one.data["task"]))) is not None:
            task["dropped_at" if one.data["dropped"] else "done_at"] = one.at
    _compare(TASK, tasks, found, write=write)
    _compare(ATTACHMENT, files, found, write=write)


def _planned(one: Told) -> dict[str, Any]:
    due, member = one.data.get("due_at"), one.data.get("member")
    return {
        "lead_id": one.lead,
        "member_id": UUID(member) if member else None,
        "title": one.data["title"],
        "due_at": datetime.fromisoformat(due) if due else None,
        "done_at": None,
        "dropped_at": None,
    }


def _filed(files: dict[UUID, dict[str, Any]], one: Told) -> None:
    gone_at = one.at if one.data.get("gone") else None
    named = {"lead_id": one.lead, "name": one.data["name"], "size": one.data["size"]}
    files[UUID(one.data["attachment"])] = {**named, "gone_at": gone_at}


def _compare(table: Table, rebuilt: dict[UUID, dict[str, Any]], found: Findings, *, write: bool) -> None:
    stored: dict[Any, Row] = table.stored()
    changes = table.compare(stored, rebuilt, found)
    if not write:
        return
    changes.update()
    if table is TASK:
        changes.insert()
        Task.objects.filter(pk__in=changes.surplus).delete()
