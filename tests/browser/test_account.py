"""Signing in, in Chromium: the first owner, passkeys by a made-up authenticator, and pages that fit and read."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.api.conftest import Office
from tests.browser.conftest import violations
from tests.postgres import Database
from tests.web.desk import seated
from tests.web.test_account import PASSWORD, with_password
from tests.web.test_account_letters import invited

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.postgres]


@pytest.fixture
def localhost(site: str) -> str:
    """The same pages under a name: an address of figures has no passkeys."""
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Makes pages; complaints of the browser fail the test at its end."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def made(url: str, **context: Any) -> Page:
        contexts.append(browser.new_context(**context))
        page = contexts[-1].new_page()
        page.on("console", lambda one: complaints.append(one.text) if one.type == "warning" else None)
        page.on("pageerror", lambda one: complaints.append(str(one)))
        page.goto(url)
        return page

    yield made
    for one in contexts:
        one.close()
    assert complaints == []


def authenticator(page: Page) -> Any:
    """Fingers and a device that keeps passkeys, as Chromium makes them up."""
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return line, line.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def test_a_passkey_is_added_signs_in_alone_and_stands_for_the_second_step(
    opened: Callable[..., Page], localhost: str, database: Database
) -> None:
    from allauth.mfa.models import Authenticator

    office = Office()
    user = with_password(office)
    page = opened(f"{localhost}/sign-in?to=/account")
    line, device = authenticator(page)
    page.fill("#email", user.email)
    page.fill("#password", PASSWORD)
    page.click("button.first")
    page.wait_for_url(f"{localhost}/account")
    page.get_by_role("link", name="Add a passkey").click()
    page.fill("#name", "Laptop")
    page.get_by_role("button", name="Add").click()
    page.wait_for_url("**/account/codes?done=factor-added")
    assert [len(line.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"])] == [1]

    page.context.clear_cookies()
    page.goto(f"{localhost}/sign-in?to=/account")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{localhost}/account")

    page.context.clear_cookies()
    page.goto(f"{localhost}/sign-in?to=/account")
    page.fill("#email", user.email)
    page.fill("#password", PASSWORD)
    page.click("button.first")
    page.wait_for_url(f"{localhost}/sign-in/code")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{localhost}/account")

    page.get_by_role("button", name="Remove Laptop").click()
    page.wait_for_url("**/account?done=factor-removed")
    assert Authenticator.objects.count() == 0
    page.context.clear_cookies()
    page.goto(f"{localhost}/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("not known here").wait_for()


def test_the_passkey_of_another_finger_lets_nobody_in(
    opened: Callable[..., Page], localhost: str, database: Database
) -> None:
    page = opened(f"{localhost}/sign-in")
    if page.url.endswith("/welcome"):
        Office()
        page.goto(f"{localhost}/sign-in")
    line, device = authenticator(page)
    line.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("The passkey did not answer").wait_for()
    assert page.url == f"{localhost}/sign-in"


@pytest.fixture
def key(database: Database) -> Iterator[str]:
    from django.conf import settings

    path = Path(settings.FIRSTREPLY_SETUP_KEY_FILE)
    path.write_text("a-setup-key-of-43-characters-that-nobody-knows", "utf-8")
    yield path.read_text("utf-8")
    path.unlink(missing_ok=True)


@pytest.mark.parametrize("script", [True, False])
def test_the_first_owner_begins_and_the_browser_guesses_place_and_time(
    opened: Callable[..., Page], site: str, key: str, script: bool
) -> None:
    context = {"timezone_id": "Asia/Tehran", "locale": "fa-IR", "java_script_enabled": script}
    page = opened(f"{site}/welcome?key={key}", **context)
    found = [page.locator(f"#{one}").input_value() for one in ("zone", "region", "language")]
    assert found == (["Asia/Tehran", "IR", "fa"] if script else ["UTC", "", "fa"])
    if script:
        assert "ایران" in page.locator("#region option[value=IR]").inner_text()
    for name, value in (
        ("owner", "نورا"),
        ("email", "nora@nord.example"),
        ("password", PASSWORD),
        ("name", "دفتر"),
    ):
        page.fill(f"#{name}", value)
    page.locator("button.first").click()
    page.wait_for_function("!location.pathname.startsWith('/welcome')")
    assert (
        "نورا" in page.locator("body").inner_text() or page.locator("body").get_attribute("class") == "alone"
    )


def places(office: Office, member: Any) -> list[str]:
    return ["/sign-in", "/password", invited(office, member)]


@pytest.mark.parametrize(
    ("lang", "scheme", "width"),
    [("en", "light", 1440), ("ar", "light", 390), ("fa", "dark", 1440), ("en", "dark", 360)],
)
def test_every_page_of_accounts_fits_and_axe_finds_nothing(
    opened: Callable[..., Page],
    localhost: str,
    database: Database,
    key: str,
    lang: str,
    scheme: str,
    width: int,
) -> None:
    from django.test import Client

    viewport = {"width": width, "height": 900}
    page = opened(
        f"{localhost}/welcome?key={key}", locale=lang, color_scheme=scheme, bypass_csp=True, viewport=viewport
    )
    found = {"/welcome": _looked_at(page)}
    office = Office()
    user = with_password(office)
    for place in places(office, office.member("rep")[0]):
        page.goto(localhost + place)
        found[place.rpartition("/fr_")[0] or place] = _looked_at(page)
    cookie = {"name": "firstreply_session", "value": seated(Client(), office.id, user), "url": localhost}
    page.context.add_cookies([cookie])
    page.goto(f"{localhost}/account/confirm")
    found["/account/confirm"] = _looked_at(page)
    page.fill("#password", PASSWORD)
    page.locator("button.first").click()
    page.wait_for_url(f"{localhost}/account")
    own = ("/account", "/account/password", "/account/address", "/account/app", "/account/passkeys")
    for place in (*own, "/organisations"):
        page.goto(localhost + place)
        found[place] = _looked_at(page)
    assert found == dict.fromkeys(found, (width, []))


def _looked_at(page: Page) -> Any:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    return page.evaluate("document.documentElement.scrollWidth"), violations(page)
