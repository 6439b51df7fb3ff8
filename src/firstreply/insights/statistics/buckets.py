"""How many were answered in each span people speak of, and how many never."""

from typing import Final

import numpy as np

from firstreply.insights.statistics.survival import Ints

#: Upper edges in seconds (exclusive) and names, ascending; what is longer than the last is `over_3d`.
EDGES: Final = ((300, "under_5m"), (900, "5m_15m"), (3600, "15m_60m"), (14400, "1h_4h"), (86400, "4h_24h"))
LAST_EDGE: Final = (259200, "1d_3d")
NAMES: Final = (*(name for _, name in EDGES), LAST_EDGE[1], "over_3d", "never")

_SECONDS: Final = np.array([*(edge for edge, _ in EDGES), LAST_EDGE[0]], dtype=np.int64)


def buckets(answered: Ints, never: int, counts: Ints | None = None) -> dict[str, int]:
    """Counts by bucket. `answered` are durations in seconds, in any order; `never` counts the unanswered.

    `counts` says how many lasted each of them; without, one did.

    An edge belongs to the bucket above it: exactly 5 minutes is not under 5 minutes.
    """
    where = np.searchsorted(_SECONDS, answered, side="right")
    found = np.bincount(where, weights=counts, minlength=len(NAMES) - 1).astype(np.int64).tolist()
    return dict(zip(NAMES, (*found, never), strict=True))
