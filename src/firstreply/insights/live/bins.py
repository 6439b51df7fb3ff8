"""Bins: spans of time narrow enough that a whole one may stand for each second in it.

Up to `_EXACT` each second has its own; from there on they widen by one part in a hundred, so that the middle is never
off by more than `PRECISION`. At the times that shares are told for, nothing falls together that lies on two sides.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from firstreply.insights.benchmarks import BENCHMARKS
from firstreply.insights.document_time import CURVE_AT
from firstreply.insights.metrics.responses import HORIZONS
from firstreply.insights.statistics import buckets
from firstreply.insights.statistics.survival import Ints

PRECISION: Final = 0.005
_EXACT: Final = 200
_LONGEST: Final = 100 * 366 * 86_400
Bins = npt.NDArray[np.int16]


def _edges() -> Ints:
    told = {
        *HORIZONS,
        *(each.within_s for each in BENCHMARKS),
        *CURVE_AT.tolist(),
        *(edge - 1 for edge, _ in (*buckets.EDGES, buckets.LAST_EDGE)),
    }
    at, found = _EXACT, set(range(_EXACT + 1))
    while at < _LONGEST:
        found.add(at)
        at += max(1, int(at * 2 * PRECISION))
    # A time that is told ends a span: what lasts exactly so long is on the side of the shorter.
    return np.array(sorted(found | {one + 1 for one in told}), dtype=np.int64)


EDGES: Final = _edges()  #: the first second of each bin, ascending from 0
_LAST: Final = np.append(EDGES[1:] - 1, EDGES[-1])
MIDDLES: Final[Ints] = (EDGES + _LAST) // 2  #: the time that stands for each bin
NONE: Final = -1  #: the cell of what has not ended
ENDS: Final = 4  #: a cell is a bin times this and how it ended


def bins(seconds: Ints) -> Bins:
    """The bin of each time; negative times are 0."""
    found: Bins = (np.searchsorted(EDGES, np.maximum(seconds, 0), side="right") - 1).astype(np.int16)
    return found


def cells(seconds: Ints, outcome: npt.ArrayLike, ended: npt.ArrayLike) -> Ints:
    """The cell of what ended so after those times; `NONE` of what has not ended."""
    found: Ints = np.where(ended, bins(seconds).astype(np.int64) * ENDS + np.asarray(outcome), NONE)
    return found
