"""Times from bins are as near as is said; counts, and shares within the times that are told, are exact."""

import numpy as np
import pytest

from firstreply.insights.live.bins import EDGES, ENDS, MIDDLES, NONE, PRECISION, bins, cells
from firstreply.insights.live.tallies import Tally
from firstreply.insights.statistics.survival import End, Ints, incidence, of_counts


def tally(seconds: Ints, ends: Ints) -> Tally:
    """Of waits one by one."""
    times = np.unique(seconds)
    counts = [np.array([(ends[seconds == at] == end).sum() for at in times]) for end in (1, 2, 0)]
    return Tally(times, *counts)


def test_the_middle_of_a_bin_is_off_by_no_more_than_is_said() -> None:
    chance = np.random.default_rng(1)
    seconds = np.concatenate([np.arange(100_000), np.exp(chance.uniform(0, 20, 200_000)).astype(np.int64)])
    off = np.abs(MIDDLES[bins(seconds)] - seconds)
    assert bool((off <= seconds * PRECISION).all())


def test_each_second_lies_in_the_bin_that_begins_at_or_before_it() -> None:
    seconds = np.arange(0, 400_000)
    found = bins(seconds).astype(np.int64)
    assert bool((EDGES[found] <= seconds).all())
    assert bool((seconds < EDGES[found + 1]).all())
    assert bins(np.array([-5])).tolist() == [0]
    assert len(EDGES) * ENDS < 2**31


def test_a_cell_tells_bin_and_end() -> None:
    found = cells(np.array([0, 300, 301, 9]), np.array([1, 2, 1, 0]), np.array([True, True, True, False]))
    assert found.tolist() == [
        1,
        int(bins(np.array([300]))[0]) * ENDS + 2,
        int(bins(np.array([301]))[0]) * ENDS + 1,
        NONE,
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_numbers_from_bins_are_those_from_seconds_but_for_the_precision(seed: int) -> None:
    chance = np.random.default_rng(seed)
    seconds = np.exp(chance.normal(8, 2, 6000)).astype(np.int64)
    ends = chance.choice(np.array([End.OPEN, End.ANSWERED, End.DISMISSED]), 6000, p=[0.1, 0.8, 0.1])
    exact = tally(seconds, ends).measures()
    near = tally(MIDDLES[bins(seconds)], ends).measures()
    assert near["n"] == exact["n"]
    assert near["buckets"] == exact["buckets"]
    for name in ("median_s", "p75_s", "p90_s", "answered_only_median_s", "legacy_mean_s"):
        assert (near[name] is None) == (exact[name] is None)
        # Who was open or dismissed within one bin moves the share by less than one wait in so many: not by a bin.
        assert exact[name] is None or abs(near[name] - exact[name]) <= 2 * PRECISION * exact[name] + 1
    for within in exact["within"]:
        assert abs(near["within"][within] - exact["within"][within]) < 0.001


@pytest.mark.parametrize("seed", [1, 2])
def test_without_open_waits_shares_from_bins_are_exact(seed: int) -> None:
    chance = np.random.default_rng(seed)
    seconds = np.exp(chance.normal(8, 2, 3000)).astype(np.int64)
    ends = np.ones(3000, dtype=np.int64)
    exact, near = tally(seconds, ends).measures(), tally(MIDDLES[bins(seconds)], ends).measures()
    assert near["within"] == exact["within"]
    assert near["buckets"] == exact["buckets"]


def test_a_curve_of_counts_is_that_of_waits_one_by_one() -> None:
    chance = np.random.default_rng(9)
    seconds = chance.integers(0, 300, 2000)
    ends = chance.integers(0, 3, 2000)
    one, other = incidence(seconds, ends), of_counts(*tally(seconds, ends))
    for name in ("durations", "over", "times", "share", "low", "high"):
        assert getattr(one, name).tolist() == getattr(other, name).tolist()
    assert (one.size, one.answered) == (other.size, other.answered)
    whole, counted = tally(seconds, ends), np.sort(seconds[ends == End.ANSWERED])
    sample = whole.sample()
    assert sample.counts is not None
    assert np.repeat(sample.answered, sample.counts).tolist() == counted.tolist()
    assert whole.measures()["answered_only_median_s"] == float(np.median(counted))
    assert whole.measures()["legacy_mean_s"] == round(float(counted.mean()), 3)
