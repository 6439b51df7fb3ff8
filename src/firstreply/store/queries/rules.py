"""Rules: what a team decided - definitions, pools, SLAs, calendars - and the sources that bring inquiries."""

from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from firstreply.store.models import Calendar, CalendarVersion, Definition, Pool, Sla, Source, WebhookEndpoint
from firstreply.store.queries.paging import After, Order, Page, paged

BY_ID: Final = Order("id")
NEWEST: Final = Order("id", descending=True)


class DefinitionShown(NamedTuple):
    """One version of a definition."""

    id: UUID
    kind: str
    number: int
    value: dict[str, Any]
    state: str
    author_id: UUID | None
    created_at: datetime
    published_at: datetime | None


class PoolShown(NamedTuple):
    """A pool; `state` is whose turn it is."""

    id: UUID
    name: str
    team_id: UUID | None
    value: dict[str, Any]
    state: dict[str, Any]
    retired_at: datetime | None
    revision: int


class SlaShown(NamedTuple):
    """One number of a promise."""

    id: UUID
    name: str
    number: int
    position: int
    covers: str
    condition: dict[str, Any] | None
    seconds: int
    warn_at: list[int]
    ladder: dict[str, Any]
    calendar_id: UUID | None
    priority: str
    created_at: datetime
    retired_at: datetime | None
    origin: UUID | None  #: number 1 of the same promise; None: this is it


class VersionShown(NamedTuple):
    """Working hours as they were from a moment on."""

    id: UUID
    number: int
    value: dict[str, Any]
    created_at: datetime


class CalendarShown(NamedTuple):
    """A calendar with the hours in force now."""

    id: UUID
    name: str
    number: int
    version_id: UUID
    value: dict[str, Any]
    created_at: datetime


class SourceShown(NamedTuple):
    """A source, without its secret."""

    id: UUID
    name: str
    kind: str
    mapping: dict[str, Any]
    settings: dict[str, Any]
    created_at: datetime
    disabled_at: datetime | None
    revision: int


class WebhookShown(NamedTuple):
    """An address that is told what happens, without its secret."""

    id: UUID
    url: str
    events: list[str]
    created_at: datetime
    disabled_at: datetime | None
    failing_since: datetime | None
    off_reason: str
    revision: int


def definitions(
    kind: str | None, state: str | None, after: After | None, limit: int
) -> Page[DefinitionShown]:
    """Versions, newest first; one query."""
    wanted = {name: value for name, value in {"kind": kind, "state": state}.items() if value is not None}
    return paged(Definition.objects.filter(**wanted), NEWEST, after, limit, _definitions)


def definition(definition_id: UUID) -> DefinitionShown | None:
    """One version."""
    return next(iter(_definitions(list(Definition.objects.filter(pk=definition_id)))), None)


def _definitions(rows: list[Definition]) -> list[DefinitionShown]:
    return [DefinitionShown._make(getattr(row, name) for name in DefinitionShown._fields) for row in rows]


def pools(retired: bool, after: After | None, limit: int) -> Page[PoolShown]:
    """Pools, with `retired` also those given up; one query."""
    query = Pool.objects.all() if retired else Pool.objects.filter(retired_at=None)
    return paged(query, BY_ID, after, limit, _pools)


def pool(pool_id: UUID) -> PoolShown | None:
    """One pool."""
    return next(iter(_pools(list(Pool.objects.filter(pk=pool_id)))), None)


def _pools(rows: list[Pool]) -> list[PoolShown]:
    return [PoolShown._make(getattr(row, name) for name in PoolShown._fields) for row in rows]


def slas(retired: bool, after: After | None, limit: int) -> Page[SlaShown]:
    """Promises, with `retired` also former numbers; one query."""
    query = Sla.objects.all() if retired else Sla.objects.filter(retired_at=None)
    return paged(query, BY_ID, after, limit, _slas)


def sla(sla_id: UUID) -> SlaShown | None:
    """One number of a promise."""
    return next(iter(_slas(list(Sla.objects.filter(pk=sla_id)))), None)


def _slas(rows: list[Sla]) -> list[SlaShown]:
    return [SlaShown._make(getattr(row, name) for name in SlaShown._fields) for row in rows]


def calendars(after: After | None, limit: int) -> Page[CalendarShown]:
    """Calendars with their newest version; two queries."""
    return paged(Calendar.objects.all(), BY_ID, after, limit, newest_hours)


def calendar(calendar_id: UUID) -> CalendarShown | None:
    """One calendar with its newest version."""
    return next(iter(newest_hours(list(Calendar.objects.filter(pk=calendar_id)))), None)


def newest_hours(rows: list[Calendar]) -> list[CalendarShown]:
    """Calendars with the hours in force; one query."""
    newest = CalendarVersion.objects.filter(calendar__in=rows).order_by("calendar_id", "-number")
    found = {one.calendar_id: one for one in newest.distinct("calendar_id")}
    return [
        CalendarShown(row.pk, row.name, last.number, last.pk, last.value, row.created_at)
        for row in rows
        if (last := found.get(row.pk))
    ]


def calendar_versions(calendar_id: UUID, after: After | None, limit: int) -> Page[VersionShown]:
    """All versions of a calendar, newest first; one query."""
    query = CalendarVersion.objects.filter(calendar_id=calendar_id)
    return paged(query, NEWEST, after, limit, _versions)


def calendar_version(calendar_id: UUID, version_id: UUID) -> VersionShown | None:
    """One version of that calendar."""
    rows = CalendarVersion.objects.filter(calendar_id=calendar_id, pk=version_id)
    return next(iter(_versions(list(rows))), None)


def _versions(rows: list[CalendarVersion]) -> list[VersionShown]:
    return [VersionShown._make(getattr(row, name) for name in VersionShown._fields) for row in rows]


def sources(disabled: bool, after: After | None, limit: int) -> Page[SourceShown]:
    """Sources, with `disabled` also those switched off; one query."""
    query = Source.objects.all() if disabled else Source.objects.filter(disabled_at=None)
    return paged(query, BY_ID, after, limit, _sources)


def source(source_id: UUID) -> SourceShown | None:
    """One source."""
    return next(iter(_sources(list(Source.objects.filter(pk=source_id)))), None)


def _sources(rows: list[Source]) -> list[SourceShown]:
    return [SourceShown._make(getattr(row, name) for name in SourceShown._fields) for row in rows]


def webhooks(after: After | None, limit: int) -> Page[WebhookShown]:
    """Addresses that are told what happens; one query."""
    return paged(WebhookEndpoint.objects.all(), BY_ID, after, limit, _webhooks)


def webhook(webhook_id: UUID) -> WebhookShown | None:
    """One of them."""
    return next(iter(_webhooks(list(WebhookEndpoint.objects.filter(pk=webhook_id)))), None)


def _webhooks(rows: list[WebhookEndpoint]) -> list[WebhookShown]:
    return [WebhookShown._make(getattr(row, name) for name in WebhookShown._fields) for row in rows]
