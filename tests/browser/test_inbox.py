"""My leads in Chromium: fifty triaged by keys alone, rows that follow what happens and never move, mirrored too."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.api.conftest import Office
from tests.browser.conftest import AXE, VIOLATIONS
from tests.postgres import Database
from tests.web.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.postgres]
ROW = "#box [data-row]"
#: As /live would bring it; the stream itself is tested with its server.
_LIVE = "(lead) => document.dispatchEvent(new CustomEvent('fr:live', {detail: {kind: 'assigned', lead}}))"


@pytest.fixture
def office(database: Database) -> Office:
    from firstreply.journey import access

    access.forget()
    return Office()


@pytest.fixture
def at_desk(browser: Browser, site: str, office: Office) -> Iterator[Callable[..., Page]]:
    """Opens a page, signed in as the owner; what the browser complains of fails the test at its end."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    kept = Desk(office).client.cookies

    def opened(path: str, **context: Any) -> Page:
        contexts.append(browser.new_context(**context))
        contexts[-1].add_cookies(
            [{"name": one.key, "value": one.value, "url": site} for one in kept.values()]
        )
        page = contexts[-1].new_page()
        page.on("console", lambda one: complaints.append(one.text) if _is_ours(one) else None)
        page.on("pageerror", lambda one: complaints.append(str(one)))
        page.goto(f"{site}{path}")
        return page

    yield opened
    for one in contexts:
        one.close()
    assert complaints == []


def _is_ours(said: Any) -> bool:
    """Not what is missing because no live server and no lead page run here."""
    return said.type in ("error", "warning") and not any(
        one in said.text for one in ("/live", "ERR_CONNECTION", "Failed to load resource")
    )


def asks(office: Office, name: str, at: timedelta = timedelta()) -> UUID:
    """Somebody asks; their lead."""
    from firstreply.journey import flow
    from firstreply.store.models import Lead

    number = abs(hash(name))
    answer = office.ask(
        "POST", "/inquiries", {"name": name, "email": f"n{number}@customer.example", "need": "An offer"}
    )
    assert answer.status_code < 300, answer.content
    flow.arrived(office.id, limit=50, now=office.now + timedelta(seconds=1) + at)
    with office.acting():
        return Lead.objects.get(name=name).pk


def names(page: Page) -> list[str]:
    """Who stands in the list, from top to bottom."""
    return [str(one) for one in page.locator("#box [data-row] .open").all_inner_texts()]


def wait_of(office: Office, lead: UUID) -> UUID:
    from firstreply.store.models import Wait

    with office.acting():
        return Wait.objects.get(lead_id=lead).pk


def test_fifty_are_triaged_by_keys_alone(
    office: Office, at_desk: Callable[..., Page], database: Database
) -> None:
    ada, _ = office.member("admin", "Ada Admin")
    leads = [asks(office, f"Person {n:02}") for n in range(50)]
    _give_all_to(office, leads, office.founded.member)
    page = at_desk("/inbox", viewport={"width": 1440, "height": 900})
    assert len(names(page)) == 50
    pressed = 0

    def press(*keys: str) -> None:
        nonlocal pressed
        for one in keys:
            page.keyboard.press(one)
            pressed += 1

    for n in range(50):
        left = 50 - n
        expect(page.locator(ROW)).to_have_count(left)
        kind = n % 4
        if kind == 0:
            press("#")
        elif kind == 1:
            press("s")
            page.wait_for_selector("#sheet[open] [data-key='1']")
            press("1")
        elif kind == 2:
            press("c")
            page.wait_for_selector("#sheet[open] [data-key='1']")
            press("1")
        else:
            press("a")
            page.wait_for_selector("#sheet[open] #assign-filter")
            page.keyboard.type("ada")
            pressed += 3
            press("Enter")
    page.wait_for_selector(".empty h2")
    assert page.inner_text(".empty h2") == "Nothing waits for you"
    print(f"key presses: {pressed}")
    assert pressed <= 50 * 3 + 12 * 2
    with office.acting():
        from firstreply.store.models import Lead, Snooze, Wait

        outcomes = list(Wait.objects.values_list("outcome", flat=True))
        assert {one: outcomes.count(one) for one in outcomes} == {"voided": 13, "answered": 12, "open": 25}
        assert Snooze.objects.count() == 13
        assert Lead.objects.filter(owner_id=ada).count() == 12


