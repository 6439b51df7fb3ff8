"""The palette in Chromium: what the page at hand can do is found and done, in whatever spelling; commands are done."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api.conftest import Office
from tests.browser.conftest import AXE, VIOLATIONS

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.postgres]
At = Callable[..., Page]
OPTIONS = "#palette [role=option]"
WIDE: Any = {"width": 1440, "height": 900}


def asks(office: Office, *names: str) -> None:
    from firstreply.journey import flow

    for name in names:
        office.ask("POST", "/inquiries", {"name": name, "email": f"{name}@x.example", "need": "An offer"})
    flow.arrived(office.id, limit=50, now=office.now + timedelta(seconds=1))


def sought(page: Page, text: str, first: str) -> None:
    """Type it into the palette, until this is what Enter would do."""
    page.keyboard.press("Control+k")
    page.keyboard.type(text)
    expect(page.locator(f"{OPTIONS}[aria-selected=true] span").first).to_have_text(first)


def test_what_the_page_at_hand_can_do_is_found_and_done(office: Office, at_desk: At) -> None:
    asks(office, "Ann")
    page = at_desk("/inbox", viewport=WIDE)
    sought(page, "snooze", "Snooze")
    page.keyboard.press("Enter")
    expect(page.locator("#palette")).to_be_hidden()
    expect(page.locator("#sheet[open] #sheet-title")).to_have_text("Snooze until …")


def test_letters_that_look_alike_find_the_same(office: Office, at_desk: At) -> None:
    asks(office, "Ann")
    page = at_desk("/inbox", locale="fa", viewport=WIDE)
    sought(page, "تعويق", "تعویق")  # with the Arabic ya
    page.keyboard.press("Enter")
    page.wait_for_selector("#sheet[open] form")
    page.keyboard.press("Escape")
    sought(page, "توكن", "توکن‌ها")


def test_commands_are_done_on_the_page_they_were_asked_on(at_desk: At, site: str) -> None:
    page = at_desk("/rules/promises", viewport=WIDE)
    sought(page, "dark", "Switch to dark")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{site}/rules/promises"
    expect(page.locator("html[data-theme=dark]")).to_have_count(1)
    sought(page, "keys", "Show the keys")
    page.keyboard.press("Enter")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    sought(page, "new promise", "New promise")
    expect(page.locator(OPTIONS, has_text="New promise")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/rules/promises/new")
    sought(page, "sign out", "Sign out")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/sign-in**")


@pytest.mark.parametrize("locale", ["en", "fa"])
def test_everybody_can_use_it(office: Office, at_desk: At, locale: str) -> None:
    asks(office, "Ann")
    page = at_desk("/inbox", locale=locale, viewport=WIDE, bypass_csp=True)
    page.add_script_tag(path=AXE)
    page.keyboard.press("Control+k")
    expect(page.locator(f"{OPTIONS}[data-presses='s']")).to_have_count(1)
    assert page.evaluate(VIOLATIONS) == []
    page.keyboard.type("zzqq")
    expect(page.locator(OPTIONS)).to_have_count(1)
    assert page.evaluate(VIOLATIONS) == []


def test_only_keys_that_do_something_now_are_listed(office: Office, at_desk: At) -> None:
    asks(office, "Ann", "Ben")
    page = at_desk("/inbox", viewport=WIDE)
    page.keyboard.press("s")
    page.wait_for_selector("#sheet[open] [data-key='1']")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    listed = [str(one) for one in page.locator("#keys [data-keys-here] dt").all_inner_texts()]
    assert listed == ["R", "C", "S", "A", "E", "#", "T", "/"]
