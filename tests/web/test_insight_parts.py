"""Insights on pages: every part says what it means, and comes as CSV."""

import re

import pytest

from tests.web.desk import Desk, said
from tests.web.test_insight_shares import ANSWERED, desk

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


def test_other_steps_stand_beside_the_headline_and_open_their_waits(desk: Desk) -> None:
    found = section(desk.get("/insights?period=all&clock=wall").content.decode(), "steps")
    (row,) = re.findall(r'<tr><th scope="row">Any touch</th>.*?</tr>', found)
    (href,) = re.findall(r'<a href="(/insights/waits[^"]*)">', row)
    assert f"{len(ANSWERED)} waits behind the number" in said(desk.get(href.replace("&amp;", "&")))
    median = re.findall(r"<td>([^<]*)</td>", row)[0]
    # Nothing automatic was sent: any touch is the first response.
    assert median.replace("\u00a0", " ") in said(desk.get("/insights?period=all&clock=wall")).replace(
        "\u00a0", " "
    )
    assert desk.client.get("/insights/table.csv?period=all&part=any_touch").status_code == 200


def test_a_stage_of_the_funnel_opens_its_leads(desk: Desk) -> None:
    found = section(desk.get("/insights?period=all").content.decode(), "funnel")
    (href, told), *_ = re.findall(r'<td><a href="([^"]*)">(\d+)</a></td>', found)
    page = desk.get(href.replace("&amp;", "&")).content.decode()
    assert (told, f"{len(ANSWERED)} leads" in page, page.count("<li data-row>")) == (
        str(len(ANSWERED)), True, len(ANSWERED),
    )  # fmt: skip
    (csv,) = re.findall(r'href="(/insights/leads\.csv[^"]*)"', page)
    lines = b"".join(desk.client.get(csv.replace("&amp;", "&")).streaming_content).decode().splitlines()
    assert len(lines) == 1 + len(ANSWERED)
    assert "P 3," in "\n".join(lines)


def test_the_funnel_is_split_by_what_the_address_says_and_its_figures_open(desk: Desk) -> None:
    assert 'id="split"' not in desk.get("/insights?period=all").content.decode()
    page = desk.get("/insights?period=all&funnel=source").content.decode()
    found = section(page, "funnel")
    found = found[found.index('id="split"') :]
    ((href, told), *_) = re.findall(r'<td><a href="([^"]*)">(\d+)</a>', found)
    assert (told, "source=" in href) == (str(len(ANSWERED)), True)
    assert f"{told} leads" in said(desk.get(href.replace("&amp;", "&")))
    assert 'type="hidden" name="funnel" value="source"' in page
    assert "Not known" in section(desk.get("/insights?period=all&funnel=campaign").content.decode(), "funnel")
