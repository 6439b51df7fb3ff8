"""The curve against hand-made tables, published data, SciPy and lifelines, and the laws of the clock."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstreply.insights.statistics.survival import Curve, End, Quantile, incidence

OPEN, ANSWERED, DISMISSED = End.OPEN, End.ANSWERED, End.DISMISSED

# Freireich et al. (1963), Gehan (1965): weeks of remission under 6-MP; a plus sign is a censored one.
SIX_MP = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
# Klein and Moeschberger, Survival Analysis, table 4.1A: the product-limit estimate for the 6-MP patients.
SIX_MP_REMAIN = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def published(text: str) -> tuple[list[int], list[End]]:
    words = text.split()
    return [int(word.rstrip("+")) for word in words], [OPEN if "+" in word else ANSWERED for word in words]


def curve_of(*waits: tuple[int, End]) -> Curve:
    return incidence([length for length, _ in waits], [end for _, end in waits])


def test_six_mp_remissions_give_the_published_estimate() -> None:
    curve = incidence(*published(SIX_MP))
    remaining = 1 - curve.at(list(SIX_MP_REMAIN)).share
    assert [round(float(value), 3) for value in remaining] == list(SIX_MP_REMAIN.values())


def test_six_mp_median_is_23_weeks_from_13_with_no_upper_end() -> None:
    assert incidence(*published(SIX_MP)).quantile(0.5) == Quantile(23, 13, None)


def test_placebo_median_is_8_weeks_from_4_to_11() -> None:
    assert incidence(*published(PLACEBO)).quantile(0.5) == Quantile(8, 4, 11)


def test_open_waits_count_beside_a_hand_made_table() -> None:
    # at risk 5, 4 | answered at 10: 1/5, open at 10 (after the answer), answered at 20: 1/3 of what remains
    curve = curve_of((10, ANSWERED), (10, OPEN), (20, ANSWERED), (30, OPEN), (40, ANSWERED))
    assert curve.times.tolist() == [10, 20, 40]
    assert [round(value, 12) for value in curve.share.tolist()] == [0.2, round(1 - 0.8 * 2 / 3, 12), 1.0]


def test_dismissals_compete_beside_a_hand_made_table() -> None:
    # 6 waits: answered 1, dismissed 2, answered 3, open 4, dismissed 5, answered 6
    curve = curve_of((1, ANSWERED), (2, DISMISSED), (3, ANSWERED), (4, OPEN), (5, DISMISSED), (6, ANSWERED))
    # F(1)=1/6; still waiting 5/6, 4/6; F(3)=1/6+4/6*1/4; then 3/6, 3/6*1/2; F(6)=F(3)+1/4
    assert [round(value, 12) for value in curve.share.tolist()] == [
        round(1 / 6, 12),
        round(1 / 3, 12),
        round(7 / 12, 12),
    ]


def test_dismissed_waits_are_not_taken_for_open_ones() -> None:
    dismissed = curve_of((1, DISMISSED), (2, ANSWERED))
    still_open = curve_of((1, OPEN), (2, ANSWERED))
    assert (dismissed.share.tolist(), still_open.share.tolist()) == ([0.5], [1.0])


def test_quantile_is_the_first_time_that_reaches_it() -> None:
    curve = curve_of(*((seconds, ANSWERED) for seconds in (10, 20, 30, 40)))
    assert [curve.quantile(share).value for share in (0.25, 0.5, 0.75, 0.9)] == [10, 20, 30, 40]


def test_quantile_is_unknown_where_the_curve_never_gets_there() -> None:
    assert curve_of((5, ANSWERED), (90, OPEN), (90, OPEN)).quantile(0.5).value is None


def test_nobody_answered_gives_zero_with_the_exact_binomial_bound() -> None:
    low, high = curve_of(*[(100, OPEN)] * 10).at([50])[1:]
    assert (low.tolist(), high.tolist()) == ([0.0], [1 - 0.025**0.1])


def test_everybody_answered_at_once_has_the_exact_binomial_bound() -> None:
    share, low, high = curve_of(*[(0, ANSWERED)] * 10).at([0])
    assert (share.tolist(), low.tolist(), high.tolist()) == ([1.0], [pytest.approx(0.025**0.1)], [1.0])


def test_no_waits_is_a_flat_curve_that_knows_nothing() -> None:
    curve = curve_of()
    assert (curve.quantile(0.5), curve.at([60]).high.tolist()) == (Quantile(None, None, None), [1.0])


def synthetic(size: int, seed: int, kinds: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    return random.permutation(size * 3)[:size] + 1, random.integers(0, kinds, size).astype(np.int8)


@pytest.mark.slow
def test_kaplan_meier_agrees_with_scipy_with_ties() -> None:
    from scipy.stats import CensoredData, ecdf

    random = np.random.default_rng(7)
    lengths, ends = random.integers(0, 60, 400), random.integers(0, 2, 400)
    theirs = ecdf(CensoredData(uncensored=lengths[ends == 1], right=lengths[ends == 0]))
    band = theirs.sf.confidence_interval(method="log-log")
    ours = incidence(lengths, ends)
    shares = ours.at(theirs.sf.quantiles)
    assert np.allclose(shares.share, theirs.cdf.probabilities, atol=1e-12)
    inner = (shares.share > 0) & (shares.share < 1)
    assert np.allclose(shares.low[inner], 1 - band.high.probabilities[inner], atol=1e-10)
    assert np.allclose(shares.high[inner], 1 - band.low.probabilities[inner], atol=1e-10)


@pytest.mark.slow
def test_kaplan_meier_and_its_quantile_intervals_agree_with_lifelines() -> None:
    from lifelines import KaplanMeierFitter
    from lifelines.utils import median_survival_times

    lengths, ends = synthetic(300, 3, 2)
    fitter = KaplanMeierFitter().fit(lengths, ends)
    ours = incidence(lengths, ends)
    assert np.allclose(1 - ours.share, fitter.survival_function_at_times(ours.times), atol=1e-12)
    edges = median_survival_times(fitter.confidence_interval_).to_numpy()[0]
    assert ours.quantile(0.5) == Quantile(int(fitter.median_survival_time_), int(edges[0]), int(edges[1]))


@pytest.mark.slow
def test_aalen_johansen_and_its_variance_agree_with_lifelines_where_nothing_is_tied() -> None:
    from lifelines import AalenJohansenFitter

    lengths, ends = synthetic(300, 5, 3)
    fitter = AalenJohansenFitter(calculate_variance=True).fit(lengths, ends, event_of_interest=1)
    ours = incidence(lengths, ends)
    theirs = fitter.cumulative_density_.loc[ours.times].to_numpy()[:, 0]
    assert np.allclose(ours.share, theirs, atol=1e-12)
    spread = np.sqrt(fitter.variance_.loc[ours.times].to_numpy()) / ((1 - theirs) * -np.log(1 - theirs))
    low = 1 - np.exp(-np.exp(np.log(-np.log(1 - theirs)) - 1.959963984540054 * spread))
    assert np.allclose(ours.low, low, atol=1e-10)


WAITS = st.lists(st.tuples(st.integers(0, 400), st.sampled_from([OPEN, ANSWERED])), min_size=1, max_size=40)
ALL_WAITS = st.lists(st.tuples(st.integers(0, 400), st.sampled_from(list(End))), min_size=1, max_size=40)
HORIZONS = [0, 1, 50, 100, 200, 300, 400, 500]


def no_better(worse: Curve, better: Curve) -> bool:
    """No headline number of `worse` is better than that of `better`; never is the worst of all."""
    shares = bool((worse.at(HORIZONS).share <= better.at(HORIZONS).share + 1e-12).all())
    never = 10**9
    times = [(worse.quantile(q).value, better.quantile(q).value) for q in (0.5, 0.75, 0.9)]
    return shares and all((never if w is None else w) >= (never if b is None else b) for w, b in times)


@given(WAITS, st.integers(0, 500))
def test_law_1_an_unanswered_lead_of_any_age_improves_nothing(waits: list[tuple[int, End]], age: int) -> None:
    assert no_better(curve_of(*waits, (age, OPEN)), curve_of(*waits))


@given(ALL_WAITS, st.integers(0, 100))
def test_law_1_holds_beside_dismissals_for_a_lead_as_old_as_the_others(
    waits: list[tuple[int, End]], more: int
) -> None:
    age = max(length for length, _ in waits) + more
    assert no_better(curve_of(*waits, (age, OPEN)), curve_of(*waits))


@given(ALL_WAITS, st.data())
def test_law_1_answering_slower_improves_nothing_while_no_open_lead_is_younger(
    waits: list[tuple[int, End]], data: st.DataObject
) -> None:
    which = data.draw(st.integers(0, len(waits) - 1))
    later = waits[which][0] + data.draw(st.integers(0, 100))
    between = [end for length, end in waits if waits[which][0] <= length < later]
    quick = [*waits[:which], (waits[which][0], ANSWERED), *waits[which + 1 :]]
    slow = [*waits[:which], (later, ANSWERED), *waits[which + 1 :]]
    if OPEN not in between:
        assert no_better(curve_of(*slow), curve_of(*quick))


def test_kaplan_meier_learns_from_a_slow_answer_past_the_age_of_an_open_lead() -> None:
    # The limit of law 1, stated: whoever is still watched speaks for the lead that is only 200 s old.
    quick = curve_of((100, ANSWERED), (200, OPEN)).at([300]).share.tolist()
    slow = curve_of((250, ANSWERED), (200, OPEN)).at([300]).share.tolist()
    assert (quick, slow) == ([0.5], [1.0])


def test_beside_a_dismissal_a_young_open_lead_lowers_the_weight_of_the_dismissal() -> None:
    # The other limit: one of two was dismissed, then one of three.
    pair = ((1, DISMISSED), (3, ANSWERED))
    assert curve_of(*pair).at([3]).share.tolist() == [0.5]
    assert curve_of(*pair, (2, OPEN)).at([3]).share.tolist() == pytest.approx([2 / 3])


@given(WAITS)
def test_without_dismissals_the_incidence_is_one_minus_kaplan_meier(waits: list[tuple[int, End]]) -> None:
    remaining, at_risk, expected = 1.0, len(waits), []
    for time in sorted({length for length, _ in waits}):
        answered = sum(1 for length, end in waits if length == time and end is ANSWERED)
        remaining *= 1 - answered / at_risk
        at_risk -= sum(1 for length, _ in waits if length == time)
        if answered:
            expected.append(1 - remaining)
    assert curve_of(*waits).share.tolist() == pytest.approx(expected, abs=1e-12)


@given(ALL_WAITS)
def test_every_band_contains_its_share_and_never_leaves_0_to_1(waits: list[tuple[int, End]]) -> None:
    share, low, high = curve_of(*waits).at(HORIZONS)
    assert bool(((low >= 0) & (low <= share + 1e-12) & (share <= high + 1e-12) & (high <= 1)).all())
