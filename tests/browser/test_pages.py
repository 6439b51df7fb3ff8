"""The pages of the product itself in Chromium: they read in three languages, fit every width, and axe finds nothing."""

from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import opened, violations
from tests.postgres import Database

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.postgres]

PLACES = ("/status", "/api/v1/docs")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
@pytest.mark.parametrize("width", [360, 1440])
def test_page_of_how_it_is_fits_and_axe_finds_nothing(
    browser: Browser, site: str, lang: str, scheme: str, width: int
) -> None:
    context = {
        "locale": lang,
        "color_scheme": scheme,
        "bypass_csp": True,
        "viewport": {"width": width, "height": 900},
    }
    page, seen = opened(browser, f"{site}/status", **context)
    root = page.locator("html")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == (lang, "ltr" if lang == "en" else "rtl")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert (violations(page), seen) == ([], [])
    page.context.close()


@pytest.mark.parametrize(
    ("width", "scheme", "opening"),
    [
        (360, "dark", 1),
        (1440, "light", 1),
        (360, "light", 9),
        (1440, "dark", 9),
    ],  # all, or each ninth: axe takes long
)
def test_page_of_the_api_fits_and_axe_finds_nothing(
    browser: Browser, site: str, scheme: str, width: int, opening: int
) -> None:
    context = {"color_scheme": scheme, "bypass_csp": True, "viewport": {"width": width, "height": 900}}
    page, seen = opened(browser, f"{site}/api/v1/docs", **context)
    page.evaluate(
        "(n) => document.querySelectorAll('details').forEach((one, i) => { one.open = i % n === 0; })",
        opening,
    )
    assert page.locator("details").count() > 60
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert (violations(page), seen) == ([], [])
    page.context.close()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("lang", ["en", "fa"])
def test_under_its_own_policy_a_page_is_styled_and_asks_for_nothing(
    browser: Browser, site: str, place: str, lang: str
) -> None:
    page, seen = opened(browser, site + place, locale=lang, java_script_enabled=False)
    assert seen == []
    page.context.close()
    page, _ = opened(browser, site + place, locale=lang, color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(16, 18, 20)"
    page.context.close()


def test_persian_is_set_in_its_own_letters(browser: Browser, site: str) -> None:
    page, _ = opened(browser, f"{site}/status", locale="fa")
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px Vazirmatn', 'پاسخ')") is True
    style = "getComputedStyle(document.querySelector('main'))"
    assert page.evaluate(f"[{style}.letterSpacing, {style}.fontStyle]") == ["normal", "normal"]
    assert page.evaluate("getComputedStyle(document.querySelector('pre')).direction") == "ltr"
    page.context.close()


def test_first_steps_are_shown_until_there_is_an_organisation_and_never_the_key(
    browser: Browser, site: str, database: Database
) -> None:
    from django.conf import settings

    key = Path(settings.FIRSTREPLY_SETUP_KEY_FILE)
    key.write_text("s3cret-key")
    try:
        page, _ = opened(browser, f"{site}/status")
        typed = page.locator("pre").all_inner_texts()
        assert [f"{settings.FIRSTREPLY_ADDRESS}/api/v1/setup" in typed[0], len(typed)] == [True, 3]
        assert "s3cret-key" not in page.content()
        with psycopg.connect(database.admin) as connection:
            connection.execute(
                "INSERT INTO organisation (id, name, zone, region, language, settings)"
                " VALUES (gen_random_uuid(), 'Acme', 'UTC', '', 'en', '{}')"
            )
        page.reload()
        assert page.locator("pre").count() == 0
        page.context.close()
    finally:
        key.unlink()


def test_what_is_not_well_is_said_in_words(browser: Browser, site: str, database: Database) -> None:
    page, _ = opened(browser, f"{site}/status", locale="fa")
    ill = page.locator(".ill").all_inner_texts()
    assert (page.locator("h1").inner_text(), len(ill)) == ("بخشی از FirstReply کار نمی‌کند", 1)
    with psycopg.connect(database.admin) as connection:
        connection.execute(
            "INSERT INTO heartbeat (process, kind, seen_at) VALUES ('one', 'worker', clock_timestamp())"
        )
    page.reload()
    assert (page.locator("h1").inner_text(), page.locator(".ill").count()) == ("FirstReply در حال کار است", 0)
    page.context.close()
