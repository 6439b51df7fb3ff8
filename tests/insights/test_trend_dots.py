"""The trend: a day that stands alone is seen as well as a line is."""

import re

from firstreply.insights.dates import Dates
from firstreply.insights.report.svg_trend import trend
from firstreply.insights.words import use


def point(day: int, median_s: int | None) -> dict[str, object]:
    told = {"from": f"2026-11-{day:02}T00:00:00+00:00", "to": f"2026-11-{day + 1:02}T00:00:00+00:00"}
    return {**told, "inquiries": 6, "answered": 5, "median_s": median_s, "within_1h": None}


def test_a_day_alone_is_a_larger_dot_than_one_on_a_line() -> None:
    words = use("en")
    medians = (600, None, 900, 1200, None, 300)
    drawn = str(
        trend(
            words,
            Dates(words, "gregorian", "UTC"),
            [point(day, one) for day, one in enumerate(medians, 1)],
            "trend",
        )
    )
    dots = re.findall(r'r="([\d.]+)" class="(dot[^"]*)"', drawn)
    assert sorted(dots) == [("2.5", "dot"), ("2.5", "dot"), ("5", "dot alone"), ("5", "dot alone")]
