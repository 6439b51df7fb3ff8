"""Waits: who is owed an answer, where the promises stand, and why a number is what it is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When
from django.db.models.functions import TruncSecond

from firstreply.core.fact import FactKind
from firstreply.core.respond import Outcome
from firstreply.core.sight import SEE_ALL, Viewer
from firstreply.core.sla import Standing
from firstreply.store.models import CalendarVersion, Fact, Message, Sla, Wait
from firstreply.store.queries import sight
from firstreply.store.queries.paging import After, Order, Page, paged

ORDERS: Final = {
    "due": Order("due_at", nullable=True),
    "started": Order("started_at", descending=True),
    "newest": Order("id", descending=True),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which waits; None asks for nothing. `standing` as of `now`."""

    now: datetime
    state: Outcome | None = None
    owner: UUID | None = None
    lead: UUID | None = None
    channel: str | None = None
    standing: Standing | None = None
    first: bool | None = None
    since: datetime | None = None  #: started then or later
    until: datetime | None = None  #: started before


class WaitShown(NamedTuple):
    """A wait as it is shown. `standing` is None for one that no promise covers."""

    id: UUID
    lead_id: UUID | None
    conversation_id: UUID
    party: str
    channel: str
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    evidence: str
    first: bool
    truncated: bool
    owner_id: UUID | None
    first_owner_id: UUID | None
    author_id: UUID | None
    author_name: str
    touched_at: datetime | None
    assigned_at: datetime | None
    called_at: datetime | None
    sla_id: UUID | None
    due_at: datetime | None
    missed_at: datetime | None
    standing: str | None
    revision: int


class Behind(NamedTuple):
    """What a wait was worked out from."""

    opened: "Said | None"
    joined: list["Said"]  #: chasers
    ended: "Said | None"
    frozen: "Hours | None"  #: with the promise, if one was made; None: 24/7
    whose: UUID | None  #: by whose hours it is measured where nothing was promised
    promise: "Promised | None"
    pauses: list[tuple[bool, datetime]]  #: stopped (true) or went on (false), in order


class Said(NamedTuple):
    """A message that a wait was worked out from."""

    id: UUID
    at: datetime
    kind: str  #: its class
    evidence: str
    party: str
    author_name: str
    subject: str


class Hours(NamedTuple):
    """The working hours that were in force."""

    calendar: UUID
    version: UUID
    number: int
    name: str
    value: dict[str, Any]


class Promised(NamedTuple):
    """The promise that was frozen."""

    sla: UUID
    name: str
    number: int
    seconds: int
    warn_at: list[int]


def page(who: Viewer, wanted: Wanted, order: str, after: After | None, limit: int) -> Page[WaitShown]:
    """The waits that the viewer may see and wants; one query."""
    query = _judged(sight.waits(who).filter(*_conditions(wanted)), wanted.now)
    if wanted.standing is not None:
        query = query.filter(Q(standing=wanted.standing.value))
    return paged(query, ORDERS[order], after, limit, _shown)


def one(who: Viewer, wait: UUID, now: datetime) -> WaitShown | None:
    """One wait, if the viewer may see it."""
    return next(iter(_shown(list(_judged(sight.waits(who).filter(pk=wait), now)))), None)


def some(who: Viewer, ids: Collection[UUID], now: datetime) -> dict[UUID, WaitShown]:
    """Those of some waits that the viewer may see, by id; one query."""
    found = _shown(list(_judged(sight.waits(who).filter(pk__in=ids), now)))
    return {one.id: one for one in found}


def message_ids(ids: Collection[UUID]) -> dict[UUID, tuple[str, str]]:
    """By which messages some waits were opened and ended, as mail calls them ("": by none); one query."""
    rows = Wait.objects.filter(pk__in=ids).values_list(
        "id", "opened_by__external_id", "ended_by__external_id"
    )
    return {own: (opened, ended or "") for own, opened, ended in rows}


