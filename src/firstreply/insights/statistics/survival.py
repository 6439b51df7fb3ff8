"""The share answered within t, when some are still open and some needed no answer.

Kaplan-Meier (1958) where nothing is dismissed, Aalen-Johansen (1978) cumulative incidence of an answer where
dismissals compete with it. Variance after Marubini and Valsecchi (1995), which is Greenwood's (1926) without
competition. Pointwise bands on the scale of ln(-ln(1 - F)) (Kalbfleisch and Prentice), quantile intervals by
inverting the band (Brookmeyer and Crowley 1982). Why our own: docs/decisions/0005-statistics.md.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

CONFIDENCE: Final = 0.95
_Z: Final = 1.959963984540054  # the normal quantile of 0.975
_TAIL: Final = (1 - CONFIDENCE) / 2
_EXACT: Final = 1e-9  # sums of fractions that should be a half are not always a half


class End(IntEnum):
    """How the watching of one wait ended."""

    OPEN = 0  #: still unanswered when we stopped looking: right-censored
    ANSWERED = 1
    DISMISSED = 2  #: a competing event: it can no longer be answered


class Shares(NamedTuple):
    """P(answered within t) at some instants, with its 95 % band. Arrays of equal length, values 0..1."""

    share: Floats
    low: Floats
    high: Floats


class Quantile(NamedTuple):
    """The time by which a share is answered, in the unit of the durations, with its 95 % interval.

    None where the curve, or the edge of its band, never gets there.
    """

    value: int | None
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """A step function: the share answered by each time at which somebody was answered."""

    size: int  #: waits in the estimate
    answered: int  #: of them answered
    durations: Ints  #: that occur among them, ascending
    over: Ints  #: how many of them last no longer than each of these
    times: Ints  #: where the curve steps, ascending
    share: Floats
    low: Floats
    high: Floats

    def at(self, instants: npt.ArrayLike) -> Shares:
        """P(answered within t) for each t: a step belongs to its own instant."""
        wanted = np.asarray(instants, dtype=np.int64)
        step = np.searchsorted(self.times, wanted, side="right")
        still = self.size - np.append(0, self.over)[np.searchsorted(self.durations, wanted, side="right")]
        # Where nobody is answered yet the band does not exist: the exact binomial bound of 0 out of `still`.
        nobody = np.where(still > 0, 1 - _TAIL ** (1 / np.maximum(still, 1)), 1.0)
        if not len(self.times):
            zero = np.zeros(wanted.shape)
            return Shares(zero, zero, nobody)
        before, last = step == 0, np.maximum(step - 1, 0)
        return Shares(
            np.where(before, 0.0, self.share[last]),
            np.where(before, 0.0, self.low[last]),
            np.where(before, nobody, self.high[last]),
        )

    def quantile(self, share: float) -> Quantile:
        """The first time by which at least `share` of all (answered or not) are answered."""
        return Quantile(
            self._first(self.share, share), self._first(self.high, share), self._first(self.low, share)
        )

    def _first(self, edge: Floats, share: float) -> int | None:
        reached = edge >= share - _EXACT
        where = int(reached.argmax()) if len(reached) else 0
        return int(self.times[where]) if len(reached) and reached[where] else None


def incidence(durations: npt.ArrayLike, ends: npt.ArrayLike) -> Curve:
    """The cumulative incidence of an answer.

    `durations` are integers (seconds) from the start of each wait to its end or to the end of our watching,
    `ends` the `End` of each. At equal times an answer comes before a censoring. O(n log n).
    """
    length, end = np.asarray(durations, dtype=np.int64), np.asarray(ends, dtype=np.int8)
    order = np.argsort(length, kind="stable")
    length, end = length[order], end[order]
    if not len(length):
        return of_counts(length, length, length, length)
    begins = np.flatnonzero(np.diff(length, prepend=length[0] - 1))
    ended = (end == each for each in (End.ANSWERED, End.DISMISSED, End.OPEN))
    return of_counts(length[begins], *(np.add.reduceat(one.astype(np.int64), begins) for one in ended))


def of_counts(durations: Ints, answered: Ints, dismissed: Ints, still_open: Ints) -> Curve:
    """The same of waits that were counted: at each of the `durations` (ascending, each once), how many ended how."""
    over = np.cumsum(answered + dismissed + still_open)
    size = int(over[-1]) if len(over) else 0
    eventful = answered + dismissed > 0
    at_risk = (size - over + answered + dismissed + still_open)[eventful].astype(np.float64)
    came, left = answered[eventful].astype(np.float64), dismissed[eventful].astype(np.float64)
    total = int(answered.sum())
    share, variance = _aalen_johansen(at_risk, came, left)
    low, high = _band(share, variance, total)
    steps = came > 0
    return Curve(
        size=size,
        answered=total,
        durations=durations,
        over=over,
        times=durations[eventful][steps],
        share=share[steps],
        low=low[steps],
        high=high[steps],
    )


def _aalen_johansen(at_risk: Floats, answered: Floats, dismissed: Floats) -> tuple[Floats, Floats]:
    """The incidence of an answer and its variance, at each time of an event. Linear."""
    gone = answered + dismissed
    waiting = np.cumprod(1 - gone / at_risk)
    before = np.concatenate((np.ones(1), waiting))[:-1]
    share: Floats = np.cumsum(before * answered / at_risk) if dismissed.any() else np.subtract(1.0, waiting)
    # Var F(t) = sum over times s <= t of (F(t) - F(s))^2 a + c - 2 (F(t) - F(s)) b, multiplied out: linear.
    left = at_risk - gone
    a = np.divide(gone, at_risk * left, out=np.zeros_like(gone), where=left > 0)
    b = before * answered / at_risk**2
    c = before**2 * answered * (at_risk - answered) / at_risk**3
    constant = np.cumsum(a * share**2 + c + 2 * b * share)
    linear = np.cumsum(a * share + b)
    variance = constant - 2 * share * linear + share**2 * np.cumsum(a)
    return share, np.maximum(variance, 0.0)


def _band(share: Floats, variance: Floats, answered: int) -> tuple[Floats, Floats]:
    """The pointwise 95 % band. At a share of 1 the scale does not exist: the exact binomial bound instead."""
    open_share = 1 - share
    inner = (share > _EXACT) & (open_share > _EXACT)
    hazard = -np.log(np.where(inner, open_share, 0.5))
    spread = _Z * np.sqrt(variance) / (np.where(inner, open_share, 0.5) * hazard)
    low = -np.expm1(-hazard * np.exp(-spread))
    high = -np.expm1(-hazard * np.exp(np.minimum(spread, 700.0)))
    certain = _TAIL ** (1 / answered) if answered else 0.0
    everybody = open_share <= _EXACT
    low = np.where(inner, low, np.where(everybody, certain, 0.0))
    return low, np.where(inner, high, 1.0)
