"""Chromium, a product to look at with it, and a desk to sit down at."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.api.conftest import Office
from tests.postgres import Database, Server
from tests.web.test_live_server import serving

AXE = str(Path(axe_playwright_python.__file__).with_name("axe.min.js"))
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
#: How long what comes by itself is waited for: a machine with other work is slow, not wrong.
PATIENCE_S = 20
expect.set_options(timeout=PATIENCE_S * 1000)
VIOLATIONS = "axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A Chromium, where there is one; else what asks for it is skipped."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("SKIPPED: no Chromium on this machine, no page was looked at")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps a loop running in this thread; what Django does here is done before and after, not in it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        started = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for all tests of this folder."""
    with chromium() as started:
        yield started


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing."""


class _Server(ThreadingMixIn, WSGIServer):
    """A browser opens connections before it needs them: one thread alone would wait for those."""

    daemon_threads = True

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """One request; the thread's connection to the database goes with it."""
        from django.db import connections

        super().process_request_thread(request, client_address)
        connections.close_all()


@pytest.fixture(scope="package")
def live(server: Server) -> Iterator[int]:
    """The live stream, in a process of its own; its port."""
    with serving() as streaming:
        yield streaming.port


@pytest.fixture
def site(database: Database, live: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The product's pages, served in a thread of their own; the address they are at."""
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    monkeypatch.setattr(settings, "FIRSTREPLY_LIVE_PORT", live)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Silent)
    thread = threading.Thread(target=_served, args=(server,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)
    server.server_close()


def _served(server: WSGIServer) -> None:
    from django.db import connections

    server.serve_forever(0.05)
    connections.close_all()


@pytest.fixture
def office(database: Database) -> Office:
    from firstreply.journey import access

    access.forget()
    return Office()


@pytest.fixture
def at_desk(browser: Browser, site: str, live: int, office: Office) -> Iterator[Callable[..., Page]]:
    """Opens a page of the desk, signed in as the owner or `member`. At its end the test fails by whatever the browser
    complained of, save what `mind` names.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    own = (site, site.replace(site.rpartition(":")[2], str(live)), "data:")

    def opened(path: str, *, member: Any = None, mind: tuple[str, ...] = (), **context: Any) -> Page:
        contexts.append(browser.new_context(**context))
        contexts[-1].add_cookies(
            [{"name": "firstreply_session", "value": sitting(office, member), "url": site}]
        )
        page = contexts[-1].new_page()

        def complain(text: str) -> None:
            if not any(one in text for one in mind):
                complaints.append(text)

        page.on("console", lambda one: complain(one.text) if one.type in ("error", "warning") else None)
        page.on("pageerror", lambda one: complain(str(one)))
        page.on("request", lambda one: None if one.url.startswith(own) else complain(one.url))
        page.goto(f"{site}{path}")
        return page

    yield opened
    for one in contexts:
        one.close()
    assert complaints == []


def sitting(office: Office, member: Any = None) -> str:
    """A session of the owner, or of that member, as a cookie's value."""
    from django.test import Client

    from tests.web.desk import account, seated

    return seated(Client(), office.id, account(office, member or office.founded.member))


def until(found: Callable[[], Any], wanted: Any) -> None:
    """Wait for it, twenty seconds at most."""
    last = time.monotonic() + PATIENCE_S
    while found() != wanted and time.monotonic() < last:
        time.sleep(0.05)
    assert found() == wanted


def opened(browser: Browser, url: str, **context: Any) -> tuple[Page, list[str]]:
    """A page, and whatever it asked elsewhere for or complained about."""
    page = browser.new_context(**context).new_page()
    seen: list[str] = []
    own = url.split("/", 3)[:3]
    page.on("request", lambda one: seen.append(one.url) if one.url.split("/", 3)[:3] != own else None)
    page.on("console", lambda one: seen.append(one.text))
    page.on("pageerror", lambda one: seen.append(str(one)))
    page.goto(url)
    return page, [one for one in seen if "favicon" not in one and not one.startswith("data:")]


def violations(page: Page) -> Any:
    """What axe finds; only in a context that bypasses the page's own policy."""
    page.add_script_tag(path=AXE)
    return page.evaluate(VIOLATIONS)
