"""Rank: where somebody stands among others, and when that is told."""

from typing import Any

import pytest

from firstreply.insights.rank import Rank, rank


def row(key: str | None, median: int | None, *, withheld: bool = False) -> dict[str, Any]:
    return {"key": key, "median_s": median, "withheld": withheld}


ALL = [
    row("ann", 60),
    row("ben", 30),
    row("cem", 60),
    row("dea", None),
    row("eve", None, withheld=True),
    row(None, 1),
]


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("ben", Rank(1, 4)),
        ("ann", Rank(2, 4)),
        ("cem", Rank(2, 4)),
        ("dea", Rank(4, 4)),  # not reached: too many wait
        ("eve", None),  # too few cases
        ("fay", None),
        (None, None),  # what is nobody's has no rank
    ],
)
def test_whoever_has_enough_cases_has_a_place(key: str | None, found: Rank | None) -> None:
    assert rank(ALL, key) == found


def test_alone_nobody_has_a_rank() -> None:
    assert rank([row("ann", 60), row("eve", None, withheld=True)], "ann") is None
