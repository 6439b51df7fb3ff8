"""Cursor: where the next rows of a list begin, as text in an address."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from firstreply.store.queries.board import ORDERS
from firstreply.store.queries.paging import After


def written(order: str, after: After) -> str:
    """The text that `read` reads."""
    if ORDERS[order].column == "id":
        return str(after.id)
    value = after.value.isoformat() if isinstance(after.value, datetime) else str(after.value)
    return f"{value}~{after.id}"


def read(order: str, text: str) -> After | None:
    """Where to go on; None for what is no such text: the list begins."""
    value, _, own = text.rpartition("~")
    column = ORDERS[order].column
    try:
        found = UUID(own)
        if column == "id":
            return After(None, found)
        if column.endswith("_at"):
            at = datetime.fromisoformat(value)
            return After(at, found) if at.tzinfo else None
        number = Decimal(value)
        return After(number if column == "worth" else int(number), found) if number.is_finite() else None
    except (ValueError, InvalidOperation, OverflowError):
        return None
