"""Lines: in which order spots come to turn. An answer depends on levels and loads alone, never on earlier questions.

By turns: a spot's next turn may begin once the pool's level (the mean of all levels, by weight) has reached its own,
and ends one stride later; among those that may begin, the earliest end goes first. So nobody is ever a whole turn
before or behind their share (earliest eligible virtual deadline first, Stoica and Abdel-Wahab 1995), in O(log n).
"""

from collections.abc import Collection, Iterable
from heapq import heapify, heappop, heappush
from typing import Protocol

from firstreply.core.route.spot import Spot


class Turns:
    """The pool's level: the sums over everybody in line who has not been passed."""

    __slots__ = ("sum", "weight")

    def __init__(self, spots: Iterable[Spot]) -> None:
        self.sum = self.weight = 0
        for spot in spots:
            if not spot.passed:
                self.add(spot, 1)

    def add(self, spot: Spot, sign: int) -> None:
        """A spot joins (1) or leaves (-1)."""
        self.sum += sign * spot.level * spot.weight
        self.weight += sign * spot.weight

    def reached(self, level: int) -> bool:
        return level * self.weight <= self.sum

    def ahead(self, spot: Spot) -> int:
        """Whole turns that the pool's level is ahead of the spot's (negative: behind), rounded down."""
        return (self.sum - spot.level * self.weight) // (self.weight * spot.stride) if self.weight else 0

    def charge(self, spot: Spot, most_credit: int) -> None:
        """The spot has had a turn. It never owes the line more than `most_credit` turns."""
        if self.ahead(spot) <= -most_credit:
            return
        spot.level += spot.stride
        if not spot.passed:
            self.sum += spot.stride * spot.weight

    def passed(self, spot: Spot) -> None:
        """Its turn went to another while it was not there."""
        self.add(spot, -1)
        spot.passed = True


class Line(Protocol):
    """An order among spots."""

    def next(self) -> Spot | None:
        """Take out the next one; None when all are out."""

    def back(self, spot: Spot) -> None:
        """Put one back in."""


class TurnLine:
    """By turns. `turns` None: nobody waits for the pool's level, the earliest end goes first."""

    __slots__ = ("ready", "turns", "waiting")

    def __init__(self, spots: Iterable[Spot], turns: Turns | None) -> None:
        self.turns = turns
        self.ready: list[tuple[int, int, int, Spot]] = []
        self.waiting: list[tuple[int, int, int, Spot]] = []
        for spot in spots:
            self.back(spot)

    def next(self) -> Spot | None:
        while True:
            while self.turns and self.waiting and self.turns.reached(self.waiting[0][0]):
                level, end, position, spot = heappop(self.waiting)
                heappush(self.ready, (end, position, level, spot))
            if self.ready:
                _, _, level, spot = heappop(self.ready)
                settled = level == spot.level and (self.turns is None or self.turns.reached(level))
            elif self.waiting:
                level, _, _, spot = heappop(self.waiting)
                settled = level == spot.level
            else:
                return None
            if settled:
                if self.turns is None or not spot.passed:
                    return spot
            else:
                self.back(spot)

    def back(self, spot: Spot) -> None:
        end = spot.level + spot.stride
        if self.turns is None:
            heappush(self.ready, (end, spot.position, spot.level, spot))
        else:
            heappush(self.waiting, (spot.level, end, spot.position, spot))


class LoadLine:
    """Fewest open for their weight, then longest without, then in order of seats."""

    __slots__ = ("heap",)

    def __init__(self, spots: Iterable[Spot]) -> None:
        self.heap = [(*_burden(spot), spot) for spot in spots]
        heapify(self.heap)

    def next(self) -> Spot | None:
        while self.heap:
            *burden, spot = heappop(self.heap)
            if tuple(burden) == _burden(spot):
                return spot
            self.back(spot)
        return None

    def back(self, spot: Spot) -> None:
        heappush(self.heap, (*_burden(spot), spot))


class SeatLine:
    """Always in order of seats."""

    __slots__ = ("heap",)

    def __init__(self, spots: Iterable[Spot]) -> None:
        self.heap = sorted((spot.rank, spot.position, spot) for spot in spots)

    def next(self) -> Spot | None:
        return heappop(self.heap)[2] if self.heap else None

    def back(self, spot: Spot) -> None:
        heappush(self.heap, (spot.rank, spot.position, spot))


def _burden(spot: Spot) -> tuple[int, int, int, int]:
    tally = spot.tally
    last = -1 if tally.last_at is None else tally.last_at
    return spot.rank, tally.open * spot.stride, last, spot.position


def take(line: Line, unfit: Collection[str], want: int, *, heed_away: bool) -> tuple[list[Spot], list[Spot]]:
    """The next `want` spots of a line that can have it, out of the line, for the caller to put back; and, if there are
    any, those who stood in front of the first of them and are not there, out of the line as well."""
    found: list[Spot] = []
    missing: list[Spot] = []
    aside: list[Spot] = []
    while len(found) < want and (spot := line.next()) is not None:
        if spot.full is not None or (heed_away and spot.away is not None):
            (aside if found else missing).append(spot)
        elif spot.name in unfit:
            aside.append(spot)
        else:
            found.append(spot)
    for spot in aside if found else aside + missing:
        line.back(spot)
    return found, missing if found else []
