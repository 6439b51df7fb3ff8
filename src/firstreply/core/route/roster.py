"""Rosters: everybody of a pool, who of them can be given something, and why the others cannot."""

from collections.abc import Collection, Mapping, Sequence

from firstreply.core.route.assignment import Skip, Skipped
from firstreply.core.route.spot import Spot


class Roster:
    """Who of `fit` can have the next lead. Counted anew only when somebody reaches a limit (`full` grows)."""

    __slots__ = ("_able", "_barred", "_seen", "_speaking", "everybody", "fit", "full", "heed_away")

    def __init__(
        self,
        everybody: Sequence[Spot],
        fit: Sequence[Spot],
        full: Sequence[Spot],
        speaking: Collection[str],
        *,
        heed_away: bool,
    ) -> None:
        self.everybody = everybody
        self.fit = fit  #: who may be asked
        self.full = full
        self.heed_away = heed_away  #: those who are away are not asked
        self._speaking = speaking
        self._seen = -1
        self._able: frozenset[str] = frozenset()
        self._barred: tuple[Skipped, ...] = ()

    @property
    def able(self) -> frozenset[str]:
        """Who can have it, as far as the pool is concerned."""
        self._count()
        return self._able

    def skipped(self, unfit: Mapping[str, Skip]) -> tuple[Skipped, ...]:
        """Everybody who cannot, with the reason; `unfit`: who cannot have this one lead, whatever the pool says."""
        self._count()
        if not unfit:
            return self._barred
        barred = {one.member for one in self._barred}
        rest = sorted({spot.name for spot in self.everybody} & unfit.keys() - barred)
        return self._barred + tuple(Skipped(name, unfit[name]) for name in rest)

    def _count(self) -> None:
        if self._seen == len(self.full):
            return
        self._seen = len(self.full)
        self._able = frozenset(spot.name for spot in self.fit if self._barring(spot) is None)
        others = (spot for spot in self.everybody if spot.name not in self._able)
        reasons = (spot.blocked or self._silent(spot) for spot in others)
        self._barred = tuple(reason for reason in reasons if reason is not None)

    def _barring(self, spot: Spot) -> Skipped | None:
        return spot.blocked if self.heed_away else spot.full

    def _silent(self, spot: Spot) -> Skipped | None:
        return None if spot.name in self._speaking else Skipped(spot.name, Skip.WRONG_LANGUAGE)
