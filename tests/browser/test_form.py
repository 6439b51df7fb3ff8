"""Forms in Chromium: with and without script, in three languages, at every width; nothing but itself is asked for."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import psycopg
import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import opened, violations
from tests.postgres import Database
from tests.web.forms import FORM, Outside, founded

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.postgres]
Made = Callable[..., Outside]
HARD = {"pow_bits": 14}


@pytest.fixture
def form(database: Database) -> Made:
    """Makes forms: the usual one, with changes."""
    office = founded()
    return lambda **changes: Outside(office, database, {**FORM, **changes})


@pytest.fixture
def pages(browser: Browser, site: str) -> Iterator[Callable[..., tuple[Page, list[str]]]]:
    """Opens pages, and closes their contexts."""
    made: list[Page] = []

    def open_one(place: str, **context: Any) -> tuple[Page, list[str]]:
        page, seen = opened(browser, site + place, **context)
        made.append(page)
        return page, seen

    yield open_one
    for page in made:
        page.context.close()


class _Threads(ThreadingMixIn, WSGIServer):
    """A browser keeps connections open for later; each has a thread, and nobody waits behind one."""

    daemon_threads = True

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        from django.db import connections

        super().process_request_thread(request, client_address)
        connections.close_all()


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing."""


@contextmanager
def served(application: Any) -> Iterator[str]:
    """An application on a port of its own; its address."""
    server = make_server("127.0.0.1", 0, application, _Threads, _Silent)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.fixture
def site(database: Database) -> Iterator[str]:
    """The product's pages."""
    from django.core.wsgi import get_wsgi_application

    with served(get_wsgi_application()) as address:
        yield address


@pytest.fixture
def elsewhere() -> Iterator[Callable[[str], str]]:
    """A site of somebody else: says where it is, and from now on shows this page."""
    shown = [""]

    def application(environ: Any, start: Any) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/html; charset=utf-8")])
        return [shown[0].encode()]

    with served(application) as address:

        def show(page: str) -> str:
            shown[0] = page
            return address

        yield show


def fill(page: Page) -> None:
    page.locator("[name=name]").fill("Sara Mansour")
    page.locator("[name=email]").fill("sara@acme.example")
    page.locator("[name=need]").fill("200 chairs\nand a table")
    page.locator("[name=product]").select_option("chairs")
    page.locator("[name=tags]").first.check()
    page.locator("[name='consent.contact']").check()


