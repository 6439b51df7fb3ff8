"""Paging: the next so many rows of a list in a fixed order, stable while rows are added."""

from collections.abc import Callable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row")
MOST = 200  #: rows of one page


class Order(NamedTuple):
    """By which column, and which way; rows with equal values go by id, the same way. Missing values come last."""

    column: str
    descending: bool = False
    nullable: bool = False


class After(NamedTuple):
    """The last row that was seen: its value in the order's column (None where it had none) and its id."""

    value: Any
    id: UUID


class Page(NamedTuple, Generic[Row]):
    """Rows, and where the next page begins; None on the last one."""

    rows: list[Row]
    after: After | None


def paged(
    query: QuerySet[Any],
    order: Order,
    after: After | None,
    limit: int,
    read: Callable[[list[Any]], list[Row]],
) -> Page[Row]:
    """One page of `query`, one query for it. `read` makes rows of the models found, at most once."""
    sign = "-" if order.descending else ""
    names = ["id"] if order.column == "id" else [order.column, "id"]
    if after is not None:
        query = query.filter(beyond(order, after))
    found = list(query.order_by(*(f"{sign}{name}" for name in names))[: limit + 1])
    more = len(found) > limit
    found = found[:limit]
    last = After(_value(found[-1], order), found[-1].pk) if more else None
    return Page(read(found), last)


def given(wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Of the conditions of a list those that are asked for: None asks for nothing."""
    return {name: value for name, value in wanted.items() if value is not None}


def _value(row: Model, order: Order) -> Any:
    return None if order.column == "id" else getattr(row, order.column)


def beyond(order: Order, after: After) -> Q:
    """What comes after that row in that order."""
    way = "lt" if order.descending else "gt"
    beyond_id = Q(**{f"id__{way}": after.id})
    if order.column == "id":
        return beyond_id
    if after.value is None:
        return Q(**{order.column: None}) & beyond_id
    further = Q(**{f"{order.column}__{way}": after.value}) | (Q(**{order.column: after.value}) & beyond_id)
    if order.nullable:
        return further | Q(**{order.column: None})
    # The bound on the column alone is what an index can begin at.
    return Q(**{f"{order.column}__{way}e": after.value}) & further
