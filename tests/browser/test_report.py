"""The HTML report in Chromium: nothing acts, nothing is requested, every figure opens, every width fits."""

import datetime as dt
import os
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page

from firstreply.insights.report import html, wait_table
from tests.browser.conftest import AXE
from tests.insights.sample_report import sample

pytestmark = [pytest.mark.browser, pytest.mark.slow]

#: Each width with each language, each of these by day and by night; by default one in three, every one of them twice.
ALL = [
    (width, lang, scheme)
    for width in (360, 768, 1440)
    for lang in ("en", "ar", "fa")
    for scheme in ("light", "dark")
]
SOME = [(360, "ar", "light"), (360, "fa", "dark"), (768, "en", "dark"), (768, "ar", "dark"), (1440, "en", "light"),
        (1440, "fa", "light")]  # fmt: skip
LOOKS = ALL if os.environ.get("FIRSTREPLY_TEST_EVERY_LOOK") else SOME
LANGUAGES = (("en", "gregorian"), ("ar", "hijri"), ("fa", "jalali"))
HOSTILE = (
    "<img src=https://evil.example/x onerror=window.hit=1>",
    "</script><script>window.hit=1</script>",
    "</title></style><svg onload=window.hit=1>",
    "javascript:window.hit=1",
    '"><iframe srcdoc="<script>parent.hit=1</script>">',
    "{{7*7}}${7*7}<%= 7*7 %>",
    "\u202egnp.exe \u2066x",
    "' onmouseover='window.hit=1",
)


