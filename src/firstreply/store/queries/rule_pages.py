"""Rule pages: what is in force and what is drafted, and what things are called, a query for each question."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Coalesce

from firstreply.core.member import Role
from firstreply.core.route import Pool as Turns
from firstreply.store.models import Calendar, Definition, Member, Pool, Sla, Team
from firstreply.store.queries.rules import CalendarShown, SlaShown, newest_hours

_MOST = 50  #: versions that are shown


class Called(NamedTuple):
    """What members, pools, teams and calendars are called, by id as text; `here`: members who may answer."""

    members: dict[str, str]
    here: dict[str, str]
    pools: dict[str, str]
    teams: dict[str, str]
    calendars: dict[str, str]


class VersionShown(NamedTuple):
    """One version of a definition, with whose it is."""

    id: UUID
    kind: str
    number: int
    value: dict[str, Any]
    state: str
    author_id: UUID | None
    created_at: datetime
    published_at: datetime | None
    revision: int


class PoolInUse(NamedTuple):
    """A pool as it is edited."""

    id: UUID
    name: str
    team_id: UUID | None
    value: dict[str, Any]
    revision: int


def called() -> Called:
    """Names; four queries."""
    members = {
        str(own): (name, left is None and role != Role.VIEWER.value)
        for own, name, role, left in Member.objects.values_list("id", "name", "role", "left_at")
    }
    return Called(
        members={own: name for own, (name, _) in members.items()},
        here={own: name for own, (name, answers) in members.items() if answers},
        pools=_names(Pool),
        teams=_names(Team),
        calendars=_names(Calendar),
    )


def _names(model: Any) -> dict[str, str]:
    return {str(own): name for own, name in model.objects.order_by("name").values_list("id", "name")}


def current() -> dict[str, dict[str, VersionShown]]:
    """By kind and state what is published and the newest draft; one query."""
    found: dict[str, dict[str, VersionShown]] = {}
    for row in Definition.objects.filter(state__in=("published", "draft")).order_by("number"):
        found.setdefault(row.kind, {})[row.state] = _shown(row)
    return found


def version(definition_id: UUID) -> VersionShown | None:
    """One version."""
    row = Definition.objects.filter(pk=definition_id).first()
    return None if row is None else _shown(row)


def history(kind: str) -> list[VersionShown]:
    """The last versions of a kind, newest first."""
    return [_shown(row) for row in Definition.objects.filter(kind=kind).order_by("-number")[:_MOST]]


def promises() -> list[SlaShown]:
    """Promises in force, in the order in which they are asked."""
    rows = Sla.objects.filter(retired_at=None).order_by("position", "id")
    return [SlaShown._make(getattr(row, name) for name in SlaShown._fields) for row in rows]


def promises_before(row: SlaShown) -> list[SlaShown]:
    """All numbers of that promise, newest first, whatever it was called."""
    root = row.origin or row.id
    rows = Sla.objects.filter(Q(pk=root) | Q(origin=root)).order_by("-number")[:_MOST]
    return [SlaShown._make(getattr(row, field) for field in SlaShown._fields) for row in rows]


def promises_gone() -> list[SlaShown]:
    """The last numbers of promises of which none is in force any more, by name."""
    newest = Sla.objects.annotate(root=Coalesce("origin", "id")).order_by("root", "-number").distinct("root")
    rows = sorted((row for row in newest if row.retired_at is not None), key=lambda row: row.name)
    return [SlaShown._make(getattr(row, field) for field in SlaShown._fields) for row in rows[:_MOST]]


def calendars() -> list[CalendarShown]:
    """Calendars with the hours in force, by name; two queries."""
    return newest_hours(list(Calendar.objects.order_by("name")))


def pools() -> list[PoolInUse]:
    """Pools in use, by name."""
    return [
        PoolInUse(row.pk, row.name, row.team_id, row.value, row.revision)
        for row in Pool.objects.filter(retired_at=None).order_by("name")
    ]


def turns(rows: list[PoolInUse]) -> dict[str, Turns]:
    """Pools as core reads them, by id."""
    return {str(row.id): Turns.from_dict({**row.value, "id": str(row.id)}) for row in rows}


def _shown(row: Definition) -> VersionShown:
    return VersionShown._make(getattr(row, name) for name in VersionShown._fields)
