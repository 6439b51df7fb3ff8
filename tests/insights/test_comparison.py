"""Buckets and periods on their edges."""

import numpy as np
import pytest

from firstreply.insights.statistics.buckets import NAMES, buckets
from firstreply.insights.statistics.comparison import Stretch, change, latest_and_previous


@pytest.mark.parametrize(
    ("seconds", "name"),
    [
        (0, "under_5m"),
        (299, "under_5m"),
        (300, "5m_15m"),
        (899, "5m_15m"),
        (900, "15m_60m"),
        (3600, "1h_4h"),
        (14_400, "4h_24h"),
        (86_400, "1d_3d"),
        (259_199, "1d_3d"),
        (259_200, "over_3d"),
    ],
)
def test_an_edge_belongs_to_the_bucket_above(seconds: int, name: str) -> None:
    assert buckets(np.array([seconds]), 0) == {each: int(each == name) for each in NAMES}


def test_the_unanswered_are_never() -> None:
    assert buckets(np.zeros(0, np.int64), 4)["never"] == 4


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (None, None, (Stretch(150, 200), Stretch(100, 150))),
        (160, None, (Stretch(160, 200), Stretch(120, 160))),
        (160, 180, (Stretch(160, 180), Stretch(140, 160))),
        (None, 140, (Stretch(120, 140), Stretch(100, 120))),
        (160, 500, (Stretch(160, 200), Stretch(120, 160))),
        (120, None, None),  # 80 long, and only 20 are covered before it
        (180, 170, None),
    ],
)
def test_previous_period_is_as_long_and_covered(
    since: int | None, until: int | None, expected: tuple[Stretch, Stretch] | None
) -> None:
    assert latest_and_previous(100, 200, since, until) == expected


def test_change_of_the_unknown_is_unknown() -> None:
    assert (change(5, 3), change(None, 3), change(5, None)) == (2, None, None)