def said(who: Viewer, message: UUID) -> Said | None:
    """One message, if the viewer may see its lead, or all leads."""
    query = Message.objects.filter(pk=message).defer("envelope", "body")
    if who.role not in SEE_ALL:
        query = query.filter(lead_id__in=sight.leads(who).values("pk"))
    return next(iter(map(_said, query)), None)


def behind(wait: WaitShown) -> Behind:
    """The messages, hours, promise and pauses from which this wait was worked out; three queries at most."""
    row = Wait.objects.select_related("calendar_version__calendar", "sla").get(pk=wait.id)
    chasers = [UUID(one) for one in row.joined]
    ids = [one for one in (row.opened_by_id, row.ended_by_id, *chasers) if one is not None]
    said = {one.id: one for one in map(_said, Message.objects.filter(pk__in=ids).defer("envelope", "body"))}
    stops = Fact.objects.filter(wait_id=wait.id, kind__in=_PAUSES).order_by("at", "id")
    pauses = [(kind == FactKind.PAUSED.value, at) for kind, at in stops.values_list("kind", "at")]
    return Behind(
        opened=said.get(row.opened_by_id),
        joined=sorted((said[one] for one in chasers if one in said), key=lambda one: one.at),
        ended=said.get(row.ended_by_id) if row.ended_by_id else None,
        frozen=_hours(row.calendar_version),
        whose=row.owner_id or _id(row.addressed),
        promise=_promised(row.sla),
        pauses=pauses,
    )


_PAUSES: Final = (FactKind.PAUSED.value, FactKind.RESUMED.value)


def _judged(query: QuerySet[Wait], now: datetime) -> QuerySet[Wait]:
    """With `standing` as `core.sla.standing` has it: whole seconds are compared; null where nothing was promised."""
    missed, pending = Value(Standing.MISSED.value), Value(Standing.PENDING.value)
    met = Q(due_whole__gte=F("ended_whole"))
    verdict = Case(
        When(Q(due_at=None) | Q(outcome=Outcome.VOIDED.value), then=Value(None)),
        When(_lasts(now) & Q(due_whole__lt=now.replace(microsecond=0)), then=missed),
        When(_lasts(now), then=pending),
        When(outcome=Outcome.DISMISSED.value, then=Value(Standing.DISMISSED.value)),
        When(met, then=Value(Standing.MET.value)),
        default=missed,
        output_field=CharField(null=True),
    )
    whole = {"due_whole": TruncSecond("due_at"), "ended_whole": TruncSecond("ended_at")}
    return query.annotate(**whole).annotate(standing=verdict)


def _lasts(now: datetime) -> Q:
    return Q(ended_at=None) | Q(ended_at__gt=now)


def _conditions(wanted: Wanted) -> list[Q]:
    plain = {
        "outcome": wanted.state,
        "owner_id": wanted.owner,
        "lead_id": wanted.lead,
        "channel": wanted.channel,
        "first": wanted.first,
        "started_at__gte": wanted.since,
        "started_at__lt": wanted.until,
    }
    return [Q(**{name: value}) for name, value in plain.items() if value is not None]


def _shown(rows: list[Wait]) -> list[WaitShown]:
    return [WaitShown._make(getattr(row, name) for name in WaitShown._fields) for row in rows]


def _said(row: Message) -> Said:
    kind = row.overruled or row.kind
    return Said(row.pk, row.at, kind, row.evidence, row.party, row.author_name, row.subject)


def _id(text: str) -> UUID | None:
    """Whom a wait was addressed to: a member's id, or whatever an archive called them."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _hours(row: CalendarVersion | None) -> Hours | None:
    return None if row is None else Hours(row.calendar_id, row.pk, row.number, row.calendar.name, row.value)


def _promised(row: Sla | None) -> Promised | None:
    return None if row is None else Promised(row.pk, row.name, row.number, row.seconds, row.warn_at)
