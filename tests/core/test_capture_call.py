"""Several reports of one call: the same call, whatever their order and however often each comes."""

from datetime import UTC, datetime, timedelta
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from firstreply.core.capture.call import CallKind, Known, together

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
REPORTS = st.builds(
    Known,
    inbound=st.booleans(),
    party=st.sampled_from(["", "+4930901820", "030901820"]),
    at=st.integers(0, 60).map(lambda seconds: NOON + timedelta(seconds=seconds)),
    reached=st.booleans(),
    name=st.sampled_from(["", "Lea", "Lea Lead"]),
    agent=st.sampled_from(["", "101", "ann@ours.example"]),
    seconds=st.integers(0, 99),
    text=st.sampled_from(["", "Call me", "Please call"]),
    link=st.sampled_from(["", "https://a.example/1"]),
)


@given(st.lists(REPORTS, min_size=1, max_size=5), st.randoms())
def test_order_and_repetition_mean_nothing(reports: list[Known], random: "st.Random") -> None:  # type: ignore[name-defined]
    shuffled = [*reports, *reports]
    random.shuffle(shuffled)
    assert reduce(together, shuffled) == reduce(together, reports)


@given(st.lists(REPORTS, min_size=1, max_size=5))
def test_call_was_answered_if_any_report_says_so(reports: list[Known]) -> None:
    told = reduce(together, reports)
    assert told.reached == any(one.reached for one in reports)
    assert (told.kind is CallKind.TALKED) == told.reached
