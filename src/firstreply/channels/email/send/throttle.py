"""Throttle: how many letters an account sends in a minute and in a day.

A letter that comes too early is told when its turn is, and that turn is kept for it: a thousand letters queued at once
each try twice, and not every few seconds. Counted in this process: what another one sends, the server counts.
"""

import heapq
import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

_MINUTE, _DAY = 60.0, 86_400.0
_KEPT_S: Final = 300.0  #: how long a turn is kept for a letter that does not come


@dataclass(slots=True)
class _Account:
    last: float = float("-inf")  #: the moment of the last turn that was given
    turns: dict[UUID, float] = field(default_factory=dict)  #: letters that wait, and when it is their turn
    day: deque[float] = field(default_factory=deque)  #: turns of the last 24 hours, given or used
    late: list[tuple[float, UUID]] = field(default_factory=list)


class Throttle:
    """Turns of accounts. Moments are seconds of a clock that only runs forward."""

    def __init__(self) -> None:
        self._accounts: dict[UUID, _Account] = {}
        self._lock = threading.Lock()

    def wait(self, account: UUID, letter: UUID, now: float, *, per_minute: int, per_day: int) -> float:
        """Seconds until the letter may go; 0: now, and its turn is used. Zero of a limit means none."""
        with self._lock:
            mine = self._accounts.setdefault(account, _Account())
            self._forget(mine, now)
            at = mine.turns.get(letter)
            if at is None:
                at = self._given(mine, now, per_minute, per_day)
                mine.turns[letter] = at
                heapq.heappush(mine.late, (at, letter))
            if at > now:
                return at - now
            del mine.turns[letter]
            return 0.0

    @staticmethod
    def _given(mine: _Account, now: float, per_minute: int, per_day: int) -> float:
        """The next turn: a short burst of a tenth of a minute's letters goes at once, the rest at an even pace."""
        at = now
        if per_minute:
            pace = _MINUTE / per_minute
            burst = pace * max(1, per_minute // 10)
            mine.last = max(mine.last, now - burst) + pace
            at = max(now, mine.last)
        if per_day and len(mine.day) >= per_day:
            at = max(at, mine.day[-per_day] + _DAY)
            mine.last = max(mine.last, at)
        mine.day.append(at)
        return at

    @staticmethod
    def _forget(mine: _Account, now: float) -> None:
        while mine.day and mine.day[0] <= now - _DAY:
            mine.day.popleft()
        while mine.late and mine.late[0][0] < now - _KEPT_S:
            _, letter = heapq.heappop(mine.late)
            if mine.turns.get(letter, now) < now - _KEPT_S:
                del mine.turns[letter]
