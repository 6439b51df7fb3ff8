"""The wall in Chromium, over hours: it renews itself, says when it is cut off, and goes blank when it is revoked."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.api.conftest import Office
from tests.web.test_wall import hung

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.postgres]
At = Callable[..., Page]
AWAY = ("503", "ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "htmx:error")


def refused(route: Route) -> None:
    route.fulfill(status=503, body="<h1>Away</h1>", content_type="text/html")


def test_it_waits_with_its_new_page_until_the_server_is_back(at_desk: At, office: Office) -> None:
    address = hung(office)
    page = at_desk("/profile", mind=AWAY)
    page.clock.install()
    page.goto(page.url.replace("/profile", address))
    page.evaluate("window.old = true")
    page.route(re.compile("/wall/"), refused)
    with page.expect_response(re.compile("/wall/")):
        page.clock.fast_forward("06:00:01")
    page.clock.run_for(1000)
    expect(page.get_by_role("heading", name="Office")).to_be_visible()
    page.unroute_all()
    with page.expect_event("load"):
        page.clock.fast_forward("02:00")
    assert page.evaluate("window.old") is None
    expect(page.get_by_role("heading", name="Office")).to_be_visible()


def test_it_says_since_when_it_is_cut_off_and_no_longer_when_it_is_not(at_desk: At, office: Office) -> None:
    address = hung(office)
    page = at_desk("/profile", mind=AWAY)
    page.clock.install()
    page.goto(page.url.replace("/profile", address))
    expect(page.locator("#connection")).to_be_hidden()
    page.route(re.compile("/wall/"), lambda route: route.abort())
    page.clock.run_for("02:00")
    expect(page.locator("#connection")).to_have_text("Connection lost, last updated 2 min ago")
    page.unroute_all()
    with page.expect_response(re.compile("/wall/")):
        page.clock.run_for(20_000)
    expect(page.get_by_role("heading", name="Office")).to_be_visible()
    page.clock.run_for(2000)
    expect(page.locator("#connection")).to_be_hidden()


def test_a_revoked_wall_shows_no_name_any_more(at_desk: At, office: Office) -> None:
    from firstreply.store.models import SharedLink

    address = hung(office)
    page = at_desk("/profile", mind=("404", "htmx:error"))
    page.clock.install()
    page.goto(page.url.replace("/profile", address))
    expect(page.get_by_role("heading", name="Office")).to_be_visible()
    with office.acting():
        SharedLink.objects.update(revoked_at=office.now)
    with page.expect_response(re.compile("/wall/")):
        page.clock.run_for(20_000)
    expect(page.locator("#now")).to_have_text("This address shows nothing any more.")
    page.clock.run_for("03:00")
    expect(page.locator("#connection")).to_be_hidden()
