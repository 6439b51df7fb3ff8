"""Leads: lists and single ones, what happened to them, and who they were given to and why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from firstreply.core.lead import fold
from firstreply.core.qualify import Rule
from firstreply.core.sight import Viewer
from firstreply.store.models import Assignment, ContactPoint, Fact, Lead, Message
from firstreply.store.queries import sight
from firstreply.store.queries.paging import After, Order, Page, paged
from firstreply.store.queries.rule_filter import to_q

ORDERS: Final = {
    "newest": Order("id", descending=True),
    "inquired": Order("inquired_at", descending=True),
    "points": Order("points", descending=True),
}
TOLD: Final = Order("at", descending=True)
GIVEN: Final = Order("at", descending=True)
_LAST: Final = "\U0010ffff"  #: after whatever may follow a prefix, byte by byte


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which leads; None asks for nothing. `text` is what a name, company, e-mail or phone number begins with."""

    stage: str | None = None
    owner: UUID | None = None
    unowned: bool | None = None
    team: UUID | None = None
    source: UUID | None = None
    qualified: str | None = None
    least_points: int | None = None
    text: str | None = None
    rule: Rule | None = None
    today: date | None = None  #: the day that ages in the rule are counted to


class LeadShown(NamedTuple):
    """A lead as it is shown."""

    id: UUID
    name: str
    company: str
    persona: dict[str, Any]
    stage: str
    points: int
    point_reasons: list[Any]
    qualified: str
    qualified_reasons: dict[str, Any]
    owner_id: UUID | None
    team_id: UUID | None
    source_id: UUID | None
    created_at: datetime
    inquired_at: datetime
    last_in_at: datetime | None
    revision: int
    touches: dict[str, Any]
    consents: dict[str, Any]


class Told(NamedTuple):
    """Something that happened to a lead: a fact, or a message with `direction`."""

    id: UUID
    at: datetime
    kind: str
    member_id: UUID | None
    channel: str
    wait_id: UUID | None
    data: dict[str, Any]


class Given(NamedTuple):
    """Who a lead was given to, and every reason."""

    id: UUID
    at: datetime
    kind: str
    member_id: UUID | None
    team_id: UUID | None
    pool_id: UUID | None
    definition_id: UUID | None
    wait_id: UUID | None
    until: datetime | None
    reasons: dict[str, Any]


def page(who: Viewer, wanted: Wanted, order: str, after: After | None, limit: int) -> Page[LeadShown]:
    """The leads that the viewer may see and wants; one query."""
    query = sight.leads(who).filter(*_conditions(wanted))
    return paged(query.only(*LeadShown._fields), ORDERS[order], after, limit, _shown)


def one(who: Viewer, lead: UUID) -> LeadShown | None:
    """One lead, if the viewer may see it."""
    return next(iter(_shown(list(sight.leads(who).filter(pk=lead)))), None)


def several(who: Viewer, ids: Collection[UUID]) -> list[LeadShown]:
    """Those of these leads that the viewer may see; one query, none for none."""
    return _shown(list(sight.leads(who).filter(pk__in=list(ids)))) if ids else []


class Staged(NamedTuple):
    """Where a lead is, and since when; None: since it was first heard of."""

    id: UUID
    name: str
    stage: str
    stage_at: datetime | None


def staged(who: Viewer, lead: UUID) -> Staged | None:
    """In which stage a lead is, if the viewer may see it."""
    row = sight.leads(who).filter(pk=lead).values_list(*Staged._fields).first()
    return None if row is None else Staged(*row)


def merged(who: Viewer, lead: UUID) -> UUID | None:
    """The lead, if the viewer may see what it was merged into; one that was not merged, if they may see it itself."""
    into = Lead.objects.filter(pk=lead).values_list("merged_into_id", flat=True).first()
    return lead if one(who, into or lead) is not None else None


def offered(offer: UUID) -> UUID | None:
    """The lead that was offered, to one member or to all of a pool."""
    proposed = Assignment.objects.filter(Q(kind="offered") | Q(pool__isnull=False), pk=offer)
    return proposed.values_list("lead_id", flat=True).first()


def timeline(lead: UUID, after: After | None, limit: int) -> Page[Told]:
    """What happened, newest first: facts and messages, one query each."""
    facts = paged(
        Fact.objects.filter(lead_id=lead), TOLD, after, limit, lambda rows: [_fact(row) for row in rows]
    )
    said = Message.objects.filter(lead_id=lead).defer("envelope")
    messages = paged(said, TOLD, after, limit, lambda rows: [_message(row) for row in rows])
    found = sorted(facts.rows + messages.rows, key=lambda told: (told.at, told.id), reverse=True)
    more = len(found) > limit or facts.after is not None or messages.after is not None
    found = found[:limit]
    return Page(found, After(found[-1].at, found[-1].id) if more and found else None)


def assignments(lead: UUID, after: After | None, limit: int) -> Page[Given]:
    """Who it was given to, newest first; one query."""
    query = Assignment.objects.filter(lead_id=lead)
    return paged(query, GIVEN, after, limit, _given)


def _conditions(wanted: Wanted) -> list[Q]:
    plain = {
        "stage": wanted.stage,
        "owner_id": wanted.owner,
        "team_id": wanted.team,
        "source_id": wanted.source,
        "qualified": wanted.qualified,
        "points__gte": wanted.least_points,
        "owner__isnull": wanted.unowned,
    }
    found = [Q(**{name: value}) for name, value in plain.items() if value is not None]
    if wanted.text is not None and (text := fold(wanted.text)):
        found.append(begins(text))
    if wanted.rule is not None:
        found.append(to_q(wanted.rule, today=wanted.today))
    return found


def begins(text: str, most: int | None = None) -> Q:
    """Leads of which something begins so, folded; of each field `most` are looked at.

    Bounds, not LIKE: row-level security lets no index serve LIKE. One union, not one condition or another: those would
    have every lead looked at.
    """
    parts = [_ids(Lead.objects, column, text)[:most] for column in ("name_key", "company_key")]
    points: Any = ContactPoint.objects
    for kind in ("email", "phone", "customer", "messenger"):
        parts.append(_ids(points.filter(kind=kind), "value", text, "lead_id")[:most])
    return Q(pk__in=parts[0].union(*parts[1:], all=True))


def _ids(query: Any, column: str, text: str, of: str = "pk") -> QuerySet[Any, Any]:
    bounds = {f"{column}__gte": text, f"{column}__lt": text + _LAST}
    found: QuerySet[Any, Any] = query.filter(**bounds).values(of)
    return found


def _shown(rows: list[Lead]) -> list[LeadShown]:
    return [LeadShown._make(getattr(row, name) for name in LeadShown._fields) for row in rows]


def _given(rows: list[Assignment]) -> list[Given]:
    return [Given._make(getattr(row, name) for name in Given._fields) for row in rows]


def _fact(row: Fact) -> Told:
    return Told(row.id, row.at, row.kind, row.member_id, row.channel, row.wait_id, row.data)


def _message(row: Message) -> Told:
    data = {
        "class": row.overruled or row.kind,
        "evidence": row.evidence,
        "party": row.party,
        "author": row.author_name,
        "subject": row.subject,
        "body": row.body,
    }
    return Told(row.pk, row.at, "message", row.author_id, row.channel, None, data)


def names(who: Viewer, ids: Collection[UUID]) -> dict[str, str]:
    """What those of these leads are called that the viewer may see, by id as text; one query."""
    rows = sight.leads(who).filter(pk__in=list(ids)).values_list("id", "name", "company") if ids else ()
    return {str(own): name or company for own, name, company in rows}
