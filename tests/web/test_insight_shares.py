"""Every share opens the waits it was counted from: as many rows as the page tells, on the same clock."""

import csv
import html
import io
import re
import time
from datetime import timedelta

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk, said

pytestmark = pytest.mark.postgres

#: Minutes after which each of them was answered; None: not yet.
ANSWERED = (5, 20, 50, 59, 61, 90, 300, 600, 2000, None, None)
DAYS = (1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 0)  #: how long ago they asked; the last one a moment ago


@pytest.fixture
def desk(database: Database, home: object) -> Desk:
    from firstreply.core.member import Role
    from firstreply.core.sight import Viewer
    from firstreply.insights.live import Asked, ask
    from firstreply.journey import flow

    office = Office()
    asked_at = [office.now - timedelta(days=days, minutes=3) for days in DAYS]
    for number, at in enumerate(asked_at):
        asked = {"name": f"P {number}", "email": f"p{number}@c.example", "occurred_at": at.isoformat()}
        assert office.ask("POST", "/inquiries", asked).status_code == 202
    flow.arrived(office.id, now=office.now)
    for number, after in enumerate(ANSWERED):
        if after is None:
            continue
        answer = {
            "direction": "out", "channel": "email", "party": f"p{number}@c.example", "text": "Yes.",
            "author": "owner@example.example", "id": f"answer{number}",
            "at": (asked_at[number] + timedelta(minutes=after)).isoformat(),
        }  # fmt: skip
        assert office.ask("POST", "/messages", answer).status_code == 202
    flow.arrived(office.id, now=office.now)
    end = time.monotonic() + 60
    while ask(office.id, Viewer(member=None, role=Role.OWNER), Asked(), "headline").preparing is not None:
        assert time.monotonic() < end
        time.sleep(0.1)
    return Desk(office)


def links(page: str, share: str) -> list[tuple[str, str]]:
    """What opens of a share: its text, and where."""
    found = re.findall(r'<a href="(/insights/waits[^"]*)">([^<]*)</a>', page)
    return [(text, html.unescape(href)) for href, text in found if f"share={share}" in href]


def rows(desk: Desk, href: str) -> int:
    """How many waits are on the page that it leads to; the CSV has as many."""
    page = desk.get(href).content.decode()
    shown = page.count("<tr data-row>")
    table = desk.client.get(href.replace("/insights/waits?", "/insights/waits.csv?"))
    lines = list(csv.reader(io.StringIO(b"".join(table.streaming_content).decode())))
    assert len(lines) - 1 == shown
    return shown


def figures(text: str) -> list[int]:
    """The numbers in a text."""
    return [int(one) for one in re.findall(r"\d+", text)]


@pytest.mark.parametrize("share", ["within", "rate", "promise"])
def test_a_share_opens_as_many_waits_as_it_tells(desk: Desk, share: str) -> None:
    for clock in ("wall", "business"):
        page = desk.get(f"/insights?period=all&clock={clock}").content.decode()
        cards = page[page.index('class="cards"') : page.index('class="two"')]
        opened = {href.split("end=")[1]: (text, href) for text, href in links(cards, share)}
        kept, whole = figures(opened["decided"][0])[:2]
        assert (rows(desk, opened["met"][1]), rows(desk, opened["decided"][1])) == (kept, whole)
        for end in {"missed", "pending"} & opened.keys():
            assert rows(desk, opened[end][1]) == figures(opened[end][0])[0]


def test_within_an_hour_by_the_clock_is_four_of_ten_and_one_undecided(desk: Desk) -> None:
    told = said(desk.get("/insights/waits?period=all&clock=wall&share=within&limit=3600&end=met"))
    assert "4 waits behind the number" in told
    assert ("All decided 10" in told, "Within 1 h 4" in told, "Not within 1 h 6" in told) == (True,) * 3
    assert ("Not decided yet 1" in told, "In clock time." in told) == (True, True)


def test_each_finding_opens_ours_in_clock_time_whatever_clock_is_chosen(desk: Desk) -> None:
    opened = [links(desk.get(f"/insights?period=all&clock={one}").content.decode(), "finding")
              for one in ("wall", "business")]  # fmt: skip
    assert [text for text, _ in opened[0]] == [text for text, _ in opened[1]]
    for text, href in opened[1]:
        if "end=decided" in href:
            kept, whole = figures(text)
            assert rows(desk, href) == whole
            assert rows(desk, href.replace("end=decided", "end=met")) == kept


def test_the_page_says_that_findings_follow_clock_time(desk: Desk) -> None:
    assert "always of new inquiries and in clock time" in said(desk.get("/insights?period=all"))


def test_a_group_opens_its_own_share(desk: Desk) -> None:
    page = desk.get("/insights?period=all&clock=wall").content.decode()
    table = page[page.index('id="by_channel"') :]
    href = next(href for _, href in links(table, "within") if "group=channel" in href)
    assert rows(desk, href) == 4


def test_what_makes_no_sense_of_a_share_breaks_nothing(desk: Desk) -> None:
    senseless = (
        "share=never",
        "share=within&limit=x&end=met",
        "share=within&limit=9999999999",
        "share=rate&end=open",
    )
    assert [desk.get(f"/insights/waits?{one}").status_code for one in senseless] == [200] * 4


def test_the_address_keeps_what_is_opened(desk: Desk) -> None:
    page = desk.get(
        "/insights/waits?period=all&product=&share=within&limit=3600&end=met&clock=wall"
    ).content.decode()
    (table,) = re.findall(r'class="csv" href="([^"]+)"', page)
    assert {"share=within", "limit=3600", "end=met", "clock=wall"} <= set(
        html.unescape(table).split("?")[1].split("&")
    )
