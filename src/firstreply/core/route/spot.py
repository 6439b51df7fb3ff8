"""Spots: members as they stand in one batch, with what the batch has given them so far. The only things that change."""

from collections.abc import Iterable, Mapping
from math import lcm
from typing import Final

from firstreply.core.route.assignment import Skip, Skipped
from firstreply.core.route.case import Load
from firstreply.core.route.member import Capacity, Member

#: One turn of a full seat of weight 1. Divisible by every weight (1 to 100) in every quarter of a newcomer's rise.
TURN: Final = 3 * lcm(*range(1, 101))
FULL: Final = 4  #: quarters of a share


class Spot:
    """A member in one pool (or one last resort) during one batch."""

    __slots__ = (
        "away", "full", "level", "limits", "member", "name", "opens", "passed", "position", "rank", "stride", "tally",
        "weight",
    )  # fmt: skip

    def __init__(self, member: Member | None, name: str, position: int, weight: int, quarters: int) -> None:
        self.member = member
        self.name = name
        self.position = position
        self.weight = weight * quarters
        self.stride = TURN * FULL // self.weight  #: what one turn costs
        self.level = 0  #: turns had, in units of TURN, divided by weight
        self.passed = False  #: their turn came while they were not there
        self.away: Skipped | None = None
        self.full: Skipped | None = None
        self.opens: int | None = None  #: when they work next; None: not asked yet, or never
        self.rank = 0  #: asked before the load, lower first
        self.limits: tuple[tuple[Skip, int | None], ...] = ()
        self.tally = Tally(Load())

    def limit(self, capacity: Capacity, newcomer: int | None) -> None:
        """How much they may be given: the limits as a pool sets them."""
        self.limits = (
            (Skip.AT_CAPACITY, capacity.open),
            (Skip.DAY_FULL, capacity.per_day),
            (Skip.NEWCOMER_LIMIT, newcomer),
        )

    def fill(self) -> None:
        """Look which limit they have reached, the first one of several."""
        for reason, limit in self.limits:
            held = self.tally.open if reason is Skip.AT_CAPACITY else self.tally.today
            if limit is not None and held >= limit:
                self.full = Skipped(self.name, reason, limit)
                return

    @property
    def blocked(self) -> Skipped | None:
        return self.away or self.full


class Tally:
    """What one member has while the batch goes on."""

    __slots__ = ("last_at", "open", "today", "watchers")

    def __init__(self, load: Load) -> None:
        self.open, self.today, self.last_at = load
        self.watchers: list[Watcher] = []

    @property
    def load(self) -> Load:
        return Load(self.open, self.today, self.last_at)

    def give(self, now: int) -> None:
        self.open += 1
        self.today += 1
        self.last_at = now if self.last_at is None else max(now, self.last_at)
        for watcher in self.watchers:
            watcher.noticed()


class Watcher:
    """A spot whose limits are looked at whenever its member is given something, anywhere."""

    __slots__ = ("full", "spot")

    def __init__(self, spot: Spot, full: list[Spot]) -> None:
        self.spot = spot
        self.full = full  #: the pool's spots, each time one reaches a limit

    def noticed(self) -> None:
        before = self.spot.full
        self.spot.fill()
        if self.spot.full != before:
            self.full.append(self.spot)


def tallies(members: Iterable[str], loads: Mapping[str, Load]) -> dict[str, Tally]:
    """One tally for each member; who has no load has nothing."""
    return {member: Tally(loads.get(member, Load())) for member in members}
