"""The frame in Chromium: keys, palette, toasts, drafts, countdowns, the live stream; and nothing is complained of."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import pytest
from playwright.sync_api import Page, Route, expect

from tests.api.conftest import Office
from tests.browser.conftest import sitting, until
from tests.postgres import Database

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.postgres]
At = Callable[..., Page]

#: Puts HTML into the page as a part that htmx brought would be: by htmx, through its nonce gate.
PUT = """(text) => {
  const main = document.getElementById("main");
  const policy = trustedTypes.createPolicy("desk", { createHTML: (one) => one });
  main.insertAdjacentHTML("beforeend", policy.createHTML(text));
  htmx.process(main);
}"""

#: Lets the form of the page be sent by htmx.
_BY_PART = """() => { const form = document.querySelector("main form");
  form.setAttribute("hx-nonce", document.querySelector("script[nonce]").nonce);
  form.setAttribute("hx-post", location.pathname); form.setAttribute("hx-swap", "none"); htmx.process(form); }"""


def put(page: Page, text: str) -> None:
    page.evaluate(PUT, text)


def test_worker_and_live_dots_say_how_it_is(at_desk: At) -> None:
    page = at_desk("/channels")
    expect(page.locator("#live")).to_have_attribute("title", "Live: changes appear by themselves")
    expect(page.locator("#workers")).to_have_text(re.compile("Nobody works on what comes in"))
    expect(page.locator("#connection")).to_be_hidden()


def test_signs_stand_in_one_line_on_a_telephone(at_desk: At) -> None:
    page = at_desk("/channels", locale="ar", viewport={"width": 390, "height": 800})
    signs = page.locator("#workers.ill")
    expect(signs).to_be_visible()
    heights = [page.locator(one).bounding_box() for one in (".signs", ".side .brand")]
    assert [box is not None and box["height"] < 36 for box in heights] == [True, True]


def test_the_palette_opens_by_keys_finds_and_goes(at_desk: At, site: str) -> None:
    page = at_desk("/channels")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.type("webh")
    expect(page.locator("#found [role=option]")).to_have_count(3)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/webhooks")


def test_question_mark_lists_the_keys_of_the_page_and_escape_closes(at_desk: At) -> None:
    page = at_desk("/channels", locale="fa")
    put(page, '<button data-key="r" data-says="پاسخ">x</button>')
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    expect(page.locator("#keys [data-keys-here]")).to_contain_text("پاسخ")
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


ROWS = """<ul data-list>
<li data-row id="a"><input type="checkbox" name="lead" value="a"><a data-open href="#opened-a">A</a>
<button data-key="r" value="a">Reply</button></li>
<li data-row id="b"><input type="checkbox" name="lead" value="b"><a data-open href="#opened-b">B</a>
<button data-key="r" value="b">Reply</button></li>
</ul><button data-key="n" value="page">New</button><input id="typing">"""


def test_keys_act_on_the_row_first_then_on_the_page_and_never_while_typing(at_desk: At) -> None:
    page = at_desk("/channels")
    put(page, ROWS)
    page.evaluate("""() => { window.seen = []; document.addEventListener("click", ({ target }) => {
        const one = target.closest("button[value], a");
        if (one) seen.push(one.value ?? one.getAttribute("href")); }); }""")
    for key in ("j", "r", "j", "r", "j", "x", "n", "k", "Enter"):
        page.keyboard.press(key)
    assert page.evaluate("seen") == ["a", "b", "page", "#opened-a"]
    assert page.evaluate("[...document.querySelectorAll('[name=lead]:checked')].map((one) => one.value)") == [
        "b"
    ]
    assert page.locator("[aria-selected=true]").get_attribute("id") == "a"
    page.focus("#typing")
    page.keyboard.type("jrn")
    assert page.evaluate("seen.length") == 4
    page.evaluate("document.body.dataset.keys = 'off'; document.activeElement.blur()")
    page.keyboard.press("n")
    assert page.evaluate("seen.length") == 4


@pytest.mark.parametrize(("path", "box"), [("/search", "q"), ("/leads", "f-q")])
def test_a_slash_goes_to_the_pages_own_search_where_it_has_one(at_desk: At, path: str, box: str) -> None:
    page = at_desk(path, viewport={"width": 1440, "height": 900})
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    expect(page.locator(f"#{box}")).to_be_focused()
    expect(page.locator("#palette")).to_be_hidden()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    said = page.locator(f"#{box}").get_attribute("data-says")
    expect(page.locator("#keys [data-keys-here] dd").first).to_have_text(str(said))


def test_keys_work_on_a_persian_keyboard(at_desk: At) -> None:
    page = at_desk("/channels")
    put(page, ROWS)
    page.evaluate("""() => { window.seen = []; document.addEventListener("click", (e) => seen.push(e.target.value));
        document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "د", code: "KeyN", bubbles: true })); }""")
    assert page.evaluate("seen") == ["page"]


def test_countdowns_go_on_by_the_servers_clock_whatever_the_browsers_says(at_desk: At) -> None:
    page = at_desk("/channels")
    now = page.evaluate("Math.round(Number(document.body.dataset.now) + performance.now())")  # of the server
    put(page, f'<time class="clock" data-due="{now + 9_000}" data-soon="{now + 6_000}">x</time>')
    one = page.locator("time.clock")
    expect(one).to_have_class(re.compile("fine"))
    expect(one).to_have_text(re.compile(r"^\d s left$"))
    expect(one).to_have_class(re.compile("soon"), timeout=20_000)
    expect(one).to_have_class(re.compile("late"), timeout=20_000)
    expect(one).to_have_text(re.compile(r"^\d s late$"))


@pytest.fixture
def undone() -> list[str]:
    """What was taken back by tickets of `ticket`."""
    from firstreply.web.desk.frame import undo

    found: list[str] = []
    undo.UNDO.pop("test", None)
    undo.register("test", lambda who, what: found.append(what))
    return found


def ticket(office: Office, what: str) -> str:
    from django.core import signing

    from firstreply.web.desk.frame import undo

    whose = [str(office.id), str(office.founded.member)]
    return signing.dumps([whose, "test", {"what": what}, "x"], salt=undo._SALT)


def test_an_action_is_said_and_taken_back_by_a_key(at_desk: At, office: Office, undone: list[str]) -> None:
    page = at_desk("/channels")
    page.evaluate(
        "(undo) => document.dispatchEvent(new CustomEvent('fr:toast', { detail: { said: 'Snoozed.', undo } }))",
        ticket(office, "snoozed"),
    )
    expect(page.locator("#toasts")).to_contain_text("Snoozed.")
    page.keyboard.press("u")
    expect(page.locator("#toasts")).to_contain_text("Undone.")
    assert undone == ["snoozed"]


def test_what_a_whole_page_says_it_has_done_is_taken_back_by_the_same_key(
    at_desk: At, office: Office, undone: list[str], site: str
) -> None:
    own = ticket(office, "claimed")
    page = at_desk(f"/channels?done=inbox-snoozed&undo={own}")
    with page.expect_navigation():
        page.keyboard.press("u")
    expect(page.locator("main .done")).to_contain_text("Undone.")
    assert undone == ["claimed"]


def test_the_key_leaves_a_page_alone_whose_offer_is_over(
    at_desk: At, office: Office, undone: list[str]
) -> None:
    own = ticket(office, "claimed")
    page = at_desk(f"/channels?done=inbox-snoozed&undo={own}", mind=("timeout",))
    at = page.url
    page.clock.install()
    page.clock.fast_forward(61_000)
    page.keyboard.press("u")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    assert (page.url, undone) == (at, [])


def test_what_was_typed_is_offered_back_after_a_reload_and_gone_once_sent(at_desk: At, site: str) -> None:
    page = at_desk("/channels/new/form")
    mark = "document.querySelector('main form').dataset.keep = 'new-form'"
    page.evaluate(mark)
    page.locator("#name").type("Cont")
    until(lambda: page.evaluate("Object.keys(localStorage).some((one) => one.endsWith(':new-form'))"), True)
    page.add_init_script(f"addEventListener('DOMContentLoaded', () => {{ {mark} }})")
    page.reload()
    page.locator(".kept button").first.click()
    assert page.input_value("#name") == "Cont"
    page.get_by_role("button", name="Add").click()
    expect(page.locator("main")).to_contain_text("The channel is added.")
    page.goto(f"{site}/channels/new/form")
    expect(page.locator("#name")).to_have_value("")


def test_a_part_without_the_nonce_is_stripped_of_what_htmx_would_do(at_desk: At) -> None:
    page = at_desk("/channels", mind=("hx-csp",))
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    put(page, '<button id="evil" hx-get="/palette?q=evil" hx-trigger="load">x</button>')
    page.wait_for_timeout(300)
    assert page.locator("#evil").get_attribute("hx-get") is None
    assert [one for one in asked if "evil" in one] == []


def test_a_post_that_found_no_network_is_kept_shown_and_sent_when_it_is_back(
    at_desk: At, database: Database
) -> None:
    page = at_desk("/channels/new/form", mind=("ERR_INTERNET_DISCONNECTED", "Failed to fetch", "htmx"))
    expect(page.locator("#live")).to_have_class(re.compile("well"))
    page.evaluate(_BY_PART)
    page.fill("#name", "Offline")
    page.context.set_offline(True)
    page.get_by_role("button", name="Add").click()
    expect(page.locator("#waiting")).to_contain_text("Offline")
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden(timeout=30_000)
    assert names(database) == ["Offline"]


def test_a_post_whose_answer_got_lost_is_sent_again_and_done_once(at_desk: At, database: Database) -> None:
    page = at_desk("/channels/new/form", mind=("ERR_", "Failed to fetch", "htmx"))
    expect(page.locator("#live")).to_have_class(re.compile("well"))
    page.evaluate(_BY_PART)
    page.fill("#name", "Lost")
    sent = []

    def lose(route: Route) -> None:
        sent.append(route.fetch().status)
        route.abort()

    page.route("**/channels/new/form", lose)
    page.get_by_role("button", name="Add").click()
    expect(page.locator("#waiting")).to_contain_text("Lost")
    page.unroute("**/channels/new/form")
    page.locator("#waiting").get_by_role("button", name="Send it now").click()
    expect(page.locator("#waiting")).to_be_hidden()
    assert (len(sent), names(database)) == (1, ["Lost"])


def test_what_no_longer_fits_when_it_is_sent_again_says_so_in_words_and_leads_to_its_page(
    at_desk: At, site: str
) -> None:
    page = at_desk("/channels/new/form", mind=("ERR_", "Failed to fetch", "htmx", "409"))
    expect(page.locator("#live")).to_have_class(re.compile("well"))
    page.evaluate(_BY_PART)
    page.fill("#name", "Late")
    page.route("**/channels/new/form", lambda one: one.abort())
    page.get_by_role("button", name="Add").click()
    bar = page.locator("#waiting")
    expect(bar).to_contain_text("Late")
    page.unroute("**/channels/new/form")
    page.route("**/channels/new/form", lambda one: one.fulfill(status=409, body="<p>Something else</p>"))
    bar.get_by_role("button", name="Send it now").click()
    expect(bar).to_contain_text("It was refused: It does not fit what is there now. Nothing was done, and")
    expect(bar).not_to_contain_text("409")
    page.unroute("**/channels/new/form")
    page.goto(f"{site}/channels")
    page.locator("#waiting").get_by_role("link", name="Open its page").click()
    page.wait_for_url(f"{site}/channels/new/form")


def names(database: Database) -> list[str]:
    import psycopg

    with psycopg.connect(database.admin) as connection:
        found: list[Any] = connection.execute("SELECT name FROM source WHERE kind = 'form'").fetchall()
    return [one[0] for one in found]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_what_happens_is_on_the_page_within_a_second_by_whatever_name_it_was_opened(
    at_desk: At, site: str, live: int, office: Office, host: str, browser: Any
) -> None:
    from firstreply.core.respond.alert import Change
    from firstreply.journey import telling

    there = site.replace("127.0.0.1", host)
    context = browser.new_context()
    context.add_cookies([{"name": "firstreply_session", "value": sitting(office), "url": there}])
    page = context.new_page()
    page.goto(f"{there}/channels")
    expect(page.locator("#live")).to_have_class(re.compile("well"))
    page.evaluate("window.heard = []; document.addEventListener('fr:live', (e) => heard.push(e.detail.kind))")
    begun = time.monotonic()
    with office.acting():
        telling.tell([], now=datetime.now(UTC), changes=[Change(kind="assigned", facts={"n": 1})])
    until(lambda: page.evaluate("heard.includes('assigned')"), True)
    assert time.monotonic() - begun < 3
    context.close()


def test_a_second_page_of_the_same_browser_hears_through_the_first(
    at_desk: At, site: str, office: Office
) -> None:
    from firstreply.core.respond.alert import Change
    from firstreply.journey import telling

    page = at_desk("/channels")
    expect(page.locator("#live")).to_have_class(re.compile("well"))
    second = page.context.new_page()
    listened: list[str] = []
    second.on("request", lambda one: listened.append(one.url) if "/live?" in one.url else None)
    second.goto(f"{site}/webhooks")
    second.evaluate(
        "window.heard = []; document.addEventListener('fr:live', (e) => heard.push(e.detail.kind))"
    )
    with office.acting():
        telling.tell([], now=datetime.now(UTC), changes=[Change(kind="answered", facts={})])
    until(lambda: second.evaluate("heard.includes('answered')"), True)
    assert listened == []


def happens(office: Office) -> str:
    """Something becomes of a lead; of which one."""
    from firstreply.core.respond.alert import Change
    from firstreply.journey import telling

    lead = uuid4()
    with office.acting():
        telling.tell([], now=datetime.now(UTC), changes=[Change(kind="assigned", lead=lead)])
    return str(lead)


_HEARD: Final = (
    "window.heard = [];"
    " document.addEventListener('fr:live', (e) => heard.push(e.detail.lead ?? e.detail.kind))"
)


def test_what_happens_while_a_page_is_on_its_way_is_heard_on_it(
    at_desk: At, site: str, office: Office
) -> None:
    page = at_desk("/channels")
    expect(page.locator("#live")).to_have_class(re.compile("well"))
    held: list[Any] = []
    page.route("**/ticket/live", lambda one: held.append(one))
    page.add_init_script(_HEARD)
    page.goto(f"{site}/webhooks")
    until(lambda: page.evaluate("1") * len(held), 1)
    lead = happens(office)
    held[0].continue_()
    until(lambda: page.evaluate("heard").count(lead), 1)


def test_a_page_that_hears_through_another_is_told_what_happened_while_it_came(
    at_desk: At, site: str, office: Office
) -> None:
    page = at_desk("/channels")
    expect(page.locator("#live")).to_have_class(re.compile("well"))
    page.evaluate(_HEARD)
    lead = happens(office)
    until(lambda: page.evaluate("heard").count(lead), 1)
    second = page.context.new_page()
    second.add_init_script(_HEARD)
    second.goto(f"{site}/webhooks")
    until(lambda: second.evaluate("heard").count(lead), 1)


def test_a_session_that_ended_keeps_what_was_typed_and_says_where_to_sign_in(at_desk: At, site: str) -> None:
    page = at_desk("/channels", mind=("401", "htmx"))
    page.context.clear_cookies()
    put_form = """() => { const form = document.createElement("form"), box = document.createElement("input");
        form.method = "post"; box.name = "text"; box.value = "typed"; form.append(box); form.id = "mine";
        form.setAttribute("hx-nonce", document.querySelector("script[nonce]").nonce);
        form.setAttribute("hx-post", "/undo"); document.getElementById("main").append(form); htmx.process(form);
        form.requestSubmit(); }"""
    page.evaluate(put_form)
    expect(page.locator("#signed-out")).to_be_visible()
    assert page.input_value("#mine input") == "typed"


def test_how_old_the_page_is_counts_from_what_was_heard_last_not_from_the_last_try(at_desk: At) -> None:
    page = at_desk("/channels", mind=("ERR_FAILED", "timeout"))
    expect(page.locator("#live")).to_have_class(re.compile("well"))
    page.route("**/ticket/live", lambda one: one.abort())
    with page.expect_request("**/ticket/live"):
        page.reload()
    page.clock.install()
    for _ in range(2):
        with page.expect_request("**/ticket/live"):
            page.clock.fast_forward(120_000)
    expect(page.locator("#connection")).to_contain_text("4 min")


@pytest.mark.parametrize("path", ["/nowhere", "/palette", "/palette?q=zzz"])
def test_a_page_without_script_is_whole(at_desk: At, path: str) -> None:
    page = at_desk(path, java_script_enabled=False, mind=("404",))
    assert page.locator("main h1").count() == 1
    assert page.locator("nav.places a").count() >= 3
