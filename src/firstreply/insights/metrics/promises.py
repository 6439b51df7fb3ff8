"""Metrics of what was promised: the SLA, and the response rate as buyers know it from marketplaces."""

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from firstreply.insights.metrics.metric import Metric
from firstreply.insights.statistics.survival import End, Ints

RATE_WINDOW_S: Final = 30 * 86_400
RATE_TARGET_S: Final = 86_400


class Promise(NamedTuple):
    """How waits stand against a target. `within` and its bounds are None while nothing is decided."""

    met: int
    missed: int
    pending: int
    dismissed: int
    within: float | None
    low: float | None  #: if all pending were missed
    high: float | None  #: if all pending were met


def sla(outcome: npt.NDArray[Any], short_of_stop: Ints, target_s: int) -> Promise:
    """Count waits (voided ones out) against a target in business seconds.

    `short_of_stop` are the business seconds used up one second before the end of the wait, or before the end
    of watching while it is open: the target is broken iff it was used up by then. Open past it is missed.
    """
    in_time = short_of_stop < max(target_s, 1)
    answered, open_ = outcome == End.ANSWERED, outcome == End.OPEN
    met, pending = int((answered & in_time).sum()), int((open_ & in_time).sum())
    missed = int(((answered | open_) & ~in_time).sum())
    decided, every = met + missed, met + missed + pending
    return Promise(
        met=met,
        missed=missed,
        pending=pending,
        dismissed=int((outcome == End.DISMISSED).sum()),
        within=met / decided if decided else None,
        low=met / every if every else None,
        high=(met + pending) / every if every else None,
    )


def response_rate(outcome: npt.NDArray[Any], wall: Ints) -> Promise:
    """The same count for 24 hours of wall time: `within` is the rate."""
    return sla(outcome, np.maximum(wall - 1, 0), RATE_TARGET_S)


SLA: Final = Metric(
    name="sla",
    title="Promise kept",
    sentence="The share of inquiries answered within the target, of those already decided.",
    unit="share",
    better="more",
    array=sla,
)
RESPONSE_RATE: Final = Metric(
    name="response_rate_30d",
    title="Response rate",
    sentence="Of the inquiries of the last 30 days, the share answered within 24 hours.",
    unit="share",
    better="more",
    array=response_rate,
)
ALL: Final = (SLA, RESPONSE_RATE)
