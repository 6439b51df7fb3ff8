"""Rank: where somebody stands among others by how fast they answer."""

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class Rank(NamedTuple):
    """The place of one among `of`, the fastest first; who is equally fast has the same place."""

    place: int
    of: int


def rank(rows: Iterable[Mapping[str, Any]], key: object) -> Rank | None:
    """The place of the row of that key by its median, among those with enough cases to have one (5).

    Whose median is not reached, since too many wait, stands last. None where there is nobody to compare with.
    """
    medians = {
        row["key"]: math.inf if row["median_s"] is None else row["median_s"]
        for row in rows
        if row["key"] is not None and not row["withheld"]
    }
    if key not in medians or len(medians) < 2:
        return None
    return Rank(1 + sum(one < medians[key] for one in medians.values()), len(medians))
