"""Pages: lists in parts, by opaque cursors that stay true while rows are added."""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from firstreply.api.problem import Fault, Problem
from firstreply.store.queries.paging import MOST, After, Order, Page

Item = TypeVar("Item")
_LONGEST: Final = 400

Cursor = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9_-]+$",
        max_length=_LONGEST,
        description="`next` of the page before. It belongs to the same list in the same order.",
    ),
]


class Paging(Schema):
    """Which part of a list."""

    limit: int = Field(50, ge=1, le=MOST, description="How many at most.")
    cursor: Cursor | None = None


class PageOf(Schema, Generic[Item]):
    """One part of a list."""

    items: list[Item]
    next: str | None = Field(description="Cursor of the next page; null on the last one.")


def after(paging: Paging, order: Order, name: str = "") -> After | None:
    """Where to begin. Raises Problem 422 for a cursor that is not of a list in this order."""
    if paging.cursor is None:
        return None
    try:
        padded = paging.cursor + "=" * (-len(paging.cursor) % 4)
        ordered, value, row_id = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if ordered != (name or order.column):
            raise ValueError(ordered)
        return After(_read(value, order), UUID(row_id))
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise Problem(422, "fields_invalid", errors=[Fault("cursor", "cursor_unknown", {})]) from error


def told(
    request: HttpRequest, response: HttpResponse, page: Page[Any], order: Order, name: str = ""
) -> Mapping[str, Any]:
    """The page as it is sent; `Link` leads to the next one."""
    following = None if page.after is None else _written(page.after, name or order.column)
    if following is not None:
        query = urlencode([*_asked(request), ("cursor", following)])
        response["Link"] = f'<{settings.FIRSTREPLY_ADDRESS}{request.path}?{query}>; rel="next"'
    return {"items": page.rows, "next": following}


def _asked(request: HttpRequest) -> list[tuple[str, str]]:
    return [(key, value) for key in request.GET if key != "cursor" for value in request.GET.getlist(key)]


def _written(at: After, name: str) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([name, at.value, str(at.id)])).decode().rstrip("=")


def _read(value: Any, order: Order) -> Any:
    if order.column == "at" or order.column.endswith("_at"):
        if value is None and order.nullable:
            return None
        found = datetime.fromisoformat(value)
        if found.tzinfo is None:
            raise ValueError(value)
        return found
    if order.column == "id":
        return None
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 1 << 31:
        raise ValueError(value)
    return value
