"""The response blocks of the result document: for any set of waits, how they ended and how long they took."""

from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np

from firstreply.insights.facts import Facts
from firstreply.insights.metrics import responses
from firstreply.insights.metrics.engine import Tables
from firstreply.insights.metrics.metric import Metric, Sample
from firstreply.insights.statistics.buckets import buckets
from firstreply.insights.statistics.survival import End, Ints, Shares, incidence
from firstreply.insights.wait_facts import VOIDED

Block = dict[str, Any]
CLOCKS: Final = ("wall", "business")
TOO_FEW: Final = "below_minimum_sample"
_COUNT_NAMES: Final = tuple(metric.name for metric in responses.COUNTS)


class Group(NamedTuple):
    """Waits counted together: the place of their counts, and their positions in the table, voided ones out."""

    dimension: str
    key: int
    positions: Ints


class Responses:
    """Response blocks of any group of waits."""

    def __init__(self, facts: Facts, tables: Tables, minimum: int) -> None:
        self._waits = facts.waits
        self._minimum = minimum
        self._counts: dict[tuple[str, int, bool], tuple[int, ...]] = {
            (dimension, key, first): tuple(counts)
            for dimension, key, first, *counts in tables.rows(responses.RESPONSES)
        }
        self._one_touch = bool((self._waits["touch_end"] == self._waits["outcome"]).all()) and bool(
            (self._waits["touch"] == self._waits["wall"]).all()
        )
        self._one_clock = bool((self._waits["wall"] == self._waits["business"]).all())
        self._countable = self._waits["outcome"] != VOIDED
        self.everything = Group("all", 0, np.flatnonzero(self._waits["in_scope"] & self._countable))

    def groups(self, dimension: str) -> dict[int, Group]:
        """The waits in scope by the codes of one column of the table; code -1 (nobody, nothing) is no group."""
        inside = self.everything.positions if dimension != "period" else np.flatnonzero(self._countable)
        keys = self._waits[dimension][inside]
        order = np.argsort(keys, kind="stable")
        keys, inside = keys[order], inside[order]
        # Not numpy.unique: it imports numpy.ma, which takes longer than all of this.
        edges = [0, *(np.flatnonzero(keys[1:] != keys[:-1]) + 1).tolist(), len(keys)]
        found = ((int(keys[a]), inside[a:b]) for a, b in pairwise(edges) if b > a)
        return {key: Group(dimension, key, positions) for key, positions in found if key >= 0}

    def size(self, group: Group) -> int:
        """How many waits a group has."""
        return len(group.positions)

    def pair(self, group: Group) -> Block:
        """The blocks `first_response` and `all_responses` of a group."""
        return {"first_response": self.first(group), "all_responses": self.all(group)}

    def first(self, group: Group) -> Block:
        """The block over first waits of inquiries; left-truncated ones are out."""
        counts = self._counts.get((group.dimension, group.key, True), (0,) * len(_COUNT_NAMES))
        return self._block("inquiries", counts, self.firsts(group))

    def all(self, group: Group) -> Block:
        """The block over all waits."""
        nothing = (0,) * len(_COUNT_NAMES)
        both = (self._counts.get((group.dimension, group.key, first), nothing) for first in (True, False))
        return self._block("waits", tuple(map(sum, zip(*both, strict=True))), group.positions)

    def firsts(self, group: Group) -> Ints:
        """The positions of a group's first waits."""
        return group.positions[self._waits["first"][group.positions]]

    def sample(self, positions: Ints, clock: str) -> Sample:
        """Waits on one clock, as the metrics take them."""
        seconds, outcome = self._waits[clock][positions], self._waits["outcome"][positions]
        return Sample(
            curve=incidence(seconds, outcome),
            answered=seconds[outcome == End.ANSWERED],
            open=int((outcome == End.OPEN).sum()),
        )

    def enough(self, positions: Ints) -> bool:
        """Whether a sample is large enough to be spoken of."""
        return len(positions) >= self._minimum

    def _block(self, label: str, counts: tuple[int, ...], positions: Ints) -> Block:
        block: Block = dict(zip(_COUNT_NAMES, counts, strict=True))
        wall = self._measures(positions, "wall")
        business = dict(wall) if self._one_clock else self._measures(positions, "business")
        touch = _touch(wall) if self._one_touch else self._any_touch(positions)
        return {label: block.pop("waits"), **block, "wall": wall, "business": business, "any_touch": touch}

    def _any_touch(self, positions: Ints) -> Block:
        """Whatever of ours arrived, in wall time: the same curve, in which a touch is the event."""
        keys = [str(each) for each in responses.HORIZONS]
        if not self.enough(positions):
            return {"n": len(positions), "median_s": None, "within": dict.fromkeys(keys)}
        curve = incidence(self._waits["touch"][positions], self._waits["touch_end"][positions])
        shares = rounded(curve.at(responses.HORIZONS).share)
        return {
            "n": len(positions),
            "median_s": curve.quantile(0.5).value,
            "within": dict(zip(keys, shares, strict=True)),
        }

    def _measures(self, positions: Ints, clock: str) -> Block:
        seconds, outcome = self._waits[clock][positions], self._waits["outcome"][positions]
        if self.enough(positions):
            return measures(self.sample(positions, clock))
        return withheld(seconds[outcome == End.ANSWERED], int((outcome == End.OPEN).sum()), len(positions))


def measures(sample: Sample) -> Block:
    """All numbers of one sample on one clock."""
    quantiles = {metric.name: metric.array(sample) for metric in responses.QUANTILES if metric.array}
    shares = _call(responses.WITHIN, sample)
    return {
        "n": sample.curve.size,
        "withheld": None,
        **{name: each.value for name, each in quantiles.items()},
        "ci95": {name: [each.low, each.high] for name, each in quantiles.items()},
        **_within(shares),
        "buckets": _call(responses.BUCKETS, sample),
        "legacy_mean_s": _call(responses.LEGACY_MEAN, sample),
        "answered_only_median_s": _call(responses.ANSWERED_ONLY_MEDIAN, sample),
    }


def withheld(answered: Ints, open_: int, size: int) -> Block:
    """The same keys for a sample too small to speak of: counts only."""
    names, keys = [metric.name for metric in responses.QUANTILES], [str(each) for each in responses.HORIZONS]
    return {
        "n": size,
        "withheld": TOO_FEW,
        **dict.fromkeys(names),
        "ci95": {name: [None, None] for name in names},
        "within": dict.fromkeys(keys),
        "within_ci95": dict.fromkeys(keys),
        "buckets": buckets(answered, open_),
        "legacy_mean_s": None,
        "answered_only_median_s": None,
    }


def _touch(wall: Block) -> Block:
    """The block of any touch where every touch is an answer."""
    return {"n": wall["n"], "median_s": wall["median_s"], "within": dict(wall["within"])}


def _within(shares: Shares) -> Block:
    keys = [str(each) for each in responses.HORIZONS]
    low, high = rounded(shares.low), rounded(shares.high)
    return {
        "within": dict(zip(keys, rounded(shares.share), strict=True)),
        "within_ci95": {key: [a, b] for key, a, b in zip(keys, low, high, strict=True)},
    }


def rounded(values: Any) -> list[float]:
    """Shares to six places: a seventh would be noise."""
    return [round(value, 6) for value in np.asarray(values).tolist()]


def _call(metric: Metric, sample: Sample) -> Any:
    assert metric.array is not None, metric.name
    return metric.array(sample)