def _give_all_to(office: Office, leads: list[UUID], member: UUID) -> None:
    from firstreply.journey import acted
    from firstreply.store.models import Lead

    for one in leads:
        with office.acting():
            owner = Lead.objects.values_list("owner_id", flat=True).get(pk=one)
        if owner != member:
            acted.assign(office.id, one, by=None, now=office.now + timedelta(seconds=2), to=member)


def test_j_and_k_go_through_the_rows_x_selects_and_r_replies(
    office: Office, at_desk: Callable[..., Page]
) -> None:
    leads = [asks(office, name) for name in ("Ann", "Ben", "Cem")]
    page = at_desk("/inbox", viewport={"width": 1440, "height": 900})
    chosen = "[data-row][aria-selected=true] .open"
    assert page.inner_text(chosen) == "Ann"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.inner_text(chosen) == "Ben"
    page.keyboard.press("x")
    assert page.locator(".tick input:checked").count() == 1
    assert page.inner_text(".chosen") == "1 selected"
    page.keyboard.press("x")
    with page.expect_navigation():
        page.keyboard.press("r")
    assert page.url.endswith(f"/leads/{leads[1]}?reply=1&next=1")


def test_what_is_ticked_is_done_at_once_and_undone_with_u(
    office: Office, at_desk: Callable[..., Page]
) -> None:
    for name in ("Ann", "Ben", "Cem"):
        asks(office, name)
    page = at_desk("/inbox", viewport={"width": 1440, "height": 900})
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("#")
    expect(page.locator(ROW)).to_have_count(1)
    assert names(page) == ["Cem"]
    assert page.inner_text(".toast-line p") == "2 set aside as spam"
    page.keyboard.press("u")
    expect(page.locator(ROW)).to_have_count(3)
    assert names(page) == ["Ann", "Ben", "Cem"]


def test_rows_follow_what_happens_in_place_and_new_ones_wait_for_n(
    office: Office, at_desk: Callable[..., Page]
) -> None:
    from firstreply.journey import acted

    ann, _, cem = (asks(office, name) for name in ("Ann", "Ben", "Cem"))
    page = at_desk("/inbox", viewport={"width": 1440, "height": 900})
    page.keyboard.press("j")
    before = page.evaluate(
        "[...document.querySelectorAll('#box [data-row]')].map((one) => one.getBoundingClientRect().top)"
    )
    by = office.founded.member
    acted.void(office.id, wait_of(office, ann), by=by, now=office.now + timedelta(seconds=2), reason="spam")
    acted.change_lead(
        office.id, cem, {"company": "Chairs & Co"}, by=by, now=office.now + timedelta(seconds=2)
    )
    new = asks(office, "Dan")
    for lead in (ann, cem, new):
        page.evaluate(_LIVE, str(lead))
    page.wait_for_selector("#fresh:not([hidden])")
    assert page.inner_text("#fresh") == "1 new – press N"
    assert names(page) == ["Ann", "Ben", "Cem"]
    assert page.locator(".row.over .why").all_inner_texts() == ["Set aside as spam or a duplicate"]
    assert page.inner_text(f"[data-lead='{cem}'] .of") == "Chairs & Co"
    after = page.evaluate(
        "[...document.querySelectorAll('#box [data-row]')].map((one) => one.getBoundingClientRect().top)"
    )
    assert after == before
    assert page.inner_text("[data-row][aria-selected=true] .open") == "Ben"
    page.keyboard.press("n")
    expect(page.locator(f"{ROW}.over")).to_have_count(0)
    assert names(page) == ["Ben", "Cem", "Dan"]
    assert page.inner_text("[data-row][aria-selected=true] .open") == "Ben"


