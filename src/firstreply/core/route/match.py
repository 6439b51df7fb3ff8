"""Best score to best converter, leaving nobody without."""

from collections.abc import Collection, Sequence

from firstreply.core.route.assignment import SHOWN
from firstreply.core.route.line import Turns
from firstreply.core.route.spot import Spot


def by_converting(spots: Sequence[Spot]) -> list[Spot]:
    """Best converters first; who has no record yet stands with the average of those who have."""
    rates = {spot.name: spot.member.converts for spot in spots if spot.member is not None}
    known = [rate for rate in rates.values() if rate is not None]
    average = sum(known) / len(known) if known else 0.0

    def place(spot: Spot) -> tuple[float, int]:
        rate = rates.get(spot.name)
        return -(average if rate is None else rate), spot.position

    return sorted(spots, key=place)


def best_match(ranked: Sequence[Spot], turns: Turns, score: int, unfit: Collection[str]) -> list[Spot]:
    """The chosen and a few others who could have had it; none when nobody can.

    Only those whose next turn may begin are asked, so that each gets a share by weight whatever the scores. Among
    these, ranked by converting, a score of 100 goes to the first, 0 to the last, and others in proportion.
    Whoever is not there and would have come to turn before the chosen one has been passed.
    """
    able = [spot for spot in ranked if spot.blocked is None and spot.name not in unfit]
    ready = [spot for spot in able if turns.reached(spot.level)] or able
    if not ready:
        return []
    index = (100 - min(100, max(0, score))) * len(ready) // 101
    chosen = ready[index]
    end = (chosen.level + chosen.stride, chosen.position)
    absent = [spot for spot in ranked if spot.blocked is not None and not spot.passed]
    for spot in [one for one in absent if turns.reached(one.level)]:
        if (spot.level + spot.stride, spot.position) < end:
            turns.passed(spot)
    return [chosen, *ready[index + 1 :], *reversed(ready[:index])][:SHOWN]
