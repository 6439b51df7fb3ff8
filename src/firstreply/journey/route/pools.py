"""Pools: those of the team, and two that are there without anybody having made them."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from firstreply.core.member import Role
from firstreply.core.route import Member, Pool, PoolState, Seat
from firstreply.store import bulk
from firstreply.store.ids import new_id
from firstreply.store.models import Pool as PoolRow
from firstreply.store.queries import routing

EVERYONE: Final = "everyone"  #: takes what no published rule speaks of: all reps in turn
ASIDE: Final = "aside"  #: answers those who are no leads for sales: marketers and managers in turn
_ANSWERING: Final = (frozenset({Role.REP}), frozenset({Role.MANAGER, Role.ADMIN, Role.OWNER}))
_BESIDE: Final = (frozenset({Role.MARKETER, Role.MANAGER}), frozenset({Role.ADMIN, Role.OWNER}))


class Pools:
    """The pools of one batch, as they turn. `now` is each one by id, `before` its state when the batch began.

    The two of our own are rows like others, by name; as long as nobody sets their seats, they seat whoever has the
    role. `kept` False: no rows are made of them, nothing is written. `there`: the pools,
    if they are at hand.
    """

    def __init__(
        self,
        members: Mapping[str, Member],
        settings: Mapping[str, Any],
        *,
        kept: bool = True,
        there: Mapping[str, tuple[str, Pool]] | None = None,
    ) -> None:
        found = routing.pools() if there is None else there
        self._kept = kept
        self._members = members
        self._settings = settings
        self._names = {name: own for own, (name, _) in found.items()}
        self.now = {own: pool for own, (_, pool) in found.items()}
        self.before = {own: pool.state for own, pool in self.now.items()}

    def everyone(self) -> str:
        """Id of the pool of all reps; of all who answer where there is no rep."""
        return self._own(EVERYONE, _ANSWERING)

    def aside(self) -> str:
        """Id of the pool that answers who is no lead for sales: `aside_pool` of the settings, else our own."""
        given = str(self._settings.get("aside_pool", ""))
        return given if given in self.now else self._own(ASIDE, _BESIDE)

    def turned(self, states: Mapping[str, PoolState]) -> None:
        """Whose turn it is now."""
        for own, state in states.items():
            self.now[own] = replace(self.now[own], state=state)

    def changed(self) -> dict[str, PoolState]:
        """States that are not what they were."""
        return {own: pool.state for own, pool in self.now.items() if pool.state != self.before[own]}

    def _own(self, name: str, roles: Collection[frozenset[Role]]) -> str:
        own = self._names.get(name) or self._made(name)
        if not self.now[own].seats:
            self.now[own] = replace(self.now[own], seats=self._seats(roles))
        return own

    def _made(self, name: str) -> str:
        own = new_id()
        pool = Pool(id=str(own), seats=())
        if self._kept:
            bulk.insert(PoolRow, [{"id": own, "name": name, "value": pool.to_dict()}])
        self._names[name], self.now[pool.id], self.before[pool.id] = pool.id, pool, pool.state
        return pool.id

    def _seats(self, roles: Collection[frozenset[Role]]) -> tuple[Seat, ...]:
        for wanted in roles:
            seats = tuple(Seat(member=one.id) for one in self._members.values() if one.roles & wanted)
            if seats:
                return seats
        return ()


def line(before: PoolState, after: PoolState) -> dict[str, Any]:
    """How a line moved: `given` and the places that changed (null: gone), as `PoolState.to_dict` writes them.

    Facts carry this, so that the state can be worked out from them.
    """
    was, now = before.to_dict(), after.to_dict()
    places = {
        member: now["places"].get(member)
        for member in (was["places"] | now["places"])
        if was["places"].get(member) != now["places"].get(member)
    }
    return {"given": now["given"], "places": places}


def pool_id(own: str | None) -> UUID | None:
    """A pool's id as the table has it."""
    return None if own is None else UUID(own)
