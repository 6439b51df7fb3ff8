"""Insights on pages: every part says what it means, and comes as CSV."""

import re

import pytest

from tests.web.desk import Desk
from tests.web.test_insight_shares import desk

__all__ = ["desk"]

pytestmark = pytest.mark.postgres


def section(page: str, name: str) -> str:
    """One section of a page."""
    found = page[page.index(f'<section id="{name}"') :]
    return found[: found.index("</section>")]


@pytest.mark.parametrize(
    ("name", "means", "part"),
    [
        ("funnel", "were ever in each stage or beyond it", "funnel"),
        ("findings", "beside published findings", "benchmarks"),
    ],
)
def test_a_part_says_what_it_means_and_comes_as_csv(desk: Desk, name: str, means: str, part: str) -> None:
    found = section(desk.get("/insights?period=all").content.decode(), name)
    assert ("What it means" in found, means in found) == (True, True)
    links = re.findall(r'href="([^"]*table\.csv[^"]*)" download', found)
    assert f"part={part}" in links[0]
    assert desk.client.get(links[0].replace("&amp;", "&")).status_code == 200
