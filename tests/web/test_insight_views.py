"""Insights on pages: what its address says is one form, which views, links and letters carry on."""

import html
import re
import time

import pytest

from tests.api.conftest import Office
from tests.postgres import Database
from tests.web.desk import Desk, said

pytestmark = pytest.mark.postgres
#: As the form of filters sends itself.
SENT = "/insights?period=30d&since=&until=&clock=business&waits=first&product=chairs"


@pytest.fixture
def desk(database: Database, home: object) -> Desk:
    return Desk(Office())


def kept(page: str) -> str:
    """The query that "Save view" would keep."""
    found = re.search(r'name="query" value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


def here(page: str) -> list[str]:
    """The tabs of views that are marked as what is shown."""
    bar = page[page.index('<nav class="views"') :]
    return re.findall(r'aria-current="page">(?:<bdi>)?([^<]*)', bar[: bar.index("</ul>")])


def test_a_change_of_filters_offers_to_save_what_is_shown_then(desk: Desk) -> None:
    part = desk.get(SENT, **{"HX-Request": "true", "HX-Request-Type": "partial"}).content.decode()
    assert (part.count('id="figures"'), kept(part)) == (1, "product=chairs")


def test_a_saved_view_is_marked_and_its_links_say_nothing_of_the_saving(desk: Desk) -> None:
    saved = desk.post(
        "/views", page="insights", name="Chairs", query="product=chairs", to="/insights?product=chairs"
    )
    page = desk.get(saved.url).content.decode()
    assert (here(page), "done=" in page, "The view is saved." in page) == (["Chairs"], False, True)
    assert here(desk.get(SENT).content.decode()) == ["Chairs"]


def test_a_view_that_was_saved_with_what_was_said_then_is_known_again(desk: Desk) -> None:
    desk.post(
        "/views",
        page="insights",
        name="Chairs",
        query=f"{SENT.split('?')[1]}&done=view-saved",
        to="/insights",
    )
    page = desk.get("/insights?product=chairs").content.decode()
    assert (here(page), "done=" in page) == (["Chairs"], False)


def test_insights_open_with_the_view_that_was_chosen_and_all_is_still_there(desk: Desk) -> None:
    from firstreply.store.models import View

    desk.post("/views", page="insights", name="Chairs", query="product=chairs", to="/insights")
    with desk.office.acting():
        view = View.objects.get().pk
    assert "All" in here(desk.get("/insights").content.decode())
    desk.post(f"/views/{view}", name="Chairs", opens="on", to="/insights?product=chairs")
    assert desk.get("/insights").url == "/insights?product=chairs"
    assert "product=chairs" not in kept_or_nothing(desk.get("/insights?all=1").content.decode())
    part = desk.get("/insights", **{"HX-Request": "true", "HX-Request-Type": "partial"})
    assert part.status_code == 200
    back = re.search(r'class="way"><a href="([^"]*)"', desk.get("/insights/waits").content.decode())
    assert back
    assert (back[1], desk.get(back[1]).status_code) == ("/insights?all=1", 200)


def kept_or_nothing(page: str) -> str:
    return kept(page) if 'name="query"' in page else ""


def test_filters_go_along_to_the_figures_by_mail_the_period_does_not(desk: Desk) -> None:
    page = desk.get("/insights?period=7d&clock=wall&product=chairs&product=").content.decode()
    found = re.search(r'href="(/insights/digests[^"]*)"', page)
    assert found
    wish = desk.get(html.unescape(found[1]))
    assert (kept(wish.content.decode()), "With the filters" in said(wish)) == (
        "clock=wall&product=chairs&product=",
        True,
    )
    assert "Of everything that you may see." in said(desk.get("/insights/digests?done=digest-added"))


def test_while_numbers_are_prepared_the_page_says_how_long_it_will_take(desk: Desk) -> None:
    from firstreply.insights.live import asking

    mirror = asking.mirrors().current(desk.office.id)
    with mirror.looking:  # nobody fills it meanwhile
        mirror.mark, mirror.looked = None, time.monotonic() + 60
        mirror.done, mirror.total, mirror.began = 40, 100, time.monotonic() - 120
        told = said(desk.get("/insights"))
    assert ("40%" in told, "about 3 min" in told) == (True, True)
