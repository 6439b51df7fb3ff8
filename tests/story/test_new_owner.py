"""A new owner, from the link that `up` prints to the first answered lead and its number, by the pages alone."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from firstreply.channels.telegram.peer import Bots
from tests.browser.conftest import chromium
from tests.story.test_quickstart import UP, answers, free

playwright = pytest.importorskip("playwright.sync_api", reason="needs Chromium")
pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.browser]

PASSWORD = "three calm green boats"
WITHIN_S = 600  #: what a new owner may take; a script that types at once takes a fraction


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as started:
        yield started


class Product(NamedTuple):
    """One that was just started: its address and the key of the first owner."""

    address: str
    key: str


@pytest.fixture
def product(home: Path) -> Iterator[Product]:
    ports = [free() for _ in range(2)]
    folder = home / f"owner-{ports[0]}"
    environment = os.environ | {
        "FIRSTREPLY_HOME": str(folder),
        "FIRSTREPLY_PORT": str(ports[0]),
        "FIRSTREPLY_LIVE_PORT": str(ports[1]),
        "FIRSTREPLY_PRIVATE_HOSTS": "127.0.0.1",
    }
    environment.pop("DATABASE_URL", None)
    process = subprocess.Popen(UP, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        key, deadline = folder / "setup-key", time.monotonic() + 180
        while not (key.exists() and answers(ports[0])):
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.1)
        yield Product(f"http://localhost:{ports[0]}", key.read_text().strip())
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(40) == 0


@pytest.mark.parametrize("language", ["en", "fa"])
def test_from_the_first_link_to_the_first_number(
    browser: Any,
    product: Product,
    language: str,
) -> None:
    begun, steps = time.monotonic(), 0
    context = browser.new_context(locale=language)
    page = context.new_page()
    page.set_default_timeout(30_000)
    with Bots().running() as peer:
        page.goto(f"{product.address}/welcome?key={product.key}")
        page.fill("#owner", "Mina")
        page.fill("#email", "mina@team.example")
        page.fill("#password", PASSWORD)
        page.fill("#name", "Team")
        page.select_option("#week", "sat_wed")
        page.select_option("#language", language)
        page.locator("#name").press("Enter")
        page.wait_for_url("**/begin")
        steps += 7
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "fa" else "ltr")

        page.goto(f"{product.address}/channels/new/telegram")
        page.fill("[name=name]", "Bot")
        page.fill("[name='setting-token']", Bots.token)
        page.fill("[name='setting-base_url']", peer.url)
        page.locator("[name=name]").press("Enter")
        page.locator("form[action$='/tell'] button").first.click()
        wait_until(lambda: peer.webhook, 30)
        steps += 6

        peer.write({"id": 7, "first_name": "Omid", "language_code": language}, "Do you have 20 chairs?")
        wait_until(lambda: waits(page, product), 30)
        page.keyboard.press("j")
        page.keyboard.press("r")
        page.wait_for_url("**/leads/**")
        page.locator("#text").wait_for()
        page.locator("#text").fill("Yes, from next week. When do you need them?")
        page.keyboard.press("Control+Enter")
        steps += 5
        wait_until(lambda: any("next week" in one.get("text", "") for one in peer.sent), 40)

        page.goto(f"{product.address}/insights?period=today&clock=wall")
        page.locator(".cards .big").first.wait_for()
        wait_until(lambda: shows(page, "/insights/waits?period=today&clock=wall&end=answered", 1), 30)
        steps += 1
    context.close()
    took = time.monotonic() - begun
    print(f"\n{language}: {steps} steps, {took:.0f} s")
    assert (took < WITHIN_S, steps <= 20) == (True, True)


def waits(page: Any, product: Product) -> bool:
    """Whether somebody stands in the list."""
    page.goto(f"{product.address}/inbox?split=waiting")
    found: bool = page.locator("[data-row] a.open").count() > 0
    return found


def shows(page: Any, path: str, rows: int) -> bool:
    """Whether so many waits are behind the number."""
    page.goto(page.url.split("/insights")[0] + path)
    found: bool = page.locator("table.waits tbody tr").count() == rows
    return found


def wait_until(true: Any, seconds: float) -> None:
    """Look again and again until it is so."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.3)
