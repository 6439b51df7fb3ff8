"""Deliveries: what had to reach somebody, and whether it did."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from firstreply.core.sight import SEE_ALL, Viewer
from firstreply.store.models import Delivery
from firstreply.store.queries.paging import After, Order, Page, given, paged

NEWEST: Final = Order("id", descending=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which deliveries; None asks for nothing."""

    channel: str | None = None
    state: str | None = None
    member: UUID | None = None
    endpoint: UUID | None = None
    lead: UUID | None = None


class DeliveryShown(NamedTuple):
    """A delivery, without what it said."""

    id: UUID
    channel: str
    kind: str
    state: str
    member_id: UUID | None
    endpoint_id: UUID | None
    lead_id: UUID | None
    wait_id: UUID | None
    created_at: datetime
    not_before: datetime
    attempts: int
    sent_at: datetime | None
    error: str


def page(who: Viewer, wanted: Wanted, after: After | None, limit: int) -> Page[DeliveryShown]:
    """Deliveries that the viewer may see, newest first; one query."""
    plain: dict[str, Any] = {
        "channel": wanted.channel,
        "state": wanted.state,
        "member_id": wanted.member,
        "endpoint_id": wanted.endpoint,
        "lead_id": wanted.lead,
    }
    query = _seen(who).filter(**given(plain))
    return paged(query, NEWEST, after, limit, _shown)


def one(who: Viewer, delivery: UUID) -> DeliveryShown | None:
    """One delivery, if the viewer may see it."""
    return next(iter(_shown(list(_seen(who).filter(pk=delivery)))), None)


def _seen(who: Viewer) -> QuerySet[Delivery]:
    """Everyone sees what was meant for them; who sees all leads sees all deliveries."""
    if who.role in SEE_ALL or who.member is None:
        return Delivery.objects.all()
    return Delivery.objects.filter(member_id=who.member)


def _shown(rows: list[Delivery]) -> list[DeliveryShown]:
    return [DeliveryShown._make(getattr(row, name) for name in DeliveryShown._fields) for row in rows]
