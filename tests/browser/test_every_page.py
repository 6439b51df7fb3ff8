"""Every page in Chromium: axe finds nothing, the browser complains of nothing, nothing is wider than the screen.

By default each page in English by day on a wide screen and in Persian by night on a telephone, and one in three in
Arabic on a tablet; with FIRSTREPLY_TEST_EVERY_LOOK=1 each in both directions, by day and by night, in three widths.
FIRSTREPLY_TEST_PICTURES=1 looks at all of them in three looks, and leaves a picture of each in build/pages.
"""

import os
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from tests.api.conftest import Office
from tests.api.tenants import accounts, desk
from tests.browser.conftest import AXE, sitting
from tests.browser.filled import fill
from tests.browser.places import OPEN, PAGES, STRANGERS, every, path_of
from tests.web.desk import Desk, account

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.postgres]

#: What a frame shows is a page of its own, with a policy that lets nobody in.
_VIOLATIONS: Final = """() => axe.run({ iframes: false })
  .then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)]))"""
#: What a label belongs to, and what a link leads to, is one thing.
_TWICE: Final = """() => { const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  return ids.filter((one, at) => ids.indexOf(one) < at).map((one) => `id twice: ${one}`); }"""
_WIDTH: Final = "() => document.documentElement.scrollWidth"
#: Pages only where there is something special, which this office has not.
ELSEWHERE: Final = {
    "oauth/callback", "sign-in/off", "sign-in/oidc", "sign-in/oidc/callback", "password/<str:link>", "verify/<str:key>",
    "welcome", "sign-in/code", "account/codes", "account/app/remove", "account/passkeys/<int:passkey>/remove",
    "account/sessions/<int:session>/end", "profile/push/<uuid:subscription>/end",
    "leads/<uuid:lead>/messages/<uuid:message>/page", "desk/<slug:stem>.<slug:digest>.<slug:ending>",
    "insights/table.csv", "pipeline/more", "leads/<uuid:lead>/replies/<uuid:reply>/files/<uuid:file>",
}  # fmt: skip


class Look(NamedTuple):
    """How a page is looked at; `of`: every so manieth page."""

    language: str
    scheme: str
    widths: tuple[int, ...]
    of: int = 1


SOME: Final = (Look("en", "light", (1440,)), Look("fa", "dark", (360,)), Look("ar", "light", (768,), 3))
ALL: Final = tuple(
    Look(language, scheme, (360, 768, 1440)) for language in ("en", "fa") for scheme in ("light", "dark")
)
SHOWN: Final = (Look("fa", "dark", (1440,)), Look("ar", "light", (390,)), Look("en", "light", (1440,)))
PICTURES: Final = (
    Path(__file__).resolve().parents[2] / "build" / "pages"
    if os.environ.get("FIRSTREPLY_TEST_PICTURES")
    else None
)
LOOKS: Final = SHOWN if PICTURES else ALL if os.environ.get("FIRSTREPLY_TEST_EVERY_LOOK") else SOME


@pytest.fixture
def ids(office: Office) -> dict[str, str]:
    from django.core import signing

    from firstreply.journey import moving

    owner = account(office, office.founded.member).pk
    _, key = moving.ask(owner, "new@example.net", now=datetime.now(UTC))
    away = signing.dumps("https://shop.example/chairs", salt="firstreply.desk.away")
    return {**fill(office), "away": away, "key": key}


@pytest.fixture
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    look: Look = request.param
    context = browser.new_context(
        locale=look.language, color_scheme=look.scheme, viewport={"width": look.widths[-1], "height": 900}
    )  # type: ignore[arg-type]
    context.add_init_script(path=AXE)
    yield context.new_page()
    context.close()


def proven(office: Office) -> str:
    """A session of the owner, who showed a moment ago who they are."""
    from django.contrib.sessions.backends.db import SessionStore

    key = sitting(office)
    session = SessionStore(session_key=key)
    shown = {"method": "password", "at": time.time() + 3600}
    session["account_authentication_methods"] = [shown]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return key


def pictured(page: Page, look: Look, name: str) -> None:
    """Leave a picture of the whole page, where they are wanted."""
    if PICTURES is not None:
        file = re.sub(r"[^\w.-]+", "-", name).strip("-") or "home"
        page.screenshot(
            path=PICTURES / f"{look.language}-{look.scheme}-{look.widths[-1]}" / f"{file}.png", full_page=True
        )


def looked(page: Page, address: str, look: Look, name: str) -> list[Any]:
    """What is wrong with a page."""
    widths = look.widths
    wrong: list[Any] = []
    complain = lambda one: wrong.append(one.text) if one.type in ("error", "warning") else None  # noqa: E731
    fail = lambda one: wrong.append(str(one))  # noqa: E731
    page.on("console", complain)
    page.on("pageerror", fail)
    answer = page.goto(address)
    wrong += page.evaluate(_TWICE)
    wrong += [] if answer is not None and answer.status == 200 else [answer and answer.status]
    for width in widths:
        if len(widths) > 1:
            page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate(_WIDTH)
        wrong += [f"{found} of {width}"] if found > width else []
        wrong += [(width, one) for one in page.evaluate(_VIOLATIONS)]
    pictured(page, look, name)
    page.remove_listener("console", complain)
    page.remove_listener("pageerror", fail)
    return wrong


@pytest.mark.parametrize(
    ("look", "page"),
    [(look, look) for look in LOOKS],
    indirect=["page"],
    ids=[f"{look.language} {look.scheme}" for look in LOOKS],
)
def test_every_page_is_open_to_everybody_fits_and_is_quiet(
    look: Look, page: Page, site: str, office: Office, ids: dict[str, str]
) -> None:
    found = {place: looked(page, site + path_of(place, ids), look, place) for place in STRANGERS}
    page.context.add_cookies([{"name": "firstreply_session", "value": proven(office), "url": site}])
    for name, path in list(every(ids).items())[:: look.of]:
        found[name] = looked(page, site + path, look, name)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_no_page_is_left_out(office: Office, ids: dict[str, str]) -> None:
    """A new address that answers a look with a page, or that this office cannot name, is named here."""
    at = Desk(office)
    there = set(desk()) | set(accounts())
    known = {*PAGES, *OPEN, *STRANGERS, *ELSEWHERE}
    assert known - there == set()
    left_out = []
    for place in sorted(there - known):
        answer = at.client.get(path_of(place, ids))
        body = b"" if answer.streaming else answer.content
        if answer.status_code not in (303, 405) and b"<html" in body:
            left_out.append((place, answer.status_code))
    assert left_out == []
