"""Insights on pages: how much is written, when, and how long conversations are."""

import csv
import io
import re

import pytest

from tests.web.desk import Desk, said
from tests.web.test_insight_shares import ANSWERED, desk

__all__ = ["desk"]

pytestmark = pytest.mark.postgres
SENT = sum(one is not None for one in ANSWERED)


def table(desk: Desk, href: str) -> list[list[str]]:
    """The rows of a CSV."""
    answer = desk.client.get(href.replace("&amp;", "&"))
    return list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_mail_tells_what_came_and_went_and_each_table_is_csv(desk: Desk) -> None:
    answer = desk.get("/insights/mail?period=all")
    page, told = answer.content.decode(), said(answer)
    assert (f"Received {len(ANSWERED)}" in told, f"Sent {SENT}" in told) == (True, True)
    assert re.findall(r'<section id="(\w+)"', page) == ["volume", "hours", "conversations", "senders"]
    assert page.count("What it means") == 4
    files = {
        href.split("part=")[1]: table(desk, href)
        for href in re.findall(r'href="([^"]*table\.csv[^"]*)"', page)
    }
    assert set(files) == {
        "volume.per_day", "classes", "heatmap", "threads_shape.lengths", "volume.top_senders", "volume.top_domains"
    }  # fmt: skip
    _, *days = files["volume.per_day"]
    assert [sum(int(row[at]) for row in days) for at in (1, 2)] == [len(ANSWERED), SENT]
    assert len(files["heatmap"]) == 1 + 7 * 24
    lengths = [[int(cell) for cell in row] for row in files["threads_shape.lengths"][1:]]
    assert sum(messages * threads for messages, threads in lengths) == len(ANSWERED) + SENT


def test_what_messages_do_not_have_goes_along_and_is_not_offered(desk: Desk) -> None:
    page = desk.get("/insights/mail?period=all&clock=wall&channel=email").content.decode()
    assert ('name="clock" value="wall"' in page, 'type="hidden" name="channel" value="email"' in page) == (
        True,
        True,
    )
    assert 'href="/insights?period=all&amp;clock=wall&amp;channel=email"' in page


def test_a_period_without_mail_says_so(desk: Desk) -> None:
    assert "Nobody wrote in this period" in said(desk.get("/insights/mail?period=all&product=none-such"))


def test_a_change_of_filters_swaps_the_figures_alone(desk: Desk) -> None:
    part = desk.get("/insights/mail?period=all", **{"HX-Request": "true", "HX-Request-Type": "partial"})
    page = part.content.decode()
    assert ("<h1" in page, '<section id="volume"' in page) == (False, True)
