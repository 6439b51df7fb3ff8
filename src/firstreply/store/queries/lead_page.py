"""Lead page: what is told of a lead beside its timeline. Every question is one query, whatever there is of it."""

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.respond.wait import Outcome
from firstreply.core.sight import Viewer
from firstreply.store.models import (
    ContactPoint,
    Fact,
    Lead,
    Member,
    Message,
    Pool,
    Wait,
)
from firstreply.store.queries import leads, waits
from firstreply.store.queries.leads import Given
from firstreply.store.queries.waits import WaitShown

_FEW: Final = 20


def into(who: Viewer, lead: UUID) -> UUID | None:
    """What it was merged into, if the viewer may see that."""
    found = Lead.objects.filter(pk=lead, withdrawn_at=None).values_list("merged_into_id", flat=True).first()
    return found if found is not None and leads.one(who, found) is not None else None


def merged(lead: UUID) -> list[tuple[UUID, str]]:
    """Leads that were merged into it, with their names."""
    rows = Lead.objects.filter(merged_into_id=lead).order_by("id").values_list("id", "name")
    return list(rows[:_FEW])


def clocks(who: Viewer, lead: UUID, now: datetime) -> list[WaitShown]:
    """Its open waits by time left, then those that ended last."""
    found = waits.page(who, waits.Wanted(now=now, lead=lead), "started", None, _FEW).rows
    open_ones = [one for one in found if one.outcome == Outcome.OPEN.value]
    open_ones.sort(key=lambda one: (one.due_at is None, one.due_at or now))
    return [*open_ones, *(one for one in found if one.outcome != Outcome.OPEN.value)]


def paused(lead: UUID, ids: Collection[UUID]) -> dict[UUID, str]:
    """Which of these waits stand still now, and why."""
    kinds = [FactKind.PAUSED.value, FactKind.RESUMED.value]
    facts = Fact.objects.filter(lead_id=lead, kind__in=kinds, wait_id__in=list(ids)).order_by("at", "id")
    last = {wait: (kind, data) for wait, kind, data in facts.values_list("wait_id", "kind", "data") if wait}
    return {wait: str(data.get("reason", "")) for wait, (kind, data) in last.items() if kind == kinds[0]}


def assignments(lead: UUID) -> list[Given]:
    """Who it was given or offered to, the last first."""
    return leads.assignments(lead, None, _FEW).rows


def points(lead: UUID) -> list[tuple[str, str]]:
    """Ways to reach them that tell who they are."""
    rows = ContactPoint.objects.filter(lead_id=lead, shared=False).order_by("id")
    return list(rows.values_list("kind", "value")[:100])


def names(ids: Collection[UUID]) -> dict[UUID, str]:
    """What these members are called, also those who left."""
    return dict(Member.objects.filter(pk__in=list(ids)).values_list("id", "name")) if ids else {}


def colleagues() -> list[tuple[UUID, str]]:
    """Everybody who works here, by name."""
    return list(Member.objects.filter(left_at=None).order_by("name", "id").values_list("id", "name"))


def pools() -> list[tuple[UUID, str]]:
    """Pools that leads can be given to, by name."""
    return list(Pool.objects.filter(retired_at=None).order_by("name").values_list("id", "name"))


def last_fact(lead: UUID, member: UUID, kinds: Collection[FactKind]) -> UUID | None:
    """The last thing of these kinds that somebody wrote down of a lead, and not by a message."""
    named = [one.value for one in kinds]
    rows = Fact.objects.filter(lead_id=lead, member_id=member, kind__in=named).exclude(
        data__has_key="message"
    )
    return rows.order_by("-id").values_list("id", flat=True).first()


def arrival_of(message: UUID) -> tuple[UUID, bytes, str] | None:
    """The lead of a message, its octets as they came, and by which channel; None without octets."""
    row = (
        Message.objects.filter(pk=message, arrival__raw__isnull=False)
        .values_list("lead_id", "arrival__raw", "channel")
        .first()
    )
    if row is None or row[0] is None or row[1] is None:
        return None
    return row[0], bytes(row[1]), row[2]


def lead_of_wait(wait: UUID) -> UUID | None:
    """Whose wait it is."""
    return Wait.objects.filter(pk=wait).values_list("lead_id", flat=True).first()


def stage_since(lead: UUID) -> datetime | None:
    """Since when it is in its stage; None: since it first asked."""
    return Lead.objects.filter(pk=lead).values_list("stage_at", flat=True).first()