def leads(outside: Outside) -> Any:
    outside.arrived()
    with psycopg.connect(outside.database.admin) as connection:
        return connection.execute("SELECT name, persona->>'need', consents FROM lead").fetchall()


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("lang", ["en", "fa"])
@pytest.mark.parametrize("script", [True, False])
def test_person_fills_it_in(form: Made, pages: Any, script: bool, lang: str, width: int) -> None:
    outside = form(**HARD)
    context = {"locale": lang, "viewport": {"width": width, "height": 800}, "java_script_enabled": script}
    page, seen = pages(f"/f/{outside.id}", **context)
    assert page.locator("html").get_attribute("dir") == ("ltr" if lang == "en" else "rtl")
    fill(page)
    page.locator("button").click()
    if not script:  # one more button, for who runs none
        page.locator("button").click()
    page.locator("[role=status]").wait_for()
    ((name, need, consents),) = leads(outside)
    assert (name, need) == ("Sara Mansour", "200 chairs\nand a table")
    assert consents["contact"]["text"] == FORM["consents"][0]["text"][lang]
    assert (page.context.cookies(), seen) == ([], [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
@pytest.mark.parametrize("width", [360, 1440])
def test_form_fits_and_axe_finds_nothing(form: Made, pages: Any, lang: str, scheme: str, width: int) -> None:
    outside = form(**HARD)
    context = {
        "locale": lang,
        "color_scheme": scheme,
        "bypass_csp": True,
        "viewport": {"width": width, "height": 900},
    }
    page, seen = pages(f"/f/{outside.id}", **context)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert violations(page) == []
    page.locator("[name=name]").fill("سارا")
    page.locator("button").click()
    page.locator("[role=alert]").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate("document.activeElement.name") == "email"
    assert page.locator("[name=name]").input_value() == "سارا"
    assert (violations(page), seen) == ([], [])
    fill(page)
    page.locator("button").click()
    page.locator("[role=status]").wait_for()
    assert (violations(page), seen) == ([], [])


def test_everything_it_loads_is_under_30_kilobytes(form: Made, browser: Browser, site: str) -> None:
    outside = form(**HARD)
    page = browser.new_context(locale="fa").new_page()
    answers: list[Any] = []
    page.on("response", lambda one: answers.append(one))
    page.goto(f"{site}/f/{outside.id}", wait_until="networkidle")
    own = {one.url: len(one.body()) for one in answers if not one.url.endswith("favicon.ico")}
    assert list(own) == [f"{site}/f/{outside.id}"]
    assert sum(own.values()) < 30_000
    page.context.close()


def test_double_click_is_one_submission(form: Made, pages: Any) -> None:
    outside = form(**HARD)
    page, _ = pages(f"/f/{outside.id}")
    fill(page)
    page.locator("button").dblclick()
    page.locator("[role=status]").wait_for()
    assert len(leads(outside)) == 1
    assert len(outside.kept()) == 1


def test_frame_tells_its_height_and_how_its_reader_came(
    form: Made, browser: Browser, site: str, elsewhere: Callable[[str], str]
) -> None:
    host = elsewhere("")
    outside = form(**HARD, hosts=[host.removeprefix("http://")])
    snippet = outside.office.get(f"/forms/{outside.id}/snippet?lang=en").json()
    framed = snippet["frame"].replace(snippet["address"], f"{site}/f/{outside.id}")
    elsewhere(f"<!doctype html><p>Acme</p>{framed}")
    page = browser.new_context().new_page()
    page.goto(f"{host}/offer?utm_source=ad")
    frame = page.frame_locator("iframe")
    frame.locator("[name=name]").wait_for()
    page.wait_for_function("document.querySelector('iframe').style.height !== ''")
    fill(frame)  # type: ignore[arg-type]  # has the same locators
    frame.locator("button").click()
    frame.locator("[role=status]").wait_for()
    assert len(leads(outside)) == 1
    ((touches,),) = outside.rows("SELECT touches FROM lead")
    assert (touches["last"]["utm_source"], touches["last"]["page"]) == ("ad", f"{host}/offer")
    page.context.close()


def test_pure_html_on_a_page_of_ones_own_needs_no_script(
    form: Made, browser: Browser, site: str, elsewhere: Callable[[str], str]
) -> None:
    host = elsewhere("")
    outside = form(**HARD, hosts=[host.removeprefix("http://")])
    snippet = outside.office.get(f"/forms/{outside.id}/snippet?lang=en").json()
    elsewhere(f"<!doctype html>{snippet['html'].replace(snippet['address'], f'{site}/f/{outside.id}')}")
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(host)
    fill(page)
    page.locator("button").click()
    page.get_by_text("One more step").wait_for()
    page.locator("button").click()
    page.get_by_text("Thank you").wait_for()
    assert [row[0] for row in leads(outside)] == ["Sara Mansour"]
    page.context.close()


def test_frame_is_not_shown_where_nobody_allowed_it(
    form: Made, browser: Browser, site: str, elsewhere: Callable[[str], str]
) -> None:
    outside = form(hosts=["acme.example"])
    host = elsewhere(f'<!doctype html><iframe src="{site}/f/{outside.id}/frame"></iframe>')
    page = browser.new_context().new_page()
    refused: list[str] = []
    page.on("console", lambda one: refused.append(one.text))
    page.goto(host)
    page.wait_for_load_state("networkidle")
    assert page.frame_locator("iframe").locator("[name=name]").count() == 0
    assert any("frame-ancestors" in one for one in refused)
    page.context.close()


def test_markup_that_is_typed_runs_nowhere(form: Made, pages: Any) -> None:
    outside = form(**HARD)
    text = '"\'><img src=x onerror="window.hit=1"><script>window.hit=1</script>'
    page, seen = pages(f"/f/{outside.id}?name={text}&need={text}")
    for one in page.locator("input[type=text]:visible, input[type=email], input[type=tel], textarea").all():
        one.fill(text)
    page.locator("button").click()
    page.locator("[role=alert]").wait_for()
    assert page.locator("[name=need]").input_value() == text
    assert (page.evaluate("window.hit"), seen) == (None, [])
