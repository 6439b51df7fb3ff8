"""A routing rule, edited in Chromium: by hand, with and without script, in English and in Persian."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api.conftest import Office
from tests.browser.conftest import until

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.postgres]
#: What is pressed and read, by language: the sentence that comes of it is the last.
SAYS = {
    "en": ("Add a rule", "Add a condition", "Save as a draft", "Put in force",
           "If the budget is at least 10,000, the lead goes to whoever took it down."),
    "fa": ("افزودن قاعده", "افزودن شرط", "ذخیره به صورت پیش‌نویس", "جاری کردن",
           "اگر بودجه دست کم ۱۰٬۰۰۰ است، سرنخ به کسی که آن را ثبت کرد می‌رسد."),
}  # fmt: skip


def _published(office: Office) -> Any:
    from firstreply.store.models import Definition

    with office.acting():
        return Definition.objects.get(kind="routing", state="published").value["rules"]


def _speaks(office: Office, language: str) -> None:
    from firstreply.store.models import Member

    with office.acting():
        Member.objects.filter(pk=office.founded.member).update(looks={"language": language})


@pytest.mark.parametrize(("language", "script"), [("en", True), ("fa", True), ("en", False)])
def test_a_rule_is_added_and_put_in_force(
    at_desk: Callable[..., Page], office: Office, language: str, script: bool
) -> None:
    add, condition, save, publish, sentence = SAYS[language]
    _speaks(office, language)
    page = at_desk("/rules/routing", java_script_enabled=script)
    page.locator("a[href='/rules/routing/edit']").click()
    page.get_by_role("button", name=add).click()
    until(page.locator("li[data-row]").count, 1)
    page.get_by_role("button", name=condition).click()
    until(page.locator("li.comparison").count, 1)
    page.select_option("select[name='t.rules.0.condition.parts.0.field']", "budget")
    if not script:  # a field that has the focus, and Enter: the first button looks at the form
        page.locator("input[name='t.rules.0.condition.parts.0.value']").press("Enter")
    op = page.locator("select[name='t.rules.0.condition.parts.0.op']")
    until(op.locator("option[value='>=']").count, 1)
    op.select_option(">=")
    page.fill("input[name='t.rules.0.condition.parts.0.value']", "۱۰٬۰۰۰")
    page.select_option("select[name='t.rules.0.to']", "capturer")
    page.get_by_role("button", name=save).click()
    page.wait_for_url("**/rules/routing?done=drafted")
    until(lambda: sentence in page.inner_text("main").replace("\u2068", "").replace("\u2069", ""), True)
    page.get_by_role("button", name=publish).click()
    page.wait_for_url("**/rules/routing?done=published*")
    (rule,) = _published(office)
    assert rule["condition"]["rule"] == {"all": [{"field": "budget", "op": ">=", "value": "10000"}]}
    assert rule["action"] == "capturer"


def test_rules_move_by_keys(at_desk: Callable[..., Page], office: Office) -> None:
    page = at_desk("/rules/routing/edit")
    for n in (1, 2):
        page.get_by_role("button", name="Add a rule").click()
        until(page.locator("li[data-row]").count, n)
    first = page.locator("input[name='t.rules.0.id']").input_value()
    page.locator("li[data-row]").first.focus()
    page.keyboard.press("Alt+ArrowDown")
    until(lambda: page.locator("input[name='t.rules.1.id']").input_value(), first)


_KEPT = "Object.keys(localStorage).filter((one) => one.includes(':keep:') && !one.startsWith('htmx')).length"


@pytest.mark.parametrize(
    ("path", "at"), [("/rules/routing/edit", "t.rules.0.condition"), ("/rules/promises/new", "t.condition")]
)
def test_conditions_that_were_added_come_back_after_the_page_is_gone(
    at_desk: Callable[..., Page], site: str, path: str, at: str
) -> None:
    page, box = at_desk(path), f"{at}.parts.0.value"
    if path.endswith("edit"):
        page.get_by_role("button", name="Add a rule").click()
    page.locator(f"button[value='add:{at.removeprefix('t.')}.parts:comparison']").click()
    page.fill(f"input[name='{box}']", "Oman")
    page.get_by_role("button", name="Add a group").first.click()
    until(page.locator("li.group").count, 1)
    page.goto(f"{site}{path}")
    until(page.locator("li.group").count, 0)
    page.locator(".kept button").first.click()
    until(page.locator("li.group").count, 1)
    assert page.input_value(f"input[name='{box}']") == "Oman"
    assert page.locator(".kept").count() == 0
    page.reload()  # nothing was sent yet: it is offered still
    until(page.locator(".kept").count, 1)


def test_what_was_refused_is_kept_and_what_was_saved_is_not(at_desk: Callable[..., Page], site: str) -> None:
    page = at_desk("/rules/routing/edit", mind=("422",))
    page.get_by_role("button", name="Add a rule").click()
    until(page.locator("li[data-row]").count, 1)
    page.get_by_role("button", name="Add a condition").click()
    until(page.locator("li.comparison").count, 1)
    page.select_option("select[name$='.op']", "in")
    until(page.locator("textarea[name$='.value']").count, 1)
    page.get_by_role("button", name="Save as a draft").click()
    until(page.get_by_role("alert").count, 1)
    assert page.evaluate(_KEPT) == 1
    page.fill("textarea[name$='.value']", "Oman")
    page.get_by_role("button", name="Save as a draft").click()
    page.wait_for_url("**/rules/routing?done=drafted")
    assert page.evaluate(_KEPT) == 0


def test_the_focus_goes_into_what_was_added_and_what_is_refused_comes_into_view(
    at_desk: Callable[..., Page],
) -> None:
    page = at_desk("/rules/routing/edit", mind=("422",), viewport={"width": 1000, "height": 500})
    for n in range(3):
        page.get_by_role("button", name="Add a rule").click()
        until(lambda n=n: page.evaluate("document.activeElement.name"), f"t.rules.{n}.to")  # type: ignore[misc]
    page.locator("button[value='add:rules.2.condition.parts:comparison']").click()
    until(lambda: page.evaluate("document.activeElement.name"), "t.rules.2.condition.parts.0.field")
    page.select_option("select[name='t.rules.2.condition.parts.0.field']", "budget")
    until(page.locator("option[value='>=']").count, 1)
    page.get_by_role("button", name="Save as a draft").click()
    until(lambda: page.evaluate("document.querySelector('.wrong')?.getBoundingClientRect().top >= 0"), True)


def _asked(office: Office) -> list[str]:
    from firstreply.store.queries import due

    with office.acting():
        return [one.name for one in due.terms().slas]


@pytest.mark.parametrize(("script", "language"), [(True, "en"), (True, "fa"), (False, "en")])
def test_promises_move_by_the_keyboard_and_back(
    at_desk: Callable[..., Page], office: Office, script: bool, language: str
) -> None:
    names = _asked(office)
    _speaks(office, language)
    page = at_desk("/rules/promises", java_script_enabled=script)
    up = page.locator("button[name=way][value=up]").last
    mine = up.get_attribute("id")
    up.focus()
    page.keyboard.press("Enter")
    until(lambda: _asked(office), names[::-1])
    if script:  # the button keeps the focus, though it stands elsewhere now
        until(lambda: page.evaluate("document.activeElement.id"), mine)
        expect(page.locator("#toasts .back")).to_have_count(1)
        page.keyboard.press("u")
    else:
        page.locator("form[action='/undo'] button").first.click()
    until(lambda: _asked(office), names)


def test_a_manager_tries_a_promise_is_warned_and_puts_an_earlier_one_in_force_again(
    at_desk: Callable[..., Page], office: Office
) -> None:
    manager, _ = office.member("manager", "Max", (office.founded.team,))
    names = _asked(office)
    page = at_desk("/rules/promises", member=manager)
    page.get_by_role("link", name="New promise").click()
    page.fill("input[name='t.name']", "VIP")
    warned = page.get_by_text("This promise can never apply")
    until(warned.count, 1)
    page.select_option("select[name='t.position']", "0")
    until(warned.count, 0)
    page.get_by_role("button", name="Put in force").click()
    page.wait_for_url("**/rules/promises/*?done=in-force*")
    assert _asked(office) == ["VIP", *names]
    page.fill("input[name='t.name']", "Very important")
    page.fill("input[name='t.amount']", "5")
    page.get_by_role("button", name="Put in force").click()
    until(lambda: _asked(office), ["Very important", *names])
    page.get_by_text("Version 1").click()
    page.get_by_role("button", name="Put this version in force again").click()
    page.wait_for_url("**/rules/promises/*?done=rolled-back*")
    assert _asked(office) == ["VIP", *names]


def test_a_calendar_that_has_no_name_yet_is_filled_in_in_any_order(at_desk: Callable[..., Page]) -> None:
    page = at_desk("/rules/hours/new", mind=("422",))
    page.locator('button[value="add:exceptions:exception"]').click()
    expect(page.locator('[name="t.exceptions.0.day"]')).to_have_count(1)
    page.locator('button[value="save"]').click()
    expect(page.locator("#editor [role=alert]")).to_contain_text(
        "It needs a name. What you filled in is kept"
    )
    expect(page.locator('[name="t.exceptions.0.day"]')).to_have_count(1)


def test_holidays_of_a_country_by_its_name_in_the_readers_language(
    at_desk: Callable[..., Page], office: Office
) -> None:
    _speaks(office, "fa")
    page = at_desk("/rules/hours/new")
    country = page.locator("select[name='t.country']")
    page.fill("input[name='t.name']", "Muscat")
    country.select_option(label="عمان")
    page.locator("button[value=holidays]").click()
    until(lambda: page.locator(".holidays li").count() > 3, True)
    assert country.input_value() == "OM"
    until(lambda: country.locator("option:checked").inner_text(), "عمان")
