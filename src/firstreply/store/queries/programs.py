"""Programs: what webhooks were to be told, each try at it, and what they missed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import Count, Min

from firstreply.store.models import Attempt, Delivery
from firstreply.store.queries.deliveries import NEWEST
from firstreply.store.queries.paging import After, Page, given, paged

_MISSED: Final = timedelta(days=30)
_GIVEN_UP: Final = ("failed", "dropped")


class TriedShown(NamedTuple):
    """One try."""

    number: int
    at: datetime
    took_ms: int
    status: int | None
    reason: str
    answer: str


class ToldShown(NamedTuple):
    """What a webhook was to be told, and how that went."""

    id: UUID
    kind: str
    state: str
    lead_id: UUID | None
    wait_id: UUID | None
    created_at: datetime
    not_before: datetime
    attempts: int
    sent_at: datetime | None
    error: str
    tries: Sequence[TriedShown]


class Missed(NamedTuple):
    """How many events a webhook missed, and since when."""

    number: int
    since: datetime | None


def deliveries(
    endpoint: UUID,
    after: After | None,
    limit: int,
    *,
    state: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Page[ToldShown]:
    """What a webhook was to be told, newest first, with every try that is remembered; two queries."""
    plain: dict[str, Any] = {"state": state, "created_at__gte": since, "created_at__lt": until}
    query = Delivery.objects.filter(endpoint_id=endpoint)
    query = query.filter(**given(plain))
    return paged(query, NEWEST, after, limit, _shown)


def delivery(endpoint: UUID, own: UUID) -> ToldShown | None:
    """One of them."""
    return next(iter(_shown(list(Delivery.objects.filter(endpoint_id=endpoint, pk=own)))), None)


def missed(endpoint: UUID, now: datetime) -> Missed:
    """What was given up or dropped within the last 30 days; one query."""
    query = Delivery.objects.filter(endpoint_id=endpoint, state__in=_GIVEN_UP, created_at__gte=now - _MISSED)
    found = query.aggregate(number=Count("id"), since=Min("created_at"))
    return Missed(found["number"], found["since"])


def _shown(rows: list[Delivery]) -> list[ToldShown]:
    names = ToldShown._fields[:-1]
    tries: dict[UUID, list[TriedShown]] = {row.pk: [] for row in rows}
    found = Attempt.objects.filter(delivery_id__in=tries).order_by("id")
    for own, *values in found.values_list("delivery_id", *TriedShown._fields):
        tries[own].append(TriedShown(*values))
    return [ToldShown._make([*(getattr(row, name) for name in names), tries[row.pk]]) for row in rows]