def test_the_counts_of_all_tabs_follow_what_is_done_and_undone(
    office: Office, at_desk: Callable[..., Page]
) -> None:
    for name in ("Ann", "Ben", "Cem"):
        asks(office, name)
    page = at_desk("/inbox", locale="fa", viewport={"width": 1440, "height": 900})
    counts = page.locator(".splits .count")
    expect(counts).to_have_text(["۳", "۳", "۰", "۰"])
    page.keyboard.press("s")
    page.wait_for_selector("#sheet[open] [data-key='1']")
    page.keyboard.press("1")
    expect(counts).to_have_text(["۲", "۲", "۰", "۱"])
    page.keyboard.press("u")
    expect(counts).to_have_text(["۳", "۳", "۰", "۰"])
    expect(page.locator(f"{ROW}[aria-selected=true]")).to_have_count(1)
    page.keyboard.press("#")
    expect(counts).to_have_text(["۲", "۲", "۰", "۰"])


@pytest.mark.parametrize(("locale", "width"), [("en", 1440), ("fa", 390)])
def test_a_language_is_chosen_by_keys(
    office: Office, at_desk: Callable[..., Page], locale: str, width: int
) -> None:
    from firstreply.store.models import Lead

    for one in ("Ann A", "Ben B"):
        asks(office, one)
    with office.acting():
        Lead.objects.filter(name="Ben B").update(language="ar")
    page = at_desk("/inbox", locale=locale, viewport={"width": width, "height": 844})
    page.keyboard.press("f")
    menu = page.locator(".narrow > .card")
    expect(menu).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.keyboard.press("f")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox?language=ar")
    assert names(page) == ["Ben B"]


@pytest.mark.parametrize("width", [1024, 390])
def test_keys_work_where_no_room_is_for_their_buttons(
    office: Office, at_desk: Callable[..., Page], width: int
) -> None:
    asks(office, "Ann A")
    page = at_desk("/inbox", viewport={"width": width, "height": 844})
    expect(page.locator("#box [data-act=snooze]")).to_be_hidden()
    page.keyboard.press("s")
    expect(page.locator("#sheet[open] form").first).to_be_visible()


@pytest.mark.parametrize(("locale", "drawn"), [("en", "decimal"), ("ar", "arabic-indic"), ("fa", "persian")])
def test_lists_are_numbered_in_the_digits_of_the_page(
    at_desk: Callable[..., Page], locale: str, drawn: str
) -> None:
    page = at_desk("/inbox", locale=locale)
    found = page.evaluate(
        """() => { const line = document.createElement("li"), list = document.createElement("ol");
        list.append(line);
        document.getElementById("main").append(list);
        return getComputedStyle(line).listStyleType; }"""
    )
    assert found == drawn


@pytest.mark.parametrize("locale", ["en", "fa", "ar"])
def test_everybody_can_use_it(office: Office, at_desk: Callable[..., Page], locale: str) -> None:
    for name in ("سارا احمدی", "Ann <b>", "a" * 200):
        asks(office, name)
    for colours, width in product(("light", "dark"), (360, 768, 1440)):
        size = {"width": width, "height": 800}
        page = at_desk("/inbox", locale=locale, color_scheme=colours, viewport=size, bypass_csp=True)
        page.add_script_tag(path=AXE)
        assert page.evaluate(VIOLATIONS) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width < 1081:
            page.locator(".tool.menu").first.click()
            page.wait_for_selector("#sheet[open] [data-act=snooze]")
            assert page.evaluate(VIOLATIONS) == []
            page.locator("#sheet [data-act=snooze]").click()
        else:
            page.locator("#box [data-act=snooze]").first.click()
        page.wait_for_selector("#sheet[open] form")
        assert page.evaluate(VIOLATIONS) == []
