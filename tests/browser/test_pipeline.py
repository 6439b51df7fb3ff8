"""The board in Chromium: moved by keys, by menu and by drag, with reasons and a way back; and search as one types."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page

from tests.api.conftest import Office
from tests.browser.conftest import AXE, VIOLATIONS, until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.postgres]
WIDE = {"viewport": {"width": 1600, "height": 900}}


def brought(office: Office, *names: str) -> list[UUID]:
    """Leads of these names, whose words were read."""
    from firstreply.journey.flow import arrived
    from firstreply.journey.tidy import tidy
    from firstreply.store.models import Lead

    for n, name in enumerate(names):
        body = {"name": name, "email": f"p{n}@there.example", "deal_size": "1200", "currency": "EUR"}
        assert office.ask("POST", "/inquiries", body).status_code == 202
    while arrived(office.id, now=office.now):
        pass
    while tidy(office.id):
        pass
    with office.acting():
        return list(Lead.objects.order_by("id").values_list("id", flat=True))


def stage_of(office: Office, lead: UUID) -> Callable[[], str]:
    def stage() -> str:
        from firstreply.store.models import Lead

        with office.acting():
            return str(Lead.objects.get(pk=lead).stage)

    return stage


def in_column(page: Page, stage: str) -> Callable[[], list[str]]:
    return lambda: page.locator(f"[data-stage={stage}] .deal .title a:first-child").all_inner_texts()


def dragged(page: Page, lead: UUID, stage: str) -> None:
    """By hand: a little at a time."""
    card: Any = page.locator(f"#lead-{lead}").bounding_box()
    cards: Any = page.locator(f"[data-stage={stage}] .cards").bounding_box()
    page.mouse.move(card["x"] + 60, card["y"] + card["height"] - 6)
    page.mouse.down()
    page.mouse.move(card["x"] + 80, card["y"] + card["height"], steps=4)
    page.mouse.move(cards["x"] + 60, cards["y"] + 30, steps=12)
    page.mouse.move(cards["x"] + 64, cards["y"] + 34, steps=4)
    page.mouse.up()


def test_a_card_is_moved_by_keys_and_comes_back(at_desk: Callable[..., Page], office: Office) -> None:
    first, _ = brought(office, "Sara", "Omid")
    page = at_desk("/pipeline", **WIDE)
    page.keyboard.press("j")
    page.keyboard.press(">")
    until(in_column(page, "contacted"), ["Sara"])
    assert page.locator(f"#lead-{first}").get_attribute("aria-selected") == "true"
    page.keyboard.press(">")
    until(in_column(page, "nurture"), ["Sara"])
    page.keyboard.press("<")
    until(in_column(page, "contacted"), ["Sara"])
    page.keyboard.press("u")
    until(in_column(page, "nurture"), ["Sara"])
    assert stage_of(office, first)() == "nurture"


def test_the_menu_moves_by_number_and_asks_why_where_the_stage_does(
    at_desk: Callable[..., Page], office: Office
) -> None:
    (lead,) = brought(office, "Sara")
    page = at_desk("/pipeline", **WIDE)
    page.keyboard.press("j")
    page.keyboard.press("m")
    page.keyboard.press("8")
    until(lambda: page.locator("#reason[open] [data-reasons] button").count() > 0, True)
    assert stage_of(office, lead)() == "open"
    page.keyboard.press("2")
    until(in_column(page, "unqualified"), ["Sara"])
    from firstreply.store.models import Fact

    with office.acting():
        told = Fact.objects.filter(kind="stage_moved").latest("id").data
    assert (told["after"], told["reason"]) == ("unqualified", "no_budget")


def test_a_card_is_dragged_and_what_is_not_told_goes_back(
    at_desk: Callable[..., Page], office: Office
) -> None:
    (lead,) = brought(office, "Sara")
    page = at_desk("/pipeline", **WIDE)
    dragged(page, lead, "qualified")
    until(stage_of(office, lead), "qualified")
    until(in_column(page, "qualified"), ["Sara"])
    dragged(page, lead, "inactive")
    until(lambda: page.locator("#reason[open]").count(), 1)
    page.keyboard.press("Escape")
    until(in_column(page, "qualified"), ["Sara"])
    assert stage_of(office, lead)() == "qualified"


@pytest.mark.parametrize(("lang", "follows"), [("en", 1), ("fa", -1)])
def test_the_board_goes_the_way_that_the_language_is_written(
    at_desk: Callable[..., Page], office: Office, lang: str, follows: int
) -> None:
    brought(office, "سارا احمدی")
    page = at_desk("/pipeline", locale=lang, **WIDE)
    places: list[Any] = [page.locator(f"[data-stage={one}]").bounding_box() for one in ("open", "contacted")]
    assert (places[1]["x"] - places[0]["x"]) * follows > 0


@pytest.mark.parametrize("path", ["/pipeline", "/leads", "/search?q=sara", "/pipeline/stages"])
@pytest.mark.parametrize(
    "context", [{"color_scheme": "dark"}, {"viewport": {"width": 390, "height": 800}, "locale": "ar"}]
)
def test_pages_are_for_everybody(
    at_desk: Callable[..., Page], office: Office, path: str, context: dict[str, Any]
) -> None:
    brought(office, "Sara", "Omid")
    page = at_desk(path, bypass_csp=True, **context)
    page.add_script_tag(path=AXE)
    assert page.evaluate(VIOLATIONS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_search_finds_while_one_types_and_the_address_follows(
    at_desk: Callable[..., Page], office: Office
) -> None:
    brought(office, "Sara Ahmadi", "سارا احمدی", "Omid")
    page = at_desk("/search")
    page.keyboard.type("أحمدي")
    until(lambda: page.locator(".hits .whose").all_inner_texts(), ["سارا احمدی"])
    assert page.locator(".hits .where mark").count() == 0
    page.fill("#q", "p0@")
    until(lambda: page.locator(".hits .whose").all_inner_texts(), ["Sara Ahmadi"])
    until(lambda: page.url.endswith("q=p0%40"), True)
    assert page.locator(".hits mark").inner_text() == "p0@"


def test_the_board_is_narrowed_as_one_types_without_loading_the_page(
    at_desk: Callable[..., Page], office: Office
) -> None:
    brought(office, "Sara", "Omid")
    page = at_desk("/pipeline", **WIDE)
    page.evaluate("window.stays = true")
    page.fill("#f-q", "omi")
    until(in_column(page, "open"), ["Omid"])
    until(lambda: "q=omi" in page.url, True)
    assert page.evaluate("window.stays") is True
