"""The desk in Chromium: signing in, a form that is designed and filled in, a mapping on an example, a file; by hand."""

import json
import os
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page

from tests.api.conftest import Office
from tests.browser.conftest import AXE, VIOLATIONS, until
from tests.postgres import Database

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.postgres]

EXAMPLE = {
    "contact": {"full_name": "Sara Ahmadi", "e-mail": "sara@example.com", "mobile": "+49 30 1234567"},
    "answers": [{"question": "Size", "text": "200"}],
    "note": "We need chairs",
}
PEOPLE = (
    "Name;E-Mail;Datum\nSara Ahmadi;sara@example.com;03.04.2026\nOmid;omid@example.com;04.05.2026\nNobody;;\n"
    "Lea;lea@example.org;05.06.2026\nMax;max@example;06.07.2026\n"
)


def rows(database: Database, query: str) -> list[Any]:
    with psycopg.connect(database.admin) as connection:
        return connection.execute(query.encode()).fetchall()


def worked_on(office: Office) -> None:
    from firstreply.journey import flow

    flow.arrived(office.id, now=datetime.now(UTC))


@pytest.mark.parametrize("script", [True, False])
def test_a_form_is_added_designed_and_filled_in_and_becomes_a_lead(
    at_desk: Callable[..., Page], site: str, office: Office, database: Database, script: bool
) -> None:
    page = at_desk("/channels", java_script_enabled=script)
    page.get_by_role("link", name="Add a channel").click()
    page.get_by_role("link", name=re.compile("^Form")).click()
    page.fill("#name", "Contact")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("link", name="Design").click()
    page.select_option("#new", "company")
    page.locator("button[name=act][value=add]").click()
    page.locator("li.part", has_text="Company").get_by_role("button", name="Move up").click()
    titles = page.locator("li.part h3")
    until(lambda: [one.replace("⠿", "").strip() for one in titles.all_inner_texts()],
          ["Name", "E-mail", "Company", "What they need"])  # fmt: skip
    page.fill("#title-en", "Ask us")
    page.get_by_role("button", name="Show how it looks").click()
    frame = page.frame(name="preview")
    assert frame is not None
    frame.locator("h1", has_text="Ask us").wait_for()
    page.get_by_role("button", name="Save").first.click()
    page.wait_for_url("**?done=saved")
    ((own, names),) = rows(database, "SELECT id, settings #> '{form,fields}' FROM source WHERE kind = 'form'")
    assert [one["name"] for one in names] == ["name", "email", "company", "need"]

    page.goto(f"{site}/f/{own}?lang=en")
    for name, value in (
        ("name", "Sara"),
        ("email", "sara@example.com"),
        ("company", "Acme"),
        ("need", "Chairs"),
    ):
        page.locator(f"[name={name}]").fill(value)
    time.sleep(2.1)  # the form's own guard: nobody fills it in faster
    page.locator("button").last.click()
    if not script:
        time.sleep(3.1)  # and whoever runs no script presses once more, not at once
        page.locator("button").last.click()
    page.get_by_text("you will hear from us").wait_for()
    worked_on(office)
    ((persona, kind),) = rows(
        database, "SELECT l.persona, s.kind FROM lead l JOIN source s ON s.id = l.source_id"
    )
    found = (persona["name"], persona["emails"], persona["company"], persona["need"], kind)
    assert found == ("Sara", ["sara@example.com"], "Acme", "Chairs", "form")


@pytest.mark.parametrize("script", [True, False])
def test_a_webhook_is_added_and_what_it_posts_is_mapped_by_a_pasted_example(
    at_desk: Callable[..., Page], site: str, office: Office, database: Database, script: bool
) -> None:
    import hashlib
    import hmac

    import httpx

    from firstreply.core import signature

    page = at_desk("/channels/new/webhook", java_script_enabled=script)
    page.fill("#name", "Portal")
    page.get_by_role("button", name="Add").click()
    secret, own = page.locator("#secret").inner_text(), page.locator("#in").inner_text().rpartition("/")[2]
    page.get_by_role("link", name="Mapping").click()
    page.fill("#example", json.dumps(EXAMPLE))
    page.get_by_role("button", name="Look at it").click()
    page.locator("select[aria-labelledby=leaf-4]").select_option("need")
    if not script:
        page.get_by_role("button", name="Look at it").click()
    result = page.locator("section:has(#result) dl")
    until(lambda: "What they need We need chairs" in " ".join(result.inner_text().split()), True)
    page.get_by_role("button", name="Save the mapping").click()
    page.wait_for_url("**?done=saved")
    ((mapping,),) = rows(database, "SELECT mapping FROM source WHERE kind = 'webhook'")
    assert {name: mapping[name] for name in ("name", "emails", "phones", "need")} == {
        "name": "contact.full_name", "emails": "contact.e-mail", "phones": "contact.mobile", "need": "note",
    }  # fmt: skip

    body = json.dumps({**EXAMPLE, "contact": {"full_name": "Omid", "e-mail": "omid@example.com"}}).encode()
    signed = hmac.digest(signature.key_of(secret), body, hashlib.sha256).hex()
    answer = httpx.post(f"{site}/in/{own}", content=body,
                        headers={"X-Signature": signed, "Content-Type": "application/json"})  # fmt: skip
    worked_on(office)
    ((persona,),) = rows(database, "SELECT persona FROM lead")
    assert (answer.status_code, persona["name"], persona["emails"]) == (202, "Omid", ["omid@example.com"])


