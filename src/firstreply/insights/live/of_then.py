"""Of then: the working hours by which one wait is measured, by the rule that measures all of them."""

import numpy as np

from firstreply.insights.live.clocks import Clocks
from firstreply.store.queries import mirror
from firstreply.store.queries.waits import Behind, Hours, WaitShown


def hours_of_then(wait: WaitShown, behind: Behind) -> Hours | None:
    """Those that a promise froze, else those of whose it is, in force when it began; None: 24/7.

    Within a transaction that acts for the organisation; six small queries where nothing was promised.
    """
    if behind.promise is not None:
        return behind.frozen
    clocks = Clocks(mirror.standing())
    start = np.array([int(wait.started_at.timestamp())], dtype=np.int64)
    (place,) = clocks.in_force(np.zeros(1, dtype=np.int32), [behind.whose], start).tolist()
    if place < 0:
        return None
    found = clocks.versions[place]
    return Hours(found.calendar, found.id, found.number, found.name, found.value)
