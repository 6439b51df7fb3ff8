"""Chromium, and a product to look at with it."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.postgres import Database

AXE = str(Path(axe_playwright_python.__file__).with_name("axe.min.js"))
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
VIOLATIONS = "axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A Chromium, where there is one."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("SKIPPED: no Chromium on this machine, no page was looked at")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps a loop running in this thread; what Django does here is done before and after, not in it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        started = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield started
        started.close()


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


@pytest.fixture
def site(database: Database) -> Iterator[str]:
    """The product's pages, served in a thread of their own; the address they are at."""
    from django.core.wsgi import get_wsgi_application

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