@pytest.fixture(scope="module")
def chromium(browser: Browser) -> Browser:
    return browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One page per language of the same 300 waits."""
    made = tmp_path_factory.mktemp("reports")
    for lang, system in LANGUAGES:
        made.joinpath(f"{lang}.html").write_text(html.render(*sample(300), lang, system), "utf-8")
    return made


def opened(chromium: Browser, path: Path, **context: Any) -> tuple[Page, list[str]]:
    """The page and whatever it asked for or complained about beyond its own file."""
    page = chromium.new_context(**context).new_page()
    seen: list[str] = []
    page.on(
        "request",
        lambda request: seen.append(request.url) if not request.url.startswith(("file:", "data:")) else None,
    )
    page.on("console", lambda message: seen.append(message.text))
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.goto(path.as_uri())
    if context.get("java_script_enabled", True):
        page.wait_for_selector("#all button.at", state="attached")
    return page, seen


def test_hostile_text_executes_nothing_and_requests_nothing(chromium: Browser, tmp_path: Path) -> None:
    document, waits, messages = sample(len(HOSTILE) * 4)
    for number, wait in enumerate(waits):
        evil = HOSTILE[number % len(HOSTILE)]
        wait.update(subject=evil, party=evil, author=evil, owner=evil, mailbox=evil, outcome="answered")
    for number, message in enumerate(messages):
        message.update(
            {"from": HOSTILE[number % len(HOSTILE)], "subject": HOSTILE[(number + 3) % len(HOSTILE)]}
        )
    for person, evil in zip(document["by_person"], HOSTILE, strict=False):
        person.update(person=evil, team=evil)
    path = tmp_path / "hostile.html"
    path.write_text(html.render(document, waits, messages, "en", "gregorian"), "utf-8")
    page, seen = opened(chromium, path)
    for place in range(page.locator("tr[data-k=person]").count()):
        page.locator("tr[data-k=person]").nth(place).locator("a").first.click()
        page.keyboard.press("Escape")
    page.locator(".card a").first.click()
    for button in page.locator("#why-rows button.at").all()[:16]:
        button.click()
    assert page.evaluate("window.hit") is None
    assert seen == []
    page.context.close()


def number(page: Page) -> int:
    return int(page.locator("#why-count").inner_text().rpartition(" ")[2].replace(",", ""))


def test_a_figure_opens_its_definition_and_as_many_waits_as_it_counts(
    chromium: Browser, folder: Path
) -> None:
    document = sample(300)[0]
    page, _ = opened(chromium, folder / "en.html")
    page.locator(".card.warn a").click()
    assert number(page) == document["first_response"]["open"]
    assert page.locator("#why-term").inner_text() == document["definitions"]["open"]["sentence"]
    page.keyboard.press("Escape")
    for place, (name, count) in enumerate(document["first_response"]["wall"]["buckets"].items()):
        page.locator(".columns").first.locator("a").nth(place).click()
        assert (name, number(page)) == (name, count)
        page.keyboard.press("Escape")
    for place, person in enumerate(document["by_person"]):
        cells = page.locator("tr[data-k=person]").nth(place).locator("a")
        for column, key in ((0, "answered"), (1, "open"), (8, "covered_by_others")):
            cells.nth(column).click()
            assert (person["person"], key, number(page)) == (
                person["person"],
                key,
                person["all_responses"][key],
            )
            page.keyboard.press("Escape")
    page.context.close()


@pytest.mark.parametrize("dimension", ["mailbox", "domain", "weekday", "hour"])
def test_rows_of_a_breakdown_open_their_own_waits(chromium: Browser, folder: Path, dimension: str) -> None:
    document = sample(300)[0]
    page, _ = opened(chromium, folder / "en.html")
    page.evaluate(
        "document.querySelectorAll('details').forEach((one) => { one.open = one.id !== 'all-waits'; })"
    )
    found = {}
    table = page.locator("table", has=page.locator(f"tr[data-k={dimension}]")).last
    for row in table.locator(f"tr[data-k={dimension}]").all():
        row.locator("a").nth(1).click()
        found[row.get_attribute("data-v")] = number(page)
        page.keyboard.press("Escape")
    rows = document[f"by_{dimension}"]
    assert found == {str(row[dimension]): row["first_response"]["answered"] for row in rows}
    page.context.close()


def test_a_wait_opens_its_messages_by_keyboard_alone(chromium: Browser, folder: Path) -> None:
    _, waits, messages = sample(300)
    newest = wait_table.chosen([wait for wait in waits if wait["outcome"] == "answered" and wait["first"]])[0]
    page, _ = opened(chromium, folder / "en.html")
    page.locator("section", has=page.locator(".trend")).get_by_role("link").first.scroll_into_view_if_needed()
    page.locator(".card a").nth(2).focus()
    page.keyboard.press("Enter")
    assert page.locator("dialog").get_attribute("open") is not None
    page.locator("#why-rows button.at").first.focus()
    page.keyboard.press("Enter")
    lines = page.locator("#why-rows .behind li").all_inner_texts()
    assert len(lines) == len(newest["messages"])
    assert messages[newest["messages"][0]]["subject"] in lines[0]
    page.keyboard.press("Escape")
    assert page.locator("dialog").get_attribute("open") is None
    page.context.close()


@pytest.mark.parametrize("lang", ["en", "fa"])
def test_arrow_keys_walk_through_the_heat_map_and_enter_opens_the_hour(
    chromium: Browser, folder: Path, lang: str
) -> None:
    _, waits, _ = sample(300)
    page, _ = opened(chromium, folder / f"{lang}.html")
    page.locator(".heat td").first.focus()
    for key in ("ArrowDown", "ArrowDown", *["ArrowRight"] * 9):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    weekday = {"en": 2, "fa": 0}[lang]
    begun = [
        dt.datetime.fromisoformat(row["received_at"]).astimezone(ZoneInfo("Europe/Berlin")) for row in waits
    ]
    wanted = [wait for wait, at in zip(waits, begun, strict=True) if (at.weekday(), at.hour) == (weekday, 9)]
    owed = [wait for wait in wanted if wait["outcome"] != "voided"]
    assert page.locator("#why-rows tbody tr").count() == len(owed)
    page.context.close()


def test_periods_and_limits_open_the_waits_they_count(chromium: Browser, folder: Path) -> None:
    document = sample(300)[0]
    page, _ = opened(chromium, folder / "en.html")
    inquiries = []
    for place in range(len(document["trend"])):
        page.locator(".trend a").nth(place).focus()
        page.keyboard.press("Enter")
        inquiries.append(number(page))
        page.keyboard.press("Escape")
    assert inquiries == [point["inquiries"] for point in document["trend"]]
    page.context.close()


def test_waits_beyond_those_in_markup_are_unpacked(chromium: Browser, tmp_path: Path) -> None:
    path = tmp_path / "many.html"
    path.write_text(html.render(*sample(1700), "fa", "jalali"), "utf-8")
    page, seen = opened(chromium, path)
    rows = page.locator("#all tbody tr")
    assert (rows.count(), page.locator("#all tbody th").count(), seen) == (1700, 0, [])
    assert rows.last.locator("td").count() == 5
    page.context.close()


@pytest.mark.parametrize("lang", ["en", "ar", "fa"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_width_scrolls_sideways(chromium: Browser, folder: Path, lang: str, width: int) -> None:
    page, seen = opened(chromium, folder / f"{lang}.html", viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert seen == []
    page.context.close()


def test_without_script_the_waits_and_definitions_are_there(chromium: Browser, folder: Path) -> None:
    page, seen = opened(chromium, folder / "en.html", java_script_enabled=False)
    page.locator("#all-waits summary").click()
    assert page.locator("#all tbody tr:has(td)").count() == 300
    assert page.locator("#all tbody tr").first.is_visible()
    page.locator(".card a").first.click()
    assert page.locator("#d-median_s").evaluate("term => term.matches(':target')")
    assert page.locator("#theme").is_visible() is False
    assert seen == []
    page.context.close()


def test_time_runs_from_left_to_right_and_progress_is_mirrored(chromium: Browser, folder: Path) -> None:
    page, _ = opened(chromium, folder / "fa.html")
    assert page.evaluate("getComputedStyle(document.querySelector('.curve')).direction") == "ltr"
    assert (
        page.evaluate("getComputedStyle(document.querySelector('.share')).transform")
        == "matrix(-1, 0, 0, 1, 0, 0)"
    )
    style = "getComputedStyle(document.body)"
    assert page.evaluate(f"[{style}.letterSpacing, {style}.fontStyle]") == ["normal", "normal"]
    assert page.evaluate(f"parseFloat({style}.lineHeight) / parseFloat({style}.fontSize)") == pytest.approx(
        1.7
    )
    assert page.evaluate("document.fonts.check('16px Vazirmatn', 'پاسخ')") is True
    page.context.close()


def test_the_theme_follows_the_reader_and_the_button(chromium: Browser, folder: Path) -> None:
    page, _ = opened(chromium, folder / "en.html", color_scheme="dark")
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.locator("#theme").click()
    light = page.evaluate(ground)
    page.locator("#theme").click()
    assert (dark, light, page.evaluate(ground)) == (
        "rgb(16, 18, 20)",
        "rgb(250, 250, 248)",
        "rgb(16, 18, 20)",
    )
    page.context.close()


def test_paper_is_white_for_readers_in_the_dark(chromium: Browser, folder: Path) -> None:
    page, _ = opened(chromium, folder / "en.html", color_scheme="dark")
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.emulate_media(media="print")
    style = "getComputedStyle(document.body)"
    assert page.evaluate(f"[{style}.backgroundColor, {style}.color]") == [
        "rgb(255, 255, 255)",
        "rgb(0, 0, 0)",
    ]
    assert page.locator(".tools").is_visible() is False
    page.context.close()


@pytest.mark.parametrize(("width", "lang", "scheme"), LOOKS)
def test_axe_finds_nothing(chromium: Browser, folder: Path, lang: str, scheme: str, width: int) -> None:
    context = {"color_scheme": scheme, "bypass_csp": True, "viewport": {"width": width, "height": 900}}
    page, _ = opened(chromium, folder / f"{lang}.html", **context)
    page.add_script_tag(path=AXE)
    page.evaluate(
        "document.querySelectorAll('details').forEach((one) => { one.open = one.id !== 'all-waits'; })"
    )
    for step in ("page", "dialog"):
        if step == "dialog":
            page.locator(".card a").first.click()
            page.locator("#why-rows button.at").first.click()
        found = page.evaluate(
            "axe.run().then((r) => r.violations.map((v) => [v.id, v.nodes.map((n) => n.html)]))"
        )
        assert (step, found) == (step, [])
    page.context.close()