@pytest.mark.parametrize("script", [True, False])
def test_a_file_of_five_rows_is_uploaded_looked_at_begun_and_watched(
    at_desk: Callable[..., Page], office: Office, database: Database, tmp_path: Path, script: bool
) -> None:
    from firstreply.journey.file import bring

    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, "utf-8")
    page = at_desk("/files", java_script_enabled=script)
    page.get_by_role("link", name="Bring a file").click()
    page.set_input_files("#file", path)
    page.get_by_role("button", name="Upload").click()
    page.get_by_text("It would add 3").wait_for()
    assert page.get_by_role("button", name="Begin").is_disabled()
    page.get_by_label("Day, month, year").check()
    if not script:
        page.get_by_role("button", name="Look again").click()
    until(lambda: page.get_by_role("button", name="Begin").is_enabled(), True)
    page.get_by_role("button", name="Begin").click()
    page.get_by_text("Being brought").wait_for()
    ((file,),) = rows(database, "SELECT id FROM file")
    bring.bring(office.id, file, clock=lambda: datetime.now(UTC))
    if not script:
        page.get_by_role("link", name="Look again").click()
    page.get_by_role("heading", name="Done").wait_for()
    assert page.get_by_role("heading", name="2 rows could not be taken").count() == 1
    found = rows(database, "SELECT name FROM lead ORDER BY name")
    assert [one[0] for one in found] == ["Lea", "Omid", "Sara Ahmadi"]


def test_words_of_a_notification_are_marked_by_keyboard_alone(
    at_desk: Callable[..., Page], database: Database
) -> None:
    page = at_desk("/channels/new/email")
    fields = {"address": "s@acme.example", "imap_host": "imap.acme.example", "password": "x"}
    page.fill("#name", "Sales")
    for name, value in fields.items():
        page.fill(f"#setting-{name}", value)
    page.get_by_role("button", name="Add").click()
    page.get_by_role("link", name="Mail rules").click()
    page.fill("#name", "Portal")
    page.fill("#sender", "portal.example")
    page.fill("#example", "Request\nName: Sara\nMail: sara@example.com\n")
    page.get_by_role("button", name="Show it to be marked").click()
    page.locator("#text").focus()
    for key in ("ArrowDown", *["ArrowRight"] * 6, *["Shift+ArrowRight"] * 4):
        page.keyboard.press(key)
    until(lambda: page.locator("#value").input_value(), "Sara")
    page.locator("#field").focus()
    page.locator("#marker").focus()
    page.keyboard.press("Enter")
    page.locator("mark", has_text="Sara").wait_for()
    page.get_by_role("button", name="Save what was learned").click()
    page.wait_for_url("**?done=learned")
    ((kept,),) = rows(database, "SELECT settings #> '{mail_rules,0,fields}' FROM organisation")
    assert [(one["field"], one["before"]) for one in kept] == [("name", ["\nname:"])]


def places(office: Office, page: Page, site: str) -> list[str]:
    """An account of each designer, a file, a webhook: their pages."""
    from firstreply.core.member import Role
    from firstreply.journey.file import keep
    from firstreply.journey.organise import By, sources, webhooks

    by = By(None, Role.OWNER, office.now)
    with office.acting():
        form = sources.add_source("Contact", "form", {}, {}, by).id
        hook = sources.add_source("Portal", "webhook", {"name": "contact.full_name"}, {}, by).id
        box = sources.add_source("Sales", "email", {}, {"address": "s@acme.example", "imap_host": "imap.acme.example"},
                                 by, sealed={"password": "x"}).id  # fmt: skip
        told = webhooks.add_webhook("https://hooks.example.com/x", [], by).id
        file = keep.add("people.csv", PEOPLE.encode(), member=None, now=office.now, size=len(PEOPLE.encode()))
    return [
        "/channels", "/channels/new", "/channels/new/email", f"/channels/{box}", f"/channels/{box}/rules",
        f"/channels/{form}/form", f"/channels/{hook}", f"/channels/{hook}/mapping", "/files", "/files/new",
        f"/files/{file}", "/webhooks", "/webhooks/new", f"/webhooks/{told}",
    ]  # fmt: skip


def _violations(page: Page) -> Any:
    """What axe finds, without looking into the preview: that is a frame which may run nothing, axe neither."""
    page.add_script_tag(path=AXE)
    return page.evaluate(VIOLATIONS.replace("axe.run()", "axe.run(document, { iframes: false })"))


#: By default two: test_every_page.py looks at these pages in others, as they are before one opens anything.
LOOKS = [
    ("en", "dark", 360),
    ("fa", "light", 768),
    ("en", "light", 1440),
    ("ar", "light", 360),
    ("fa", "dark", 1440),
][: None if os.environ.get("FIRSTREPLY_TEST_EVERY_LOOK") else 2]


@pytest.mark.parametrize(("lang", "scheme", "width"), LOOKS)
def test_every_page_fits_and_axe_finds_nothing(
    at_desk: Callable[..., Page], site: str, office: Office, lang: str, scheme: str, width: int
) -> None:
    viewport = {"width": width, "height": 900}
    page = at_desk("/channels", locale=lang, color_scheme=scheme, bypass_csp=True, viewport=viewport)
    found = {}
    for place in places(office, page, site):
        page.goto(site + place)
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        name = re.sub(r"[0-9a-f-]{36}", "*", place)
        found[name] = (page.evaluate("document.documentElement.scrollWidth"), _violations(page))
    assert found == dict.fromkeys(found, (width, []))
    assert page.locator("html").get_attribute("dir") == ("ltr" if lang == "en" else "rtl")
