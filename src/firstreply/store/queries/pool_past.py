"""Pool past: what a pool was after each change of it, read back from what was recorded of these changes."""

from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.store.models import Fact, Pool
from firstreply.store.queries.rules import PoolShown

_MOST: Final = 50  #: changes that are shown


class PoolVersion(NamedTuple):
    """A pool as it was from one change to the next; `number` is its revision."""

    number: int
    name: str
    team_id: UUID | None
    value: dict[str, Any]
    retired: bool
    at: datetime
    author_id: UUID | None


def pool_versions(row: PoolShown) -> list[PoolVersion]:
    """The last states of that pool, newest first; the first is what it is now. One query."""
    facts = Fact.objects.filter(
        lead_id=None, kind=FactKind.DECIDED.value, data__what=Pool._meta.db_table, data__id=str(row.id)
    ).order_by("-at", "-id")[:_MOST]
    now: dict[str, Any] = {
        "name": row.name, "team_id": row.team_id, "value": row.value, "retired_at": row.retired_at,
    }  # fmt: skip
    found = []
    for n, fact in enumerate(facts):
        found.append(_version(row.revision - n, now, fact))
        now |= {name: one for name, one in fact.data["before"].items() if name in now}
    return found


def pools_gone() -> list[tuple[UUID, str]]:
    """Pools that are given no more leads, by name."""
    return list(Pool.objects.exclude(retired_at=None).order_by("name").values_list("pk", "name")[:_MOST])


def _version(number: int, now: dict[str, Any], fact: Fact) -> PoolVersion:
    team = now["team_id"]
    return PoolVersion(
        number=number,
        name=now["name"],
        team_id=None if team is None else UUID(str(team)),
        value=now["value"],
        retired=now["retired_at"] is not None,
        at=fact.at,
        author_id=fact.member_id,
    )
