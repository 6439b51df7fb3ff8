"""Board: leads by stage, and as one list, in orders that have an index; narrowed by what stands in an address."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT
from orjson import loads

from firstreply.core.sight import SEE_ALL, Viewer
from firstreply.store import bulk
from firstreply.store.models import Lead
from firstreply.store.queries import counts, find, sight
from firstreply.store.queries.counts import InStage
from firstreply.store.queries.deals import NONE, Card, Chosen, Column, Counted, NextStep
from firstreply.store.queries.find import Narrowed
from firstreply.store.queries.paging import After, Order, Page, beyond
from firstreply.store.queries.spelled import Spelled, each, spelled, together
from firstreply.store.tenancy import organisation

#: Left longest first; these two are ordered within a stage, the others over all.
ORDERS: Final = {
    "rotting": Order("contact_at"),
    "value": Order("worth", descending=True),
    "newest": Order("id", descending=True),
    "inquired": Order("inquired_at", descending=True),
    "points": Order("points", descending=True),
}
OF_BOARD: Final = ("rotting", "newest", "value")
_IN_STAGE: Final = frozenset({"rotting", "value"})
CARDS: Final = 20  #: of one stage at first: as many as a high window shows
_TWICE: Final = 2  #: that a lead is in several parts: as its owner's, and as its team's
_PERSONA: Final = Card._fields.index("persona")  #: the last of what is read
MOST_COUNTED: Final = 100  #: where nothing is kept to count by
_NEXT: Final = """
SELECT DISTINCT ON (lead_id) lead_id, title, due_at, member_id FROM task WHERE organisation_id = %(own)s
AND lead_id = ANY(%(ids)s) AND done_at IS NULL AND dropped_at IS NULL ORDER BY lead_id, due_at NULLS LAST, id
"""


def columns(
    who: Viewer, stages: Sequence[str], chosen: Chosen, order: str, now: datetime, limit: int = CARDS
) -> list[Column]:
    """The first cards of each of these stages and what is in it. At most five queries, however many stages and cards.

    Stages that are none of these any more, and still hold leads, come after.
    """
    narrowed = find.narrowed(chosen.text, chosen.facets)
    if narrowed is not None and narrowed.ids is not None:
        return _few(who, stages, chosen, narrowed, order, limit)
    kept = _kept(who, chosen, now) if chosen.is_counted else {}
    keys = [*stages, *sorted(kept.keys() - set(stages))]
    found = _cards(_parts(who, keys, chosen, narrowed, order, None, limit))
    counted = _counted(who, keys, chosen, narrowed, kept)
    pages = {key: _page([one for one in found if one.stage == key], order, limit) for key in keys}
    shown = _with_next([card for page in pages.values() for card in page.rows])
    return [
        Column(
            stage=key,
            cards=[shown[card.id] for card in pages[key].rows],
            after=pages[key].after,
            counted=counted.get(key, NONE),
        )
        for key in keys
    ]


def column(
    who: Viewer, stage: str, chosen: Chosen, order: str, after: After | None, limit: int = CARDS
) -> Page[Card]:
    """More cards of one stage."""
    return rows(who, [stage], chosen, order, after, limit)


def rows(
    who: Viewer,
    stages: Collection[str],
    chosen: Chosen,
    order: str,
    after: After | None,
    limit: int,
    *,
    only_of: Narrowed | None = None,
) -> Page[Card]:
    """Leads of these stages (none: of all that there are) as one list, a page of it; at most three queries."""
    narrowed = only_of or find.narrowed(chosen.text, chosen.facets)
    if narrowed is not None and narrowed.ids is not None:
        page = _few_rows(who, stages, chosen, narrowed, order, after, limit)
        shown = _with_next(page.rows)
        return Page([shown[card.id] for card in page.rows], page.after)
    parts = _parts(who, list(stages), chosen, narrowed, order, after, limit)
    page = _page(_cards(parts, _names(ORDERS[order]), _TWICE * (limit + 1)), order, limit)
    shown = _with_next(page.rows)
    return Page([shown[card.id] for card in page.rows], page.after)


def is_by_stage(order: str) -> bool:
    """Whether an order has an index within a stage only: a list over all names its stages, then."""
    return order in _IN_STAGE


def _conditions(chosen: Chosen) -> Q:
    given: dict[str, Any] = {
        "owner_id": chosen.owner,
        "team_id": chosen.team,
        "source_id": chosen.source,
        "points__gte": chosen.points,
        "owner_id__isnull": chosen.unowned or None,
    }
    return Q(**{name: value for name, value in given.items() if value is not None})


def _sights(who: Viewer, chosen: Chosen, order: str) -> Iterable[Q]:
    """What may be seen, in parts that each have an index in the order that is asked for."""
    if who.role in SEE_ALL or chosen.owner or chosen.team or order not in _IN_STAGE:
        return [sight.seen(who)]
    return [Q(owner_id=who.member), *(Q(team_id=team) for team in sorted(who.teams | who.manages))]


def _parts(
    who: Viewer,
    stages: Sequence[str],
    chosen: Chosen,
    narrowed: Narrowed | None,
    order: str,
    after: After | None,
    limit: int,
) -> list[Spelled]:
    """The first of each of these stages (none: of all), in each part that may be seen."""
    asked = ORDERS[order]
    found: list[Spelled] = []
    for seen in _sights(who, chosen, order):
        of_part = _all(chosen, narrowed).filter(seen)
        if after is not None:
            of_part = of_part.filter(beyond(asked, after))
        rows = of_part.order_by(*_names(asked)).values_list(*Card._fields[:-1])
        found += each(rows, "stage", stages, limit + 1) if stages else [spelled(rows[: limit + 1])]
    return found


def _all(chosen: Chosen, narrowed: Narrowed | None) -> QuerySet[Lead]:
    found = Lead.objects.filter(_conditions(chosen), merged_into=None, withdrawn_at=None)
    return found if narrowed is None else narrowed.of(found)


def _cards(parts: Sequence[Spelled], names: Sequence[str] = (), most: int | None = None) -> list[Card]:
    """What the parts bring; the first `most` of them all in the order of these columns."""
    return [Card._make((*row[:_PERSONA], loads(row[_PERSONA]), None)) for row in together(parts, names, most)]


def _page(found: Iterable[Card], order: str, limit: int) -> Page[Card]:
    """What several parts brought, in order, each once."""
    asked = ORDERS[order]
    once = {card.id: card for card in found}.values()
    ordered = sorted(once, key=lambda card: (getattr(card, asked.column), card.id), reverse=asked.descending)
    last = ordered[limit - 1] if len(ordered) > limit else None
    after = _after(asked, getattr(last, asked.column), last.id) if last else None
    return Page(ordered[:limit], after)


def _with_next(cards: Collection[Card]) -> dict[UUID, Card]:
    told = {"own": organisation(), "ids": [card.id for card in cards]}
    steps = {row[0]: NextStep(*row[1:]) for row in bulk.fetch(_NEXT, told)} if cards else {}
    return {card.id: card._replace(next=steps.get(card.id)) for card in cards}


def _kept(who: Viewer, chosen: Chosen, now: datetime) -> dict[str, InStage]:
    teams = [chosen.team] if chosen.team else []
    return counts.stages(who, now, owner=chosen.owner, unowned=chosen.unowned, teams=teams)


def _counted(
    who: Viewer,
    keys: Sequence[str],
    chosen: Chosen,
    narrowed: Narrowed | None,
    kept: Mapping[str, InStage],
) -> dict[str, Counted]:
    if chosen.is_counted:
        return {key: Counted(one.leads, False, one) for key, one in kept.items()}
    return _up_to(who, keys, chosen, narrowed)


def _few(
    who: Viewer, stages: Sequence[str], chosen: Chosen, narrowed: Narrowed, order: str, limit: int
) -> list[Column]:
    """The board of leads that are few: all of them are looked at once, and those that are shown are read."""
    asked = ORDERS[order]
    seen = _all(chosen, narrowed).filter(sight.seen(who)).order_by(*_names(asked))
    told = seen.annotate(currency=KT("persona__currency"))
    by_stage: dict[str, list[Any]] = {key: [] for key in stages}
    for row in told.values_list("id", "stage", "deal_size", "currency", asked.column):
        by_stage.setdefault(row[1], []).append(row)
    ids = [row[0] for rows in by_stage.values() for row in rows[:limit]]
    shown = _with_next(_cards([spelled(Lead.objects.filter(pk__in=ids).values_list(*Card._fields[:-1]))]))
    return [
        Column(
            stage=key,
            cards=[shown[row[0]] for row in rows[:limit] if row[0] in shown],
            after=_after(asked, rows[limit - 1][4], rows[limit - 1][0]) if len(rows) > limit else None,
            counted=Counted(len(rows), False, InStage(len(rows), _worth(rows), None)),
        )
        for key, rows in by_stage.items()
    ]


def _few_rows(
    who: Viewer,
    stages: Collection[str],
    chosen: Chosen,
    narrowed: Narrowed,
    order: str,
    after: After | None,
    limit: int,
) -> Page[Card]:
    found = _all(chosen, narrowed).filter(sight.seen(who))
    if stages:
        found = found.filter(stage__in=list(stages))
    if after is not None:
        found = found.filter(beyond(ORDERS[order], after))
    ordered = found.order_by(*_names(ORDERS[order])).values_list(*Card._fields[:-1])
    return _page(_cards([spelled(ordered[: limit + 1])]), order, limit)


def _worth(rows: Iterable[Any]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for _, _, worth, currency, _ in rows:
        if worth:
            found[currency or ""] = found.get(currency or "", Decimal(0)) + worth
    return found


def _after(order: Order, value: Any, own: UUID) -> After:
    return After(None if order.column == "id" else value, own)


def _names(order: Order) -> list[str]:
    sign = "-" if order.descending else ""
    return [f"{sign}{one}" for one in dict.fromkeys((order.column, "id"))]


def _up_to(who: Viewer, keys: Sequence[str], chosen: Chosen, narrowed: Narrowed | None) -> dict[str, Counted]:
    """Of many, as many as are counted."""
    seen = _all(chosen, narrowed).filter(sight.seen(who)).order_by()
    found: dict[str, int] = {}
    for (stage,) in together(each(seen.values_list("stage"), "stage", keys, MOST_COUNTED + 1)):
        found[stage] = found.get(stage, 0) + 1
    return {
        stage: Counted(min(leads, MOST_COUNTED), leads > MOST_COUNTED, None) for stage, leads in found.items()
    }
