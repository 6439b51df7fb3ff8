"""Shares: how much everybody has, and whose turn it is in each pool, from the facts of who was given what."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from firstreply.core.fact import FactKind
from firstreply.core.lead.story import Told
from firstreply.core.route import PoolState
from firstreply.journey.rebuild.findings import Findings, Table
from firstreply.store.models import Load, Member, Pool
from firstreply.store.queries import truth

LOAD: Final = Table(model=Load, columns=("open_waits", "day", "day_count", "assigned_at"), key="member_id")
POOL: Final = Table(model=Pool, columns=("state",))
#: Facts that all this is worked out from.
KINDS: Final = frozenset({FactKind.ASSIGNED, FactKind.OFFERED})


@dataclass(frozen=True, slots=True)
class _Day:
    day: date | None = None
    count: int = 0
    at: datetime | None = None


@dataclass(slots=True)
class Shares:
    """What facts come to, one after another, in the order in which they were recorded."""

    days: dict[UUID, _Day] = field(default_factory=dict)  #: by member
    lines: dict[UUID, dict[str, Any]] = field(
        default_factory=dict
    )  #: states of pools, as PoolState reads them

    def take(self, one: Told) -> None:
        """The next fact."""
        if "day" in one.data:
            member, day = UUID(one.data["member"]), date.fromisoformat(one.data["day"])
            before = self.days.get(member, _Day())
            self.days[member] = _Day(
                day, before.count + 1 if before.day == day else 1, _latest(before.at, one)
            )
        if "line" in one.data:
            self._move(UUID(one.data["pool"]), one.data["line"])
        for pool, line in one.data.get("lines", {}).items():
            self._move(UUID(pool), line)

    def _move(self, pool: UUID, line: Mapping[str, Any]) -> None:
        before = self.lines.get(pool, {"version": 1, "given": 0, "places": {}})
        places = {**before["places"], **line["places"]}
        there = {member: place for member, place in places.items() if place is not None}
        self.lines[pool] = {**before, "given": line["given"], "places": there}


def shares(told: Iterable[Told], held: Counter[UUID], found: Findings, *, write: bool) -> None:
    """Loads and states of pools; `held` is how many open waits each member has."""
    known = Shares()
    for one in told:
        known.take(one)
    _loads(known, held + Counter(truth.open_offers()), found, write)
    _pools(known, found, write)


def _loads(known: Shares, held: Counter[UUID], found: Findings, write: bool) -> None:
    """A member who never had anything may have a row or none."""
    stored = LOAD.stored()
    there = set(Member.objects.values_list("id", flat=True))
    rebuilt = {member: _load(known, held, member) for member in there & {*stored, *known.days, *held}}
    changes = LOAD.compare(stored, rebuilt, found)
    if write:
        changes.insert()
        changes.update()


def _load(known: Shares, held: Counter[UUID], member: UUID) -> dict[str, Any]:
    day = known.days.get(member, _Day())
    return {"open_waits": held[member], "day": day.day, "day_count": day.count, "assigned_at": day.at}


def _pools(known: Shares, found: Findings, write: bool) -> None:
    stored = {own: {**row, "state": _state(row["state"])} for own, row in POOL.stored().items()}
    rebuilt = {own: {"state": _state(known.lines.get(own, {}))} for own in stored}
    changes = POOL.compare(stored, rebuilt, found)
    if write:
        changes.update()


def _state(raw: Any) -> dict[str, Any]:
    """A pool that has not begun says so in one way."""
    return PoolState.from_dict(raw).to_dict()


def _latest(before: datetime | None, one: Told) -> datetime:
    """Routing keeps whole seconds, people's acts their instant (`journey.loads`)."""
    if "line" not in one.data and one.wait is None:
        return one.at
    at = one.at.replace(microsecond=0)
    return at if before is None else max(before.replace(microsecond=0), at)
