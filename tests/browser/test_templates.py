"""Templates in Chromium: a slash brings one, keys choose it, Tab goes to what is not known; the editor looks along."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from playwright.sync_api import Page

from tests.api.conftest import Office
from tests.browser.conftest import AXE, VIOLATIONS, until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.postgres]


def template(office: Office, name: str, text: str, **more: Any) -> UUID:
    """One of the team in English, in force."""
    from firstreply.core.member import Role
    from firstreply.journey.organise import By, templates

    with office.acting():
        by = By(None, Role.OWNER, office.now)
        own = templates.add(name, by, **more)
        templates.write(own, "en", "About chairs", text, by)
        templates.publish(own, "en", by)
    return own


def lead(office: Office, **more: Any) -> UUID:
    from firstreply.store.models import Lead, Source

    with office.acting():
        whose = {"organisation_id": office.id}
        Source.objects.create(**whose, name="Mail", kind="email", settings={"address": "desk@our.example"})
        return Lead.objects.create(
            **whose,
            **{"name": "Sara Ahmadi", "persona": {"name": "Sara Ahmadi", "emails": ["sara@example.com"]}}
            | more,
            inquired_at=office.now,
            owner_id=office.founded.member,
        ).pk


def in_force(office: Office, own: UUID) -> str:
    from firstreply.store.queries import templates

    with office.acting():
        row = templates.one(None, own)
    assert row is not None
    return row.published["en"].body


def test_a_slash_brings_a_quick_reply_and_tab_goes_to_what_is_not_known(
    at_desk: Callable[..., Page], office: Office
) -> None:
    template(
        office,
        "Delivery",
        "Hello {first_name|there},\nto {city} it takes {custom.days} days.",
        shortcut="ship",
    )
    page = at_desk(f"/leads/{lead(office)}")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/quick" in one.url else None)
    box, text = page.locator("#quick"), page.locator("textarea[data-quick]")
    text.fill("One/two")
    assert box.is_hidden()
    text.press("Enter")
    text.press("/")
    page.locator("#quick [role=option]").first.wait_for()
    page.keyboard.type("ship")
    until(lambda: page.locator("#quick [role=option]").count(), 1)
    assert page.locator("#quick mark.gap").all_text_contents() == ["Not known: City", "Not known: days"]
    page.keyboard.press("Enter")
    assert text.input_value() == "One/two\nHello Sara,\nto {city} it takes {custom.days} days."
    assert page.locator("#subject").input_value() == "About chairs"
    assert page.locator("[name=template_version]").input_value() != ""
    page.keyboard.type("Berlin")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    assert text.input_value() == "One/two\nHello Sara,\nto Berlin it takes 3 days."
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") != "text"
    assert {name for url in asked for name in parse_qs(urlsplit(url).query)} <= {"q", "channel", "only"}


def test_arrows_choose_escape_gives_the_slash_back_and_a_press_of_the_mouse_takes_one(
    at_desk: Callable[..., Page], office: Office
) -> None:
    page = at_desk(f"/leads/{lead(office, language='fa')}")
    text = page.locator("textarea[data-quick]")
    text.press("/")
    options = page.locator("#quick [role=option]")
    options.first.wait_for()
    page.keyboard.press("ArrowDown")
    until(lambda: options.nth(1).get_attribute("aria-selected"), "true")
    assert page.locator("#quick-q").get_attribute("aria-activedescendant") == options.nth(1).get_attribute(
        "id"
    )
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    until(lambda: options.last.get_attribute("aria-selected"), "true")
    page.keyboard.press("Escape")
    assert (text.input_value(), page.locator("#quick").is_hidden()) == ("/", True)
    text.fill("")
    text.press("/")
    options.first.wait_for()
    page.locator("#quick [role=option]", has_text="/thanks").locator(".named").click()
    assert text.input_value().startswith("سلام \u2068Sara\u2069،\n")


def test_the_editor_shows_what_comes_out_and_what_is_wrong_while_one_types(
    at_desk: Callable[..., Page], office: Office
) -> None:
    own = template(office, "Delivery", "Hello")
    who = lead(office)
    page = at_desk(f"/templates/{own}?language=en")
    page.fill("#body", "Dear ")
    page.locator("#body").press("End")
    page.get_by_role("button", name="Insert a field").click()
    page.locator("[data-field=first_name]").click()
    page.keyboard.type("all")
    assert page.input_value("#body") == "Dear {first_name|all}"
    look = page.locator("#look .body")
    until(lambda: look.inner_text(), "Dear Sara")
    page.fill("#body", "Dear {nobody}")
    page.locator("#look .grave", has_text="There is no field “nobody”.").wait_for()
    page.fill("#body", "Dear {name|all}")
    page.select_option("#lead", str(who))
    until(lambda: look.inner_text(), "Dear Sara Ahmadi")
    page.get_by_role("button", name="Put in force").click()
    page.get_by_role("button", name="Undo").first.click()
    until(lambda: in_force(office, own), "Hello")


@pytest.mark.parametrize("locale", ["en", "fa"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(at_desk: Callable[..., Page], office: Office, locale: str, scheme: str) -> None:
    own = template(office, "Delivery", "Hello {name} {city|x}")
    who = lead(office)
    found = {}
    at = f"/templates/{own}"
    for path in ("/templates", "/templates/new", at, f"{at}/history?language=en", f"/leads/{who}"):
        page = at_desk(path, locale=locale, color_scheme=scheme, bypass_csp=True)
        if path.startswith("/leads"):
            page.locator("textarea[data-quick]").press("/")
            page.locator("#quick [role=option]").first.wait_for()
        page.add_script_tag(path=AXE)
        found[path] = page.evaluate(VIOLATIONS)
    assert {path: one for path, one in found.items() if one} == {}
