"""Standing: what a team has set changes rarely and is asked for with every inquiry: read once, kept until it changes.

Whether it did is seen by the rows themselves: a number of each table is made of where its rows are and who wrote them
(`ctid`, `xmin`), which every insert, update and delete changes, whoever does it and however. One statement asks for the
numbers of all tables.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeVar
from uuid import UUID

from firstreply.store import bulk
from firstreply.store.tenancy import organisation

#: What is looked at; `organisation` has no other column that names it.
TABLES: Final = (
    "organisation", "member", "membership", "identity", "team", "leave", "calendar_version", "definition", "sla",
    "webhook_endpoint", "push_subscription",
)  # fmt: skip
_NUMBER: Final = (
    "(SELECT (count(*), bit_xor(hashtextextended(xmin::text || ctid::text, 0)))::text"
    " FROM {table} WHERE {own} = %(own)s)"
)
_NUMBERS: Final = "SELECT " + ", ".join(
    _NUMBER.format(table=one, own="id" if one == "organisation" else "organisation_id") for one in TABLES
)
_MOST: Final = 10_000  #: answers of one process
_Answer = TypeVar("_Answer")
_Numbers = dict[str, str]

_seen: ContextVar[_Numbers | None] = ContextVar("standing_numbers", default=None)
_kept: dict[tuple[UUID, Callable[[], Any]], tuple[tuple[str, ...], Any]] = {}


@contextmanager
def looked_at_once() -> Iterator[None]:
    """What the team has set is as it was when first asked for, until the block ends: for one that changes none of it.

    Inside a transaction that acts for an organisation.
    """
    token = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(token)


def unless_changed(question: Callable[[], _Answer], *tables: str) -> _Answer:
    """The answer to a question of these tables about the acting organisation: the last one, if none of them changed.

    Only within `looked_at_once`; elsewhere it is asked. Nobody may change an answer.
    """
    seen = _seen.get()
    if seen is None:
        return question()
    if not seen:
        seen.update(zip(TABLES, bulk.fetch(_NUMBERS, {"own": organisation()})[0], strict=True))
    own, numbers = (organisation(), question), tuple(seen[one] for one in tables)
    before = _kept.get(own)
    if before is not None and before[0] == numbers:
        answer: _Answer = before[1]
        return answer
    if len(_kept) >= _MOST:
        _kept.clear()
    answer = question()
    _kept[own] = (numbers, answer)
    return answer
