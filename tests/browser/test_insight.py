"""Insights in a browser: a share opens the waits behind it, a day alone is seen, no letter is promised in vain."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api.conftest import Office
from tests.web.desk import Desk

pytestmark = [pytest.mark.postgres, pytest.mark.browser]

DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")


@pytest.fixture
def seen(office: Office, home: object) -> Desk:
    """A desk with sample data, whose numbers are prepared."""
    from firstreply.core.member import Role
    from firstreply.core.sight import Viewer
    from firstreply.insights.live import Asked, ask

    desk = Desk(office)
    assert desk.post("/begin/sample").status_code == 303
    end = time.monotonic() + 60
    while ask(office.id, Viewer(member=None, role=Role.OWNER), Asked(), "headline").preparing is not None:
        assert time.monotonic() < end
        time.sleep(0.1)
    return desk


@pytest.mark.parametrize(("lang", "dark"), [("en", False), ("fa", True)])
def test_a_share_is_walked_through_and_a_day_alone_is_seen(
    seen: Desk, at_desk: Callable[..., Page], lang: str, dark: bool
) -> None:
    seen.post("/profile/looks", language=lang, theme="dark" if dark else "light", keys="on")
    page = at_desk("/insights?period=all", viewport={"width": 1440, "height": 900})
    expect(page.locator(".invented")).to_be_visible()
    alone = page.locator("#trend .dot.alone").all()
    assert {one.bounding_box()["width"] >= 10 for one in alone} <= {True}  # type: ignore[index]
    kept, decided = told(page.locator('.cards a[href*="share=within"][href*="end=decided"]').inner_text())
    page.locator('.cards .big a[href*="share=within"]').click()
    expect(page.locator("tr[data-row]")).to_have_count(kept)
    page.locator('.tabs a[href*="end=decided"]').click()
    expect(page.locator('.tabs a[aria-current="page"]')).to_have_attribute("href", re.compile("end=decided"))
    expect(page.locator("tr[data-row]")).to_have_count(decided)


def test_without_a_mail_server_the_page_promises_no_letter(seen: Desk, at_desk: Callable[..., Page]) -> None:
    from django.conf import settings

    assert not settings.FIRSTREPLY_SMTP_URL
    page = at_desk("/insights/digests", mind=("422",))
    page.locator('form[action="/insights/digests/new"] button').click()
    expect(page.locator("body")).to_contain_text("as soon as a mail server is set up")
    page.locator('form[action$="/test"] button').click()
    expect(page.locator("body")).to_contain_text("No letter was sent")


def test_a_period_that_is_chosen_lets_go_of_days_of_ones_own_and_these_of_it(
    seen: Desk, at_desk: Callable[..., Page]
) -> None:
    page = at_desk("/insights?since=2026-01-01&until=2026-01-31", viewport={"width": 1440, "height": 900})
    page.locator("input[name=period][value='7d']").check(force=True)
    page.wait_for_url("**/insights?*period=7d*")
    assert page.input_value("#since") == ""
    assert "2026-01" not in page.url
    page.fill("#since", "2026-02-01")
    page.locator("#since").press("Tab")
    page.wait_for_url("**/insights?*since=2026-02-01*")
    assert "period" not in page.url
    expect(page.locator("input[name=period]:checked")).to_have_count(0)


def told(text: str) -> Any:
    """The numbers in a text, in any digits."""
    return [int(one) for one in re.findall(r"\d+", text.translate(DIGITS))]
