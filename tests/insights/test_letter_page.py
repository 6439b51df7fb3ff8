"""A letter as a page: the same figures, in the reader's direction, and nothing of strangers' that would be markup."""

import re

from firstreply.insights.letters.page import figures, page
from firstreply.insights.words import use

LINK = "https://leads.example/insights?period=last_week&clock=wall"
TOLD = {
    "period": "2 to 8 March",
    "figures": [["New inquiries", "42"], ["Median first response", "18 min"]],
    "people": [["<b>Ana</b>", "30", "2", "12 min"]],
}


def cells(html: str) -> list[str]:
    return re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", html)


def test_figures_are_a_table_of_titles_and_values_and_one_of_people() -> None:
    html = figures(use("en"), "How fast you answered last week", TOLD, link=LINK)
    assert cells(html) == [
        "<bdi>New inquiries</bdi>", "42", "<bdi>Median first response</bdi>", "18 min",
        "Person", "Answered", "Open", "Median", "<bdi>&lt;b&gt;Ana&lt;/b&gt;</bdi>", "30", "2", "12 min",
    ]  # fmt: skip
    assert re.findall(r'<a href="([^"]*)">(.*?)</a>', html) == [
        (LINK.replace("&", "&amp;"), "See it in Insights")
    ]
    assert "2 to 8 March" in html


def test_who_reads_from_the_right_gets_a_page_from_the_right() -> None:
    html = figures(use("fa"), "عنوان", TOLD, link=LINK)
    assert set(re.findall(r'\bdir="(\w+)"', html)) == {"rtl"}
    assert re.findall(r'<th scope="row" align="(\w+)"', html) == ["right"] * 3
    assert set(re.findall(r'<td align="(\w+)"', html)) == {"left"}


def test_nobody_asked_is_said_without_a_table() -> None:
    html = figures(use("en"), "Title", {"period": "Today", "note": "Nobody asked in this period"}, link=LINK)
    assert ("Nobody asked in this period" in html, "<table" in html) == (True, False)


def test_lines_of_an_alert_are_paragraphs_that_hold_no_markup() -> None:
    html = page(use("en"), "New lead: <Omid>", ["Omid waits.", "", "<img src=x>"], link=LINK, says="Open it")
    assert re.findall(r"<p dir=\"auto\">(.*?)</p>", html) == ["Omid waits.", "&lt;img src=x&gt;"]
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", html) == ["New lead: &lt;Omid&gt;"]
